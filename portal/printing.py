"""What commands print: results as lines for people and as data for programs."""

from datetime import date, datetime
from html import escape
from typing import Any

from portal import wording

FIELDS = (
    ("issuer", "Cơ quan ban hành"), ("reference", "Số, ký hiệu"), ("dated_on", "Ngày"), ("kind", "Loại"),
    ("subject", "Trích yếu"), ("urgency", "Độ khẩn"), ("capacity", "Quyền hạn ký"), ("position", "Chức vụ"),
    ("signatory", "Người ký"), ("due_on", "Hạn trả lời"),
)


def demo_screen(made: Any, address: str) -> str:
    """One screen: where to click and how to sign in."""
    width = max(len(account.login) for account in made.accounts)
    lines = [
        f"Đã lập cơ quan mẫu: {made.office} (số liệu mẫu, chữ ký thử nghiệm).",
        f"Mở trình duyệt ở {address} và đăng nhập:",
        "",
        *(f"  {a.login:<{width}}  {a.password}  {a.what}" for a in made.accounts),
        "",
        f"Mật khẩu chỉ in một lần; cất ở {made.password_file} (chỉ chủ máy đọc được).",
        f"Văn bản mẫu để thử: {made.samples}",
        "",
    ]
    return "\n".join(lines)


def reading_lines(found: dict[str, Any]) -> list[str]:
    """The fields read from a file, a line each; what was not read is shown as such."""
    lines = [f"{words:<18} {found.get(name) or '—'}" for name, words in FIELDS]
    lines += [f"{'Kính gửi':<18} {name}" for name in found.get("addressees") or []]
    for recipient in found.get("recipients") or []:
        lines.append(f"{'Nơi nhận':<18} {recipient['name']} ({wording.label(recipient['channel'], 'channel')})")
    return lines + [f"{'Viện dẫn':<18} {c['reference']} {c['dated_on'] or ''}" for c in found.get("citations") or []]


def results_as_data(found: Any) -> dict[str, Any]:
    """Search results for programs."""
    return {
        "total": found.total, "notice": found.notice, "suggestions": found.suggestions,
        "ids": [hit.document.source_id or hit.document.id for hit in found.hits],
        "documents": [
            {
                "id": hit.document.id, "source_id": hit.document.source_id, "reference": hit.document.reference,
                "dated_on": hit.document.dated_on.isoformat() if hit.document.dated_on else None,
                "issuer": hit.document.issuer, "subject": hit.document.subject,
                "snippets": ["".join(text for text, _ in s.pieces) for s in hit.snippets],
            }
            for hit in found.hits
        ],
    }


def results_lines(found: Any) -> list[str]:
    """Search results for people: what fits, then apart from it what only nearly fits."""
    fitting, near = found.hits[: len(found.hits) - found.near], found.hits[len(found.hits) - found.near :]
    lines = [wording.label(found.notice, "search_notice")] if found.notice == "index_away" else []
    lines += [wording.label(one.word, "search_said").replace("{what}", one.about) for one in found.said]
    lines.append(f"{found.total} văn bản có đủ các chữ." if found.total else "Không văn bản nào có đủ các chữ.")
    lines += [document_line(hit.document) for hit in fitting]
    if near:
        lines += ["Gần đúng, mỗi văn bản thiếu chữ nào đó:", *(document_line(hit.document) for hit in near)]
    if found.suggestions:
        lines.append(f"Có phải: {', '.join(found.suggestions)}?")
    return lines


def document_line(document: Any) -> str:
    """One document as one line of a list."""
    day = f"{document.dated_on:%d/%m/%Y}" if document.dated_on else ""
    what = f"{document.issuer}: {document.subject}" if document.subject else "(chưa vào sổ)"
    return f"{document.reference or '(không số)':<24} {day:<11} {what}"


