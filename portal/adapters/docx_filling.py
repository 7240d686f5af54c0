"""Templates of letters filled by docxtpl: a template may name what the letter says, and do nothing else.

An office's own template is a foreign file; all of this runs in the sandbox child.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from portal.rules.errors import FileRefused, Unreadable
from portal.rules.letter_forms import FIELDS

FILTERS = ("upper", "lower", "trim", "join", "first", "last", "length", "default")
_FETCHES = re.compile(r"INCLUDE(TEXT|PICTURE)|DDE|DATABASE|IMPORT|MACROBUTTON|AUTOTEXT|\b(LINK|RD)\b", re.IGNORECASE)
_ACTIVE = re.compile(r"/(activeX|embeddings|afchunk)|\.(bin|html?|mht|rtf)$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"/(aFChunk|oleObject|package|subDocument|attachedTemplate|frame)$")  # ends of relations
_MUST = ("ky_hieu", "ngay", "thang")  # without their places no letter can be numbered and dated after the signature
_MOST_WRITTEN = 2_000_000


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The template with its fields filled; ``Unreadable`` when it cannot be, ``FileRefused`` when it would fetch."""
    opened = _opened(template)
    try:
        opened.render(dict(values), jinja_env=environment())
    except (TemplateError, etree.LxmlError, OverflowError, TypeError, ValueError) as error:
        raise Unreadable("template") from error
    file = BytesIO()
    opened.save(file)
    _refuse_active(_opened(file.getvalue()))  # a field may be put together by the filling alone
    return file.getvalue()


def try_out(path: str, values: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Whether a template can be used: names it does not know, places it lacks; the sample is written to ``target``.

    ``FileRefused`` for one that holds more than words, ``Unreadable`` for one that cannot be filled.
    """
    data = Path(path).read_bytes()
    opened = _opened(data)
    _refuse_active(opened)
    named = _named(opened)
    unknown, missing = sorted(named - set(FIELDS)), [name for name in _MUST if name not in named]
    if not unknown:
        made = fill(data, values)
        if len(made) > _MOST_WRITTEN + len(data):
            raise Unreadable("too much")
        Path(target).write_bytes(made)
    return {"unknown": unknown, "missing": missing}


def environment() -> ImmutableSandboxedEnvironment:
    """Fields, conditions and loops over what is given; no functions, a handful of filters, no files."""
    made = ImmutableSandboxedEnvironment(autoescape=True)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def _opened(template: bytes) -> DocxTemplate:
    opened = DocxTemplate(BytesIO(template))
    try:
        opened.init_docx()
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged") from error
    return opened


def _named(opened: DocxTemplate) -> set[str]:
    """The fields a template names, in its text, headers and footers."""
    try:
        found: set[str] = set(opened.get_undeclared_template_variables(environment()))
        for name in ("author", "comments", "identifier", "language", "subject", "title"):
            found |= meta.find_undeclared_variables(environment().parse(getattr(opened.core_properties, name)))
    except TemplateSyntaxError as error:
        raise Unreadable("template") from error
    return found


def _refuse_active(opened: DocxTemplate) -> None:
    """Embedded objects, fields that fetch, and files that lie elsewhere have no place in a template."""
    for part in opened.docx.part.package.iter_parts():
        if _ACTIVE.search(str(part.partname)):
            raise FileRefused(why="template_active")
        for relation in part.rels.values():
            foreign = relation.is_external and relation.reltype != RELATIONSHIP_TYPE.HYPERLINK
            if foreign or _ELSEWHERE.search(relation.reltype):
                raise FileRefused(why="template_active")
        if str(part.partname).endswith(".xml") and _fetches(part.blob):
            raise FileRefused(why="template_active")


def _fetches(xml: bytes) -> bool:
    """Whether a field of the part asks for another file or program."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged") from error
    for paragraph in root.iter(qn("w:p")):
        written = "".join(node.text or "" for node in paragraph.iter(qn("w:instrText")))
        if _FETCHES.search(written):
            return True
    return any(_FETCHES.search(node.get(qn("w:instr"), "")) for node in root.iter(qn("w:fldSimple")))
