"""What commands print: results as lines for people and as data for programs."""

from typing import Any

from portal import wording

FIELDS = (
    ("issuer", "Cơ quan ban hành"), ("reference", "Số, ký hiệu"), ("dated_on", "Ngày"), ("kind", "Loại"),
    ("subject", "Trích yếu"), ("urgency", "Độ khẩn"), ("capacity", "Quyền hạn ký"), ("position", "Chức vụ"),
    ("signatory", "Người ký"),
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
    lines += [
        f"{'Nơi nhận':<18} {r['name']} ({wording.label(r['channel'], 'channel')})" for r in found.get("recipients") or []
    ]
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
                "snippets": ["".join(text for text, _ in snippet) for snippet in hit.snippets],
            }
            for hit in found.hits
        ],
    }


def document_line(document: Any) -> str:
    """One document as one line of a list."""
    day = f"{document.dated_on:%d/%m/%Y}" if document.dated_on else ""
    return f"{document.reference or '(không số)':<24} {day:<11} {document.issuer}: {document.subject}"


def problem(found: Any) -> str:
    """One line, or one register, of an import that somebody should look at."""
    return wording.import_problem(found.line, found.why, found.data)
