"""Where a document can stand on its way, and which step may follow which (style.md: transitions are pure)."""

# Incoming: received → entered → in_progress → done; refused leaves, held is kept apart (domain.md §6).
RECEIVED, ENTERED, IN_PROGRESS, DONE, REFUSED, HELD, REMOVED = (
    "received", "entered", "in_progress", "done", "refused", "held", "removed",
)
# Outgoing: draft → submitted → signed → numbered → sealed → issued; returned goes back to its drafter.
DRAFT, SUBMITTED, RETURNED, SIGNED, NUMBERED, SEALED, ISSUED = (
    "draft", "submitted", "returned", "signed", "numbered", "sealed", "issued",
)
VOIDED = "voided"
# Thu hồi: its sender called an incoming letter back, and the clerk agreed; a number it has stays.
RECALLED = "recalled"
# Cùng một văn bản: one more copy of a letter that has its number.
JOINED = "joined"

DRAFTING = (DRAFT, SUBMITTED, RETURNED)
OPEN_WORK = (ENTERED, IN_PROGRESS)

STEPS: dict[str, tuple[str, ...]] = {
    RECEIVED: (ENTERED, REFUSED, HELD, RECALLED, JOINED),
    ENTERED: (IN_PROGRESS, DONE, VOIDED, RECALLED),
    IN_PROGRESS: (DONE, VOIDED, RECALLED),
    DONE: (IN_PROGRESS, VOIDED, RECALLED),
    RECALLED: (),
    JOINED: (RECEIVED,),
    REFUSED: (),
    HELD: (REMOVED,),
    REMOVED: (),
    DRAFT: (SUBMITTED,),
    SUBMITTED: (SIGNED, RETURNED, NUMBERED, VOIDED),  # the last two where the number comes before the signature
    RETURNED: (SUBMITTED,),
    SIGNED: (NUMBERED,),
    NUMBERED: (SEALED, VOIDED),
    SEALED: (ISSUED, VOIDED),
    ISSUED: (),
    VOIDED: (),
}


def may_follow(state: str, following: str) -> bool:
    """Whether the step is one the office takes."""
    return following in STEPS[state]
