"""What is said about a draft, as its page and the signing page show it: comments, who is asked, initials."""

from dataclasses import dataclass, field
from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from portal import wording
from portal.office import authors, initials
from portal.office.asking import Ask, may_ask
from portal.office.comments import Comment
from portal.office.documents import Document
from portal.office.editions import Edition, editions, laid_before, with_version
from portal.office.files import Reading
from portal.office.initials import Initial
from portal.office.people import Person, Unit
from portal.office.recipients import Recipient
from portal.rules.drafts import COMMENT, FORM, INITIALS, LONGEST_NOTE, Difference, differences
from portal.rules.recipients import Line
from portal.web.directive_forms import HANDLERS, named
from portal.web.fields import choices

LONG = Length(max=LONGEST_NOTE, message=wording.REASONS["note_long"])
OFF_THE_PAGES = "Dự thảo không có trang này."


class CommentForm(FlaskForm):
    """Words on the version that was looked at, perhaps on one page of it."""

    text = TextAreaField("Góp ý", [InputRequired(wording.REASONS["comment_empty"]), LONG])
    page = IntegerField("Trang", [Optional(), NumberRange(1, message=OFF_THE_PAGES)])
    base_n = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def stands_in(self, document: Document) -> bool:
        """Whether all is there, and the page is one of the draft's."""
        last = NumberRange(max=document.pages or 1, message=OFF_THE_PAGES)
        return bool(self.validate_on_submit(extra_validators={"page": [last] if self.page.data else []}))


class AskForm(FlaskForm):
    """What is asked of whom."""

    what = SelectField("Việc", choices=choices(*((w, wording.label(w, "asked")) for w in (COMMENT, FORM))))
    whom = SelectField("Hỏi ai", [InputRequired("Hãy chọn người hoặc đơn vị.")])
    note = TextAreaField("Cần xem điều gì", [LONG])

    def offer(self, me: Person) -> "AskForm":
        """Units first, then colleagues who read documents."""
        units = [(f"unit-{u.id}", u.name) for u in Unit.active()]
        people = [(f"person-{p.id}", named(p)) for p in Person.with_role(*HANDLERS) if p.id != me.id]
        self.whom.choices = choices(("", "Chọn…"), *units, *people)
        return self


@dataclass(frozen=True)
class Said:
    """A comment with the edition it is about, and what this person may do with it."""

    comment: Comment
    edition: int
    is_of_newest: bool
    may_settle: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Given:
    """An initial with the edition it was put on, and whether it still stands."""

    initial: Initial
    edition: int
    stands: bool


@dataclass(frozen=True)
class Talk:
    """All of it, for one person."""

    editions: list[Edition]
    comments: list[Said]
    asks: list[Ask]
    initials: list[Given]
    lacking: list[str]
    may_initial: list[str]
    to_ask: list[str]
    is_author: bool
    may_ask: bool
    before: Edition | None
    my_asks: list[Ask] = field(default_factory=list)
    differing: list[Difference] = field(default_factory=list)

    @property
    def newest(self) -> int:
        """The number of the newest edition."""
        return len(self.editions)

    @property
    def open_comments(self) -> int:
        """How many comments wait for an answer."""
        return sum(said.comment.is_open for said in self.comments)

    @property
    def standing(self) -> dict[str, str]:
        """Who has initialled what would be signed now."""
        return {given.initial.what: given.initial.person.name for given in self.initials if given.stands}


def talk_of(document: Document, me: Person) -> Talk:
    """What is said about a draft, as far as this person may read it."""
    among, is_author = editions(document), authors.is_author(document, me)
    asks, given = Ask.open(document), given_on(document, among)
    standing = {(one.initial.what, one.initial.person_id) for one in given if one.stands}
    is_ready = bool(document.latest and document.latest.role == "pdf") and document.number is None
    answered = {what for what, _ in standing} | {ask.what for ask in asks}
    return Talk(
        editions=among, comments=said_on(document, among, me, is_author), asks=asks, initials=given,
        lacking=initials.lacking(document) if is_ready else [],
        may_initial=[
            what for what in INITIALS
            if is_ready and initials.may_initial(document, what, me) and (what, me.id) not in standing
        ],
        to_ask=[
            what for what in INITIALS
            if is_ready and is_author and what not in answered and any(p != me for p in initials.able(document, what))
        ],
        is_author=is_author, may_ask=may_ask(document, me), before=laid_before(document, among),
        my_asks=[ask for ask in asks if ask.is_for(me)], differing=differing(document),
    )


def differing(document: Document) -> list[Difference]:
    """Where the page of the ready PDF says otherwise than the drafter did."""
    page = Reading.of(document.latest.sha256) if document.latest else None
    if page is None:
        return []
    lines = [Line(row.name, row.channel, bool(row.is_person)) for row in Recipient.of(document)]
    return differences(document.signatory, document.symbol, lines, page.fields, document.subject or "")


def kept_talk(document: Document, me: Person) -> Talk | None:
    """What was said on the way to the signature, for those whose way it was; nothing where nothing was."""
    if not authors.is_concerned(document, me):
        return None
    talk = talk_of(document, me)
    return talk if talk.comments or talk.initials or talk.newest > 1 else None


def said_on(document: Document, among: list[Edition], me: Person, is_author: bool) -> list[Said]:
    """The comments in order."""
    may_settle = is_author or document.signer_id == me.id
    return [
        Said(
            comment, number_of(among, comment.version.n), number_of(among, comment.version.n) == len(among),
            may_settle=may_settle or comment.person_id == me.id, may_withdraw=comment.person_id == me.id,
        )
        for comment in Comment.of(document)
    ]


def given_on(document: Document, among: list[Edition]) -> list[Given]:
    """Every initial in order; those undone by a newer version or taken back show as such."""
    newest = initials.newest_written(document)
    return [
        Given(one, number_of(among, one.version.n), one.withdrawn_at is None and one.is_on(newest))
        for one in Initial.of(document)
    ]


def number_of(among: list[Edition], n: int) -> int:
    """The edition of a version."""
    found = with_version(among, n)
    return found.number if found else 0


def blank_forms(document: Document, me: Person) -> dict[str, Any]:
    """The two forms before anything is typed."""
    base_n = document.latest.n if document.latest else 0
    return {"commenting": CommentForm(formdata=None, base_n=base_n), "asking": AskForm(formdata=None).offer(me)}
