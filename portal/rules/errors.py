"""Every refusal the portal knows, as one tree; each is worded once in ``portal/wording.py``.

A refusal carries what its sentence needs as attributes and nothing else.  ``web/errors.py``
answers ``NotFound`` with 404, ``NotAllowed`` with 403, ``Conflict`` with 409 and ``Invalid`` with 422.
"""


class Refusal(Exception):
    """An act that the rules do not permit; subclasses name the reason."""

    def __init__(self, *details: object, **data: object) -> None:
        super().__init__(*details, *data.values())
        self.details = details
        self.data = data


class NotFound(Refusal):
    """Nothing here, or nothing this person may see: the two look alike."""


class NotAllowed(Refusal):
    """The person's role does not carry this verb."""


class Conflict(Refusal):
    """The thing is in a state that excludes the act."""


class Invalid(Refusal):
    """What was given cannot be taken as it stands."""


class AlreadyEntered(Conflict):
    """Đã vào sổ: the document has its number; ``details[0]`` is the number."""


class WrongState(Conflict):
    """The document is elsewhere on its way; ``details[0]`` is its state."""


class RegisterClosed(Conflict):
    """Sổ đã khóa."""


class NoSeries(Conflict):
    """No register gives numbers to such a document in that year; ``details[0]`` is its type."""


class Superseded(Conflict):
    """Another version was stored since this one was read."""


class SignatureBroken(Conflict):
    """A signature on the file is broken and no reason for taking it was given (S20)."""


class DossierClosed(Conflict):
    """Hồ sơ đã kết thúc: nothing goes in or out any more."""


class DossierFrozen(Conflict):
    """Hồ sơ đang khóa: nothing of it is changed until the head or the clerk unlocks it."""


class DossierIncomplete(Conflict):
    """Something is missing, and nobody said why the dossier is to be closed all the same."""


class LastAdministrator(Conflict):
    """Without this account nobody could administer the portal."""


class ClockBehind(Conflict):
    """The clock stands before the last event; entry waits for a person (threats.md §5)."""


class Unreadable(Invalid):
    """Không đọc được: the bytes could not be interpreted; ``details[0]`` says why."""


class SecretMark(Invalid):
    """The page carries a standalone MẬT / TỐI MẬT / TUYỆT MẬT line (domain.md §6)."""


class FileRefused(Invalid):
    """Type not on the list, name and content disagree, or too large; ``data['why']`` is a word."""


class BadDate(Invalid):
    """Not a day, or a day after today."""


class ReasonMissing(Invalid):
    """The act needs a written reason."""


class BadReference(Invalid):
    """A document of this kind cannot carry this number and symbol."""


class WeakPassword(Invalid):
    """Too short, too long, or on the list of common words."""


class NotSignedYet(Conflict):
    """The seal waits for a valid signature of the competent person (Decree 30/2020/NĐ-CP Art. 32)."""


class SigningBusy(Conflict):
    """Someone is signing this document at this moment."""


class CertificateRefused(Invalid):
    """Not a certificate, or one that cannot be used so; ``data['why']`` is a word."""


class SignedFileRefused(Invalid):
    """A file signed elsewhere is not the approved one with one signature more; ``data['why']`` is a word."""


class LineRefused(Invalid):
    """A line of an import cannot be taken; ``data['why']`` is a word, ``field`` and ``value`` say where."""


class QuestionRefused(Invalid):
    """A line of a file of questions is none; ``details[0]`` says which."""


class IndexUnavailable(Refusal):
    """The search index is missing, damaged or of an older make; ``data['why']`` says which for the log."""


class IndexBusy(Conflict):
    """Another process is writing the search index."""


class ToolMissing(Refusal):
    """A program of the machine is not installed; ``details[0]`` names it (tesseract, libreoffice, a font)."""


class TlsRefused(Invalid):
    """A certificate cannot be made or used as asked; ``data['why']`` is a word."""


class BackupRefused(Conflict):
    """A backup or a restore cannot begin; ``data['why']`` is a word, ``data['folder']`` says where."""


class BackupAltered(BackupRefused):
    """A backup is whole, but of an office altered before; ``data['place']`` is the first place that is not right."""


class BackupDamaged(Invalid):
    """A backup is not what was written; ``data['names']`` are the files, counts or numbers that differ."""


class MailFault(Refusal):
    """The mailbox could not be asked, or a mail not be sent; ``details[0]`` is a word of ``rules.mail.FAULTS``."""
