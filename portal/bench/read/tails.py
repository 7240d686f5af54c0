"""What others add to a letter in the same file: an annex, the block of a copy, the words of a signature."""

from dataclasses import replace
from datetime import timedelta

from portal.bench.read.phrases import Talk, signatory
from portal.bench.read.sheets import Sheet

_FORMS_OF_COPY = (("SAO Y", "SY"), ("SAO LỤC", "SL"), ("TRÍCH SAO", "TrS"))


def with_tail(sheet: Sheet, talk: Talk) -> Sheet:
    """Now and then an annex of a page, a copy's own block, or the words of an electronic signature."""
    x = talk.random.random()
    if x < 0.12:
        return replace(sheet, after=_annex(talk, sheet))
    if x < 0.20:
        return replace(sheet, after=_copy(talk))
    if x < 0.30:
        return replace(sheet, note=_note(talk))
    return sheet


def _annex(talk: Talk, sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """PHỤ LỤC on a page of its own, named after the letter, with a table of persons and places."""
    random = talk.random
    title = random.choice(("PHỤ LỤC", "Phụ lục I", "PHỤ LỤC 01", "DANH SÁCH", "BIỂU MẪU BÁO CÁO"))
    below = f"(Kèm theo {sheet.truth['kind']} số      /{sheet.truth['symbol']} ngày     tháng     năm {talk.day.year})"
    rows = [("row", str(n), talk.slots.person("f"), talk.slots.slot("village")) for n in range(1, random.randint(4, 9))]
    text = [("text", one) for one in talk.paragraphs(random.randint(0, 2))]
    return (("page",), ("title", title), ("title", talk.about().upper()), ("note", below), *text, *rows)


def _copy(talk: Talk) -> tuple[tuple[str, ...], ...]:
    """The block below a copied letter: who copies, number, day, recipients, signature."""
    random = talk.random
    form, symbol = random.choice(_FORMS_OF_COPY)
    day = talk.day + timedelta(days=random.randint(1, 9))
    place = random.choice(("Đại Sơn", "Lục Hà", "Vũ Ninh"))
    left = [f"ỦY BAN NHÂN DÂN XÃ {place.upper()}", f"Số: {random.randint(1, 99):02d}/{symbol}-UBND"]
    right = [form, f"{place}, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"]
    foot = ["Nơi nhận:", f"- {random.choice(('Các phòng, đơn vị', 'Các thôn, tổ dân phố'))};", "- Lưu: VT.", "", ""]
    signed = ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "", "", signatory(random)]
    pairs = [*zip(left, right, strict=True), ("", ""), *zip(foot, signed, strict=True)]
    return (("text", "_" * 30), *(("pair", *pair) for pair in pairs))


def _note(talk: Talk) -> tuple[str, ...]:
    """Words that a signing program prints in a corner of the first page."""
    random, name = talk.random, talk.office.name
    day = f"{talk.day:%d/%m/%Y}"
    return random.choice((
        (f"Người ký: {name.upper()}", f"Cơ quan: {name}", f"Thời gian ký: {talk.day:%d.%m.%Y} 16:03:12 +07:00"),
        (f"Ký bởi: {name}", f"Ngày ký: {day} 08:15:22"),
        (f"SAO Y; UBND xã Đại Sơn; {day}; 14:32:10 +07:00",),
        ("ĐẾN", f"Số: {random.randint(1, 3000)}", f"Ngày: {day}"),
    ))  # fmt: skip