def problem(found: Any) -> str:
    """One line, or one register, of an import that somebody should look at: what is wrong with it and where."""
    data, why = found.data, wording.label(found.why, "import")
    if found.line is None:
        register = f"{wording.label(data['register'], 'register')} năm {data['year']}"
        missing = str(data["first"]) if data["first"] == data["last"] else f"{data['first']}–{data['last']}"
        return f"{register}: {why} {missing}"
    where = [f"{word} {data[name]!s}" for name, word in (("field", "mục"), ("value", "giá trị")) if name in data]
    return f"Dòng {found.line}: {', '.join([why, *where])}."


GROUPS = ("checked", "bad_place", "bad_why", "bad_field")
CHECKED, BAD_PLACES, WHYS, BAD_FIELDS = (wording.LABELS[group] for group in GROUPS)


def bad_place(bad: Any) -> str:
    """A place that is not as it was written: what it is, what people know it by, what is wrong, in which fields."""
    number = f" {bad.number}" if bad.number is not None else ""
    beside = place_words(bad.of)
    fields = ", ".join(BAD_FIELDS.get(f"{bad.kind}.{one}") or BAD_FIELDS.get(one, one) for one in bad.fields)
    return (
        f"HỎNG: {BAD_PLACES.get(bad.kind, bad.kind)}{place_name(bad)}{f' ({beside})' if beside else ''}: "
        f"{WHYS.get(bad.why, bad.why)}{number}{f' – mục: {fields}' if fields else ''}."
    )


def place_name(bad: Any) -> str:
    """Which one: a guard by what it sees to, with its name in the database beside it."""
    words = guard_words(bad.id) if bad.kind == "guard" else ""
    return f": {words} [{bad.id}]" if words else f" {bad.id}"


def guard_words(name: str) -> str:
    """What a trigger of the program sees to; empty of one it does not know."""
    return next((words for end, words in wording.LABELS["bad_guard"].items() if name.endswith(end)), "")


def place_words(of: dict[str, Any]) -> str:
    """What people know a place by, from the general to the single."""
    said = []
    if "verb" in of:
        said.append(wording.label(of["verb"], "event"))
    if "duty" in of:
        said.append(wording.label(of["duty"], "duty"))
    if "register" in of:
        said.append(f"{of['register']} năm {of['year']}")
    elif "direction" in of:
        said.append(wording.label(of["direction"], "direction").lower())
    said += [words.format(**of) for name, words in wording.LABELS["bad_beside"].items() if name in of]
    if "role" in of:
        said.append(wording.label(of["role"], "version").lower())
    if "table" in of:
        said.append(f"bảng {BAD_PLACES.get(of['table'], of['table'])}")
    said += [place_words(holder) for holder in of.get("holders", ())]
    if "month" in of:
        said.append("tháng {1}/{0}".format(*of["month"].split("-")))
    if "day" in of:
        said.append(f"ngày {date.fromisoformat(of['day']):%d/%m/%Y}")
    if "moment" in of:
        said.append(f"{datetime.fromisoformat(of['moment']):%d/%m/%Y %H:%M}")
    return ", ".join(said)


def verification(found: Any) -> str:
    """What was checked, and each place that is not as it was written."""
    lines = [f"Đã kiểm tra: {', '.join(f'{n} {CHECKED.get(name, name)}' for name, n in found.checked.items())}."]
    lines += [bad_place(place) for place in found.bad]
    if found.has_more:
        lines.append("Còn nhiều nơi hỏng khác cùng loại, không kể hết ở đây.")
    if found.is_cut:
        lines.append("Có dòng không đọc được, những dòng sau nó chưa được kiểm tra.")
    if found.unchecked:
        what = wording.LABELS["bad_unchecked"].get(found.unchecked, found.unchecked)
        lines.append(f"Chưa kiểm tra được: {what}.")
    if found.older:
        lines.append(f"Chưa kiểm tra được {found.older} dòng ghi từ trước khi nhật ký giữ dấu của từng dòng.")
    if found.ok:
        lines.append("Những gì kiểm tra được đều còn nguyên vẹn." if found.older else "Tất cả còn nguyên vẹn.")
    return "\n".join(lines)


