"""The archive searched in the database alone, while the index is away: register words, the same filters and rights."""

from collections.abc import Mapping
from typing import Any

from portal.flows import plain_filters, plain_question
from portal.flows.indexing import searchable
from portal.office import rights
from portal.office.abbreviations import Abbreviation
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.abbreviations import forms
from portal.search.query import read
from portal.search.service import Found


def find(
    person: Person, text: str, asked: Mapping[str, Any], page: int, per_page: int, *, typing: bool = False
) -> Found:
    """What the question asks for as far as the register tells, newest first."""
    question = read(text, typing=typing, known=forms(Abbreviation.in_force()))
    held = (plain_filters.held_to(*pair) for pair in asked.items())
    query = searchable().where(rights.shown(person), *held, plain_question.condition(question))
    rows = query.order_by(Document.dated_on.desc(), Document.id.desc()).paginate(page, per_page)
    return Found(query.count(), [d.id for d in rows], words=list(question.marks), said=question.said)
