"""The settings as the flows take them."""

from portal.config import Settings
from portal.flows.premises import Premises, store_in


def premises_of(settings: Settings) -> Premises:
    """Folders and limits for the flows."""
    return Premises(
        data=settings.data, store=store_in(settings.blobs), search_index=settings.search_index,
        scratch=settings.scratch, upload_limit=settings.upload_limit, free_space_limit=settings.free_space_limit,
    )