def book_lines(book: Any, said: list[Any], *, written: bool) -> list[str]:
    """How a book was read, and what becomes of its rows."""
    lines = [f"Cột “{head or '(không tên)'}”: {wording.label(field, 'book_field') if field else 'bỏ qua'}"
             for head, field in zip(book.heads, book.columns, strict=False)]
    if book.font:
        lines.append(f"Chữ {book.font.upper()} đã chuyển sang Unicode.")
    fates = [fate for fate, _, _ in said]
    if written:
        return [*lines, f"Đã nhập {book.count} văn bản; {book.skipped} dòng đã có; {book.refused} dòng chưa nhập được."]
    coming = fates.count("take") + fates.count("unnumbered")
    return [*lines, f"Sẽ nhập {coming} văn bản; {fates.count('already')} dòng đã có; "
                    f"{fates.count('out')} dòng chưa nhập được. Chưa ghi gì."]


def book_troubles(book: Any, said: list[Any]) -> list[str]:
    """What is to be said of each row of a book."""
    heads = {field: head for head, field in zip(book.heads, book.columns, strict=False) if field}
    return [
        book_trouble(line, trouble.why, heads.get(trouble.field, ""), trouble.field, trouble.value)
        for _, line, troubles in said for trouble in troubles if trouble.why != "already"
    ]


def book_trouble(line: int | None, why: str, head: str, field: str, value: str) -> str:
    """One sentence: the row, the column as the book calls it, what is wrong, what stands there."""
    if line is None:  # said of a register
        return f"Sổ năm {field}: {wording.label(why, 'book_trouble')} {value}."
    column = head or (wording.label(field, "book_field") if field else "")
    where = f"Dòng {line}" + (f", cột “{column}”" if column else "")
    return f"{where}: {wording.label(why, 'book_trouble')}{f' (“{value}”)' if value else ''}."


def recovery_key(groups: list[str], mark: str) -> str:
    """The key that opens the backups, as it is shown once."""
    rows = [f"  {n + 1:>2}–{n + len(row):<2}  {'  '.join(row)}" for n, row in rows_of(groups)]
    return "\n".join([
        "KHÓA PHỤC HỒI. Chép ra giấy, từng nhóm một; cất ở hai nơi ngoài phòng máy chủ.",
        *rows,
        f"Ký hiệu của khóa: {mark}. Mất tờ này thì không ai mở được bản sao lưu; máy chủ không giữ nó.",
    ])  # fmt: skip


def recovery_page(office: str, groups: list[str], mark: str, day: date) -> str:
    """The same as a page to be printed; it is the caller's to keep it off the server."""
    cells = "".join(f"<tr>{''.join(f'<td>{group}</td>' for group in row)}</tr>" for _, row in rows_of(groups))
    return f"""<!DOCTYPE html>
<html lang="vi"><meta charset="utf-8"><title>Khóa phục hồi {mark}</title>
<style>body {{ font: 14pt serif; margin: 2cm }} td {{ font: 20pt monospace; padding: .4em 1em .4em 0 }}</style>
<h1>Khóa phục hồi bản sao lưu</h1>
<p>{escape(office)}, ngày {day:%d/%m/%Y}. Ký hiệu của khóa: <b>{mark}</b></p>
<table>{cells}</table>
<p>Cất tờ này ở hai nơi ngoài phòng máy chủ, trong phong bì niêm phong. Ai có tờ này và một bản sao lưu thì đọc được mọi
văn bản; mất tờ này thì không ai mở được bản sao lưu.</p>
<p>Phục hồi: cài cổng văn bản, chạy <code>portal restore THƯ_MỤC_BẢN_SAO_LƯU</code> rồi nhập các nhóm trên. Không có
cổng văn bản thì dùng chương trình <code>age</code>: ghi <code>AGE-SECRET-KEY-</code> rồi các nhóm liền nhau vào một
tệp, chạy <code>age -d -i tệp-khóa -o portal.db portal.db.age</code>.</p>
</html>
"""


def rows_of(groups: list[str]) -> list[tuple[int, list[str]]]:
    """Groups in lines of five, with the index of the first."""
    return [(n, groups[n : n + 5]) for n in range(0, len(groups), 5)]
