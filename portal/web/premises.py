"""The settings as the flows take them."""

import sys

from portal import wording
from portal.config import Settings
from portal.flows.premises import Premises, folder_in, mailbox_in, store_in


def premises_of(settings: Settings) -> Premises:
    """Folders and limits for the flows."""
    return Premises(
        data=settings.data, store=store_in(settings.blobs), search_index=settings.search_index,
        scratch=settings.scratch, upload_limit=settings.upload_limit, free_space_limit=settings.free_space_limit,
        mailbox=mailbox_in(
            settings.data, host=settings.mail_host, port=settings.mail_port, user=settings.mail_user,
            password_file=settings.mail_password_file, folder=settings.mail_folder, ca_file=settings.mail_ca_file,
            tls=settings.mail_tls, since=settings.mail_since, smtp_host=settings.smtp_host,
            smtp_port=settings.smtp_port, address=settings.mail_address,
        ),
        mail_minutes=settings.mail_minutes, packets_in=folder_in(settings.data, settings.packets_in),
        scan_folder=folder_in(settings.data, settings.scan_folder),
        packets_out=folder_in(settings.data, settings.packets_out), tsa_url=settings.tsa_url,
        digest_at=settings.digest_at, label=wording.label,
        check_hours=tuple(settings.check_hours), certificate=settings.certificate_file,
        backup_at=settings.backup_at, program=program_of(settings),
        copy_folder=folder_in(settings.data, settings.copy_folder),
        backup_places=tuple(
            settings.data / name for name in (settings.backup_folder, settings.backup_second_folder) if name
        ),
    )


def program_of(settings: Settings) -> tuple[str, ...]:
    """How this program starts itself on the same data, from a checkout or packed."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "portal.cli"]
    return (*own, "--data", str(settings.data), "--search-index", str(settings.search_index))
