"""Which changes after a signature are allowed: further signatures, validation data, and the number filled in once."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.sign import diff_analysis as da
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import FieldComparisonContext, FieldComparisonSpec, FormUpdate
from pyhanko.sign.diff_analysis.rules.form_field_rules import GenericFieldModificationRule
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from portal.adapters.pdf_places import at, visible_box

# what may be written into which field after the first signature
NUMBER_VALUES = {
    "SoVanBan": re.compile(r"\d{1,6}[a-zđ]?"),
    "NgayVanBan": re.compile(r"0?[1-9]|[12]\d|3[01]"),
    "ThangVanBan": re.compile(r"0?[1-9]|1[0-2]"),
}
_LARGEST_NUMBER_FIELD = 0.01  # of the page: a line's gap, too small to hide a sentence behind
_MOST_NODES = 20_000  # of a page tree
_MOST_NESTED = 12  # levels of a form's own entries; none of ours has more than four
_LARGEST_WIDGET = 0.10  # a later signature drawn larger than this needs a human look


class NumberFieldRule(GenericFieldModificationRule):
    """Lets the named fields go from empty to a number; every other form filling stays unexplained."""

    def __init__(self) -> None:
        super().__init__(
            allow_in_place_appearance_stream_changes=False, value_update_keys={"/V", "/AP", "/Ff", "/Type"}
        )

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[tuple[da.ModificationLevel, FormUpdate]]:
        """Yield the parent's permissions when the change is exactly the filling of an empty number field."""
        pattern = NUMBER_VALUES.get(fq_name)
        old, new = spec.old_field, spec.new_field
        if pattern is None or spec.field_type != "/Tx" or old is None or new is None:
            return
        was, becomes = value_of(old), value_of(new)
        if was == becomes:
            return  # nothing is permitted, so a changed appearance under the same value is found out
        if was or not pattern.fullmatch(becomes) or _share(new, context.new.root) > _LARGEST_NUMBER_FIELD:
            raise da.SuspiciousModification(f"field {fq_name} was not empty or does not hold a number")
        places = ((spec.old_field_ref, context.old.root), (spec.new_field_ref, context.new.root))
        if not all(_is_at_root(field, root) for field, root in places):
            raise da.SuspiciousModification(f"field {fq_name} stands below another field")
        yield from super().check_form_field(fq_name, spec, context)


def _is_at_root(field: Any, root: Any) -> bool:
    """Whether the form itself names the field: below one without a name it would have the same full name."""
    named = root["/AcroForm"]["/Fields"]
    return place_of(field) in {place_of(named.raw_get(n)) for n in range(len(named))} - {None}


def _lta(rule: da.WhitelistRule) -> da.QualifiedWhitelistRule:
    return rule.as_qualified(da.ModificationLevel.LTA_UPDATES)


def _policy(*form_keys: str) -> da.StandardDiffPolicy:
    """As pyHanko's own, but form filling is not taken in silence, and a certification is read as Acrobat reads it."""
    return da.StandardDiffPolicy(
        global_rules=[
            da.CatalogModificationRule(),
            _lta(da.XrefStreamRule()),
            _lta(da.ObjectStreamRule()),
            _lta(da.DSSCompareRule()),
            _lta(da.MetadataUpdateRule()),
            _lta(da.DocInfoRule()),
        ],
        form_rule=da.FormUpdatingRule(
            field_rules=[
                da.SigFieldCreationRule(allow_new_visible_after_certify=True),
                da.SigFieldModificationRule(),
                NumberFieldRule(),
            ],
            ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | set(form_keys),
        ),
    )


POLICY = _policy()
FIRST_SIGNATURE = _policy("/SigFlags")  # the form now says that there are signatures


def covering(signature: EmbeddedPdfSignature) -> bool:
    """Whether the picture of this signature is large enough to hide part of the page."""
    return _share(signature.sig_field, signature.reader.root) > _LARGEST_WIDGET


def restyled(signature: EmbeddedPdfSignature) -> bool:
    """Whether the form has viewers draw its fields anew, or with another font, since this signature."""
    before = signature.reader.get_historical_root(signature.signed_revision)
    old, new = at(before, "/AcroForm", {}), at(signature.reader.root, "/AcroForm", {})
    is_redrawn = at(new, "/NeedAppearances") and not at(old, "/NeedAppearances")
    return bool(is_redrawn) or not keeps_style(old, new)


