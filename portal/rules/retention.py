"""How long a dossier is kept and when it is due at the archive (Circular 05/2025/TT-BNV)."""

from datetime import date, timedelta

# 01 for ever, 02–06 for 70, 50, 30, 20 and 10 years, 07 any other period; the codes of the Circular.
RETENTIONS = ("01", "02", "03", "04", "05", "06", "07")
TO_ARCHIVE = timedelta(days=60)


def deposit_due(closed_on: date) -> date:
    """Hạn nộp lưu: a digital dossier is handed over within 60 days of its closing."""
    return closed_on + TO_ARCHIVE
