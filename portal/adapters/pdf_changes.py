"""Which changes after a signature are allowed: further signatures, validation data, and the number filled in once."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import diff_analysis as da
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import FieldComparisonContext, FieldComparisonSpec, FormUpdate
from pyhanko.sign.diff_analysis.rules.form_field_rules import GenericFieldModificationRule
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from portal.adapters.pdf_places import at, visible_box

# what may be written into which field after the first signature
_NUMBER_VALUES = {
    "SoVanBan": re.compile(r"\d{1,6}[a-zđ]?"),
    "NgayVanBan": re.compile(r"0?[1-9]|[12]\d|3[01]"),
    "ThangVanBan": re.compile(r"0?[1-9]|1[0-2]"),
}
_LARGEST_NUMBER_FIELD = 0.01  # of the page: a line's gap, too small to hide a sentence behind
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
        pattern = _NUMBER_VALUES.get(fq_name)
        old, new = spec.old_field, spec.new_field
        if pattern is None or spec.field_type != "/Tx" or old is None or new is None:
            return
        was, becomes = _value(old), _value(new)
        if was == becomes:
            return  # nothing is permitted, so a changed appearance under the same value is found out
        if was or not pattern.fullmatch(becomes) or _share(new) > _LARGEST_NUMBER_FIELD:
            raise da.SuspiciousModification(f"field {fq_name} was not empty or does not hold a number")
        yield from super().check_form_field(fq_name, spec, context)


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


def number_fill(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> int | None:
    """The revision in which the number was filled in after this signature; None: it was not.

    -1 when the fields changed more than once, which no seal makes good.
    """
    known = _number_fields(reader, signature.signed_revision)
    changes = []
    for revision in range(signature.signed_revision + 1, reader.xrefs.total_revisions):
        now = _number_fields(reader, revision)
        if now != known:
            changes.append(revision)
            known = now
    if not changes:
        return None
    return changes[0] if len(changes) == 1 else -1


def covering(signature: EmbeddedPdfSignature) -> bool:
    """Whether the picture of this signature is large enough to hide part of the page."""
    return _share(signature.sig_field) > _LARGEST_WIDGET


def _number_fields(reader: PdfFileReader, revision: int) -> dict[str, tuple[str, str]]:
    """Value and hash of the appearance of each number field, as they stood in a revision."""
    root = reader.get_historical_root(revision)
    found = {}
    for field in at(at(root, "/AcroForm", {}), "/Fields", ()):
        field = field.get_object()
        name = str(at(field, "/T", ""))
        if name in _NUMBER_VALUES:
            drawn = at(at(field, "/AP", {}), "/N")
            found[name] = (_value(field), hashlib.sha256(drawn.data if drawn is not None else b"").hexdigest())
    return found


def _value(field: Any) -> str:
    return str(at(field, "/V", ""))


def _share(field: Any) -> float:
    """The part of its page that the largest widget of a field takes; a page not named is taken as A4."""
    widgets = [field, *(kid.get_object() for kid in at(field, "/Kids", ()))]
    return max(_widget_share(widget) for widget in widgets)


def _widget_share(widget: Any) -> float:
    if "/Rect" not in widget:
        return 0.0
    x0, y0, x1, y1 = (float(number) for number in widget["/Rect"])
    left, bottom, right, top = visible_box(at(widget, "/P", {}))
    page = (right - left) * (top - bottom)
    return abs((x1 - x0) * (y1 - y0)) / page if page else 1.0
