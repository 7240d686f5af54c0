"""Every table of the office, in an order in which they can be made; the migrations must equal this."""

from portal import db
from portal.office.abbreviations import Abbreviation
from portal.office.agencies import Agency, AgencyAlias
from portal.office.alerts import Alert, Watermark
from portal.office.arrivals import Arrival
from portal.office.asking import Ask
from portal.office.assignments import Assignment, Extension, Instruction
from portal.office.book_imports import BookImport, ImportTrouble
from portal.office.calendar import CalendarDay
from portal.office.citations import Citation
from portal.office.comments import Comment
from portal.office.contacts import PostalAddress
from portal.office.depositing import Deposit, DepositLine
from portal.office.devices import Certificate, Device, Nonce, Pairing
from portal.office.digests import Digest
from portal.office.disposing import Disposal, DisposalLine
from portal.office.documents import Attachment, Document, EarlierFile, EnclosedText, PageText, Version
from portal.office.dossier_exports import DossierExport
from portal.office.dossier_lists import DossierLine, DossierList
from portal.office.dossiers import Dossier, DossierItem
from portal.office.duties import Duty
from portal.office.events import Event
from portal.office.files import Reading, StoredFile
from portal.office.groups import GroupMember, RecipientGroup
from portal.office.holding import HeldCount
from portal.office.initials import Initial
from portal.office.leaving import Leaving, LeavingStep
from portal.office.looks import Look
from portal.office.mailbox import MailPlace, MailText
from portal.office.mailings import Mailing
from portal.office.notices import Notice
from portal.office.one_stop import OneStopReference
from portal.office.outbox import Job
from portal.office.outlines import Outlined
from portal.office.packets import Packet
from portal.office.paper_rules import PaperRule
from portal.office.parcels import Parcel
from portal.office.people import Person, Unit
from portal.office.phrases import Phrase
from portal.office.postings import Posting
from portal.office.profile import Office
from portal.office.recipients import Recipient
from portal.office.refusing import RefusalNotice
from portal.office.registers import Entry, Register
from portal.office.report_months import ReportMonth
from portal.office.retentions import Retention
from portal.office.return_requests import ReturnRequest
from portal.office.rights import Grant
from portal.office.rights_reviews import RightsReview
from portal.office.rounds import Round
from portal.office.routing_acts import RoutingAct
from portal.office.safety_rules import Acknowledgement, SafetyRules
from portal.office.saved_searches import ResultColumns, SavedSearch
from portal.office.seals import Seal
from portal.office.senders import SenderMark
from portal.office.sending import Delivery
from portal.office.series import Series
from portal.office.sessions import Session
from portal.office.signer_checks import SignerCheck
from portal.office.signing import SigningJob
from portal.office.stamps import Stamp
from portal.office.stand_ins import StandIn
from portal.office.staying import Stay
from portal.office.succession import Replacement
from portal.office.templates import LetterTemplate
from portal.office.trust import Anchor, EarlierState, RevocationList, SignatureCheck
from portal.office.vgca import VgcaTicket
from portal.office.walls import Wall

TABLES: tuple[type[db.Record], ...] = (
    Unit, Person, Session, Office, Event, Job, Agency, Series, Register, Entry, StoredFile, Reading, Arrival, Document,
    Version, Attachment, EarlierFile,
    PageText, EnclosedText, Citation, RecipientGroup, GroupMember, Recipient, Grant, Instruction,
    Assignment, HeldCount, SignatureCheck,
    Anchor, RevocationList, Device, Pairing, Nonce, Certificate, Stamp, SigningJob,
    Retention, DossierList, DossierLine, Dossier, DossierItem, Deposit, DepositLine, Disposal, DisposalLine, Stay,
    OneStopReference, DossierExport,
    Abbreviation, SavedSearch, ResultColumns, Look, CalendarDay, MailPlace, SenderMark, RefusalNotice,
    Packet, Parcel, Delivery, BookImport, ImportTrouble, MailText, EarlierState, AgencyAlias, PaperRule,
    Mailing, PostalAddress, Posting, ReturnRequest, Replacement,
    Outlined, Comment, Ask, Initial,
    SignerCheck, VgcaTicket, LetterTemplate,
    Round, Notice, Digest, Wall, ReportMonth,
    StandIn, Extension, RoutingAct, Phrase,
    Duty, SafetyRules, Acknowledgement, Alert, Watermark, RightsReview, Leaving, LeavingStep, Seal,
)

# Tables whose rows are only ever added: triggers refuse UPDATE and DELETE.
ADD_ONLY: tuple[type[db.Record], ...] = (
    Event, Entry, Version, SignatureCheck, Duty, SafetyRules, Acknowledgement, RightsReview, Seal,
    ReportMonth,
)
