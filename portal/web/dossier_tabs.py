"""The tabs of the room of dossiers: lists of dossiers, the yearly list, what nobody filed, the archive."""

from flask import url_for

from portal.office import depositing, unfiled
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.web.paging import count_of

Tab = tuple[str, str, bool, int | None]

# (tab, its words, its page, the verb it needs)
TABS = (
    ("open", "Đang mở", "dossiers.index", "search"),
    ("closed", "Đã kết thúc", "dossiers.closed", "search"),
    ("unfiled", "Chưa lập hồ sơ", "filing.index", "file"),
    ("list", "Danh mục hồ sơ", "dossier_lists.current", "search"),
    ("deposits", "Nộp lưu", "archive.deposits", "search"),
    ("disposals", "Hết thời hạn", "archive.disposals", "enter"),
    ("retentions", "Thời hạn bảo quản", "retentions.index", "enter"),
)


def tabs(me: Person, current: str) -> list[Tab]:
    """The tabs this person may open, with how many wait in those that ask for work."""
    counts = {"open": count_of(Dossier.listed("", closed=False)), "deposits": count_of(depositing.waiting())}
    if me.may("file"):
        counts["unfiled"] = count_of(unfiled.documents(me, everything=me.keeps_registers))
    return [
        (words, url_for(page), name == current, counts.get(name))
        for name, words, page, verb in TABS if me.may(verb)
    ]