def keeps_style(old: Any, new: Any) -> bool:
    """Whether a form still says what its fields are written with; signing programs add fonts and a style."""
    had, has = at(old, "/DR", {}), at(new, "/DR", {})
    return ("/DA" not in old or is_same(old["/DA"], at(new, "/DA"))) and all(
        _holds(at(has, kind, {}), had[kind]) for kind in had
    )


def _holds(new: Any, old: Any) -> bool:
    """Whether all that stood in a group of resources still stands there: empty fields write with it."""
    if not isinstance(old, DictionaryObject):
        return is_same(old, new)
    return isinstance(new, DictionaryObject) and all(is_same(old[name], at(new, name)) for name in old)


def is_same(old: Any, new: Any, depth: int = 0) -> bool:
    """Whether two values of different files are equal with their references followed; too deep is different."""
    if type(old) is not type(new) or depth > _MOST_NESTED:
        return False
    if isinstance(old, StreamObject) and old.encoded_data != new.encoded_data:
        return False
    if isinstance(old, DictionaryObject):
        return set(old) == set(new) and all(is_same(old[name], new[name], depth + 1) for name in old)
    if isinstance(old, ArrayObject):
        return len(old) == len(new) and all(is_same(a, b, depth + 1) for a, b in zip(old, new, strict=True))
    return bool(old == new)


def painted(signature: EmbeddedPdfSignature, signed: Container[str]) -> list[str]:
    """Signature fields that came after this signature and show something, though nobody in ``signed`` stands in them.

    An empty field and a timestamp are nobody's signature, and whoever has the file can append them over its text.
    One that acts when somebody points or clicks there is as bad, whoever signed in it.
    """
    reader = signature.reader
    before = reader.get_historical_resolver(signature.signed_revision)
    known = {str(name) for name, _, _ in enumerate_sig_fields(before)}
    return [
        str(name) for name, _, field in enumerate_sig_fields(reader)
        if str(name) not in known
        and any(_acts(part) or (str(name) not in signed and _is_drawn(part)) for part in _parts(field.get_object()))
    ]


def _parts(field: Any) -> list[Any]:
    """A field and its places on pages."""
    return [field, *(kid.get_object() for kid in at(field, "/Kids", ()))]


def _acts(part: Any) -> bool:
    return "/A" in part or "/AA" in part


def _is_drawn(widget: Any) -> bool:
    """Whether a viewer draws anything; a place with nothing drawn yet waits for its signature."""
    looks, box = at(widget, "/AP", {}), [float(number) for number in at(widget, "/Rect", (0, 0, 0, 0))]
    is_empty = not at(widget, "/MK") and all(
        isinstance(looks[name], StreamObject) and not looks[name].data.strip() for name in looks
    )
    return bool(_area(box)) and not is_empty


def value_of(field: Any) -> str:
    """What a field holds; nothing where it is empty."""
    return str(at(field, "/V", ""))


def _share(field: Any, root: Any) -> float:
    """The part of one page that the widgets of a field take there together.

    Which page a widget stands on is asked of the pages: what it says of itself (``/P``) may be made up.  One that no
    page names is measured by the smallest page there is.
    """
    pages = list(tree_pages(root))
    areas = [_area(visible_box(page)) for page in pages]
    standing = {place_of(mark): n for n, page in enumerate(pages) for mark in marks(page)}
    taken: defaultdict[int | None, float] = defaultdict(float)
    for widget in _parts(field):
        if "/Rect" in widget:
            taken[standing.get(place_of(widget.container_ref))] += _area([float(number) for number in widget["/Rect"]])
    smallest = min(areas, default=0.0)
    return max((_part(area, smallest if n is None else areas[n]) for n, area in taken.items()), default=0.0)


def tree_pages(root: Any) -> Iterator[Any]:
    """The leaves of the page tree in the order of the pages; a damaged tree may run in a circle."""
    waiting = [root["/Pages"]]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if "/Kids" in node:
            waiting.extend(kid.get_object() for kid in reversed(node["/Kids"]))
        else:
            yield node


def marks(page: Any) -> Iterator[IndirectObject]:
    """References of what a page draws over its content."""
    drawn = at(page, "/Annots", ArrayObject())
    return (mark for mark in map(drawn.raw_get, range(len(drawn))) if isinstance(mark, IndirectObject))


def place_of(reference: Any) -> tuple[int, int] | None:
    """Number and generation; nothing for what stands in the trailer."""
    return (reference.idnum, reference.generation) if hasattr(reference, "idnum") else None


def _area(box: Sequence[float]) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))


def _part(area: float, page: float) -> float:
    return area / page if page else 1.0
