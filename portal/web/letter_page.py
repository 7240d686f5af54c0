"""The page of one letter: the original, the facts, directives, what is to do, history and verdicts."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import SelectField

from portal import clock, wording
from portal.office import annexes, reads, trust, worklists
from portal.office.assignments import Assignment
from portal.office.citations import Citation
from portal.office.documents import Attachment, Document
from portal.office.events import Event
from portal.office.people import Person
from portal.office.refusing import RefusalNotice
from portal.rules.roles import Scope
from portal.rules.states import ENTERED, IN_PROGRESS
from portal.web.access import person
from portal.web.directive_forms import DirectiveForm, PresentForm, absent_today, phrases_offered
from portal.web.fields import choices
from portal.web.filing import filing_of
from portal.web.packets import told_of
from portal.web.pictures import progress_of
from portal.web.routing_forms import NOTHING, Refused, given_of, mine_on
from portal.web.sought import leaf_of


class ScopeForm(FlaskForm):
    """Who may read the document."""

    scope = SelectField("Phạm vi", choices=choices(*((s.value, wording.label(s.value, "scope")) for s in Scope)))


def letter_page(document: Document, refused: Refused = NOTHING) -> str:
    """Everything the person may see and do there; a form that was refused stands as it was typed."""
    me = person()
    directive = present = None
    if me.may("direct") and may_be_directed(document):
        directive = refused.of(DirectiveForm) or DirectiveForm.blank(me, document)
    if me.keeps_registers and document.state == ENTERED:
        present = refused.of(PresentForm) or PresentForm.blank()
    return render_template(
        "documents/show.html", document=document, leaf=leaf_of(document), history=history(document),
        told=told_of(document), check=check_of(document), checks=checks_of(document),
        refusal=RefusalNotice.of(document),
        related=related_to(document),
        mine=mine_on(document, me, refused), given=given_of(document, me, refused), absent=absent_today(),
        returned=Assignment.returned_on(document, me), refused=refused.form, directive=directive,
        phrases=phrases_offered(me) if me.may("direct") else [], present=present,
        scope=ScopeForm(formdata=None, scope=document.scope) if me.may("enter") or me.may("direct") else None,
        today=clock.today(),
        filing=filing_of(document, me), progress=progress_of(document),
    )


def may_be_directed(document: Document) -> bool:
    """Whether a directive can be written on it now."""
    return document.state in (ENTERED, IN_PROGRESS)


def check_of(document: Document) -> trust.SignatureCheck | None:
    """The newest verdict on the newest version."""
    return trust.SignatureCheck.latest(document.latest.sha256) if document.latest else None


def annexes_of(document: Document) -> list[tuple[Attachment, trust.SignatureCheck | None]]:
    """Its annexes in files of their own, each with the verdict on the agency's signature once it is there."""
    return [
        (annex, trust.SignatureCheck.latest(annex.sha256) if annex.sealed_at else None)
        for annex in annexes.of(document)
    ]


def checks_of(document: Document) -> list[trust.SignatureCheck]:
    """Every check of the newest version, newest first."""
    return list(trust.SignatureCheck.history(document.latest.sha256)) if document.latest else []


@dataclass(frozen=True)
class HistoryLine:
    """One event in words."""

    at: datetime
    words: str
    person_name: str
    note: str


def history(document: Document) -> list[HistoryLine]:
    """What happened to the document, newest last."""
    events = [event for event in Event.of(document) if event.verb not in reads.OF_LOOKING]
    names = Person.names({e.person for e in events if e.person})
    lines = [(e, event_words(e), doer(e, names)) for e in events]
    return [HistoryLine(e.at, words, name, note_of(e)) for e, words, name in lines]


def note_of(event: Event) -> str:
    """The reason given, or who leads from then on where somebody led before."""
    if replaced := event.data.get("instead_of"):
        return f"Chủ trì: {event.data['lead']}, thay {', '.join(replaced)}."
    return str(event.data.get("reason", ""))


def doer(event: Event, names: dict[int, str]) -> str:
    """Who did it, and in whose place."""
    name, absent = names.get(event.person, "Hệ thống"), event.data.get("in_place_of")
    return f"{name} (thay {absent})" if absent else name


def event_words(event: Event) -> str:
    """What an event is called; a signature that was begun says how it ended."""
    if event.verb == "signing_ended" and event.data.get("state") in wording.LABELS["signing_end"]:
        return wording.label(event.data["state"], "signing_end")
    return wording.label(event.verb, "event")


@dataclass(frozen=True)
class Related:
    """What a document cites, each with those it can mean, what cites it, and what answers it."""

    cites: list[tuple[Citation, list[Document]]]
    cited_by: list[Document]
    replies: list[Document]

    def __bool__(self) -> bool:
        return bool(self.cites or self.cited_by or self.replies)


def related_to(document: Document) -> Related:
    """As far as the person may see it."""
    me = person()
    return Related(
        cites=[(c, list(worklists.cited(me, c))) for c in document.citations],
        cited_by=list(worklists.citing(me, document)),
        replies=list(worklists.replies(me, document)),
    )
