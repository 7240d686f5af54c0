"""What commands print: results as lines for people and as data for programs."""

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


CHECKED = {
    "events": "việc trong nhật ký", "seals": "dấu niêm phong", "numbers": "số trong các sổ", "entries": "dòng sổ",
    "documents": "văn bản", "versions": "bản của văn bản", "checks": "lần kiểm tra chữ ký", "files": "tệp",
}
BAD_PLACES = {
    "event": "Nhật ký, việc", "seal": "Dấu niêm phong", "register": "Sổ", "entry": "Dòng sổ",
    "document": "Văn bản", "version": "Bản của văn bản", "check": "Lần kiểm tra chữ ký", "file": "Tệp",
}
WHYS = {
    "missing": "bị mất", "altered": "đã bị sửa", "unnamed": "không có trong nhật ký", "number_missing": "thiếu số",
    "counter": "số cuối không khớp", "entry_missing": "thiếu dòng sổ", "batch": "đợt nhập không khớp",
    "version_missing": "thiếu bản của văn bản", "check_missing": "thiếu kết quả kiểm tra chữ ký",
    "seal_missing": "thiếu dấu niêm phong", "cut": "phần cuối nhật ký bị cắt", "rewritten": "nhật ký bị viết lại",
    "register_back": "sổ bị lùi số", "row_gone": "dòng cuối sổ bị sửa hoặc mất", "files": "danh sách tệp bị sửa",
}


def verification(found: Any) -> str:
    """What was checked, and the first place that is not as it was written."""
    lines = [f"Đã kiểm tra: {', '.join(f'{n} {CHECKED.get(name, name)}' for name, n in found.checked.items())}."]
    if found.first_bad:
        bad = found.first_bad
        number = f" {bad.number}" if bad.number is not None else ""
        lines.append(f"HỎNG: {BAD_PLACES.get(bad.kind, bad.kind)} {bad.id}: {WHYS.get(bad.why, bad.why)}{number}.")
    if found.unchecked:
        lines.append(f"Chưa kiểm tra được: {found.unchecked}.")
    if found.ok:
        lines.append("Tất cả còn nguyên vẹn.")
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
