"""Hồ sơ as one ZIP."""

from pathlib import Path

from portal.flows.premises import Premises
from portal.office.dossier_exports import DossierExport
from portal.office.dossiers import Dossier


def path_of(export: DossierExport, premises: Premises) -> Path:
    """Where the file of an export stands once it is made."""
    return premises.data / "exports" / f"{export.id}.zip"


def name_of(dossier: Dossier) -> str:
    """What it is saved as."""
    return f"ho-so-{dossier.id}.zip"
