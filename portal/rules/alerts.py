"""What the safety officer is told of, from how many a day on, and how often what lasts is told again."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Cause:
    """Acts of the trail that make one alert a day, once there are as many as ``least``."""

    kind: str
    verbs: tuple[str, ...]
    least: int = 1


CAUSES = (
    Cause("sign_in_refused", ("sign_in_failed",), least=5),
    Cause("read_refused", ("read_refused", "act_refused"), least=5),
    Cause("rights_changed", (
        "hired", "role_changed", "moved", "blocked", "unblocked", "left", "scope_changed", "duty_named", "stand_in_set",
        "password_changed", "second_factor_off",
    )),
    Cause("account_suspended", ("account_suspended",)),
    Cause("device_added", ("device_paired", "certificate_presented", "certificate_approved")),
    Cause("trust_changed", ("authority_trusted", "authority_removed")),
    Cause("settings_changed", ("settings_changed",)),
    Cause("clock_stepped", ("clock_stepped", "clock_confirmed")),
    Cause("restored", ("restored",)),
    Cause("copy_left", ("copy_left",)),
)  # fmt: skip
KIND_OF = {verb: cause.kind for cause in CAUSES for verb in cause.verbs}
OWN = ("password_changed", "second_factor_off")  # one's own is nobody's concern, somebody else's is
LEAST = {cause.kind: cause.least for cause in CAUSES if cause.least > 1}

GRANTED = "restricted_granted"  # counted by grants, which have no event of their own
# What lasts until somebody mends it: days until it is told again.
LASTING = {"trail_broken": 1, "backup_overdue": 1, "rehearsal_wanting": 1, "disk_low": 1, "review_due": 30}

KINDS = (*(cause.kind for cause in CAUSES), GRANTED, *LASTING)

DISK_LOW = 4  # times the space at which uploads are refused
REVIEW_EVERY = 365  # days between two reviews of rights
UNUSED = timedelta(days=45)  # after which an account is suspended (threats.md §2.11)
STANDSTILL = timedelta(days=7)  # in which nobody did anything: an idle office, or a clock that jumped, proves nothing


def is_told_again(kind: str, last: date | None, today: date) -> bool:
    """Whether what lasts is told on this day, after it was told last on that one."""
    return last is None or (today - last).days >= LASTING[kind] or today < last
