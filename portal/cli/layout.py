"""``check-layout``: one file held against the layout rules."""

import json
from pathlib import Path
from typing import Any

import click

from portal import layout_words
from portal.cli.opening import GOOD, REFUSED, a_file


@click.command("check-layout")
@click.argument("file", metavar="TỆP", type=a_file)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def check_layout(file: Path, as_json: bool) -> int:
    """Kiểm tra thể thức một tệp DOCX hoặc PDF (Nghị định 30).

    Mã kết thúc 1 khi có lỗi phải sửa trước khi trình ký.
    """
    from portal.flows import layout

    checked = layout.check(file, file.name)
    if as_json:
        rows = [described(finding) for finding in checked.findings]
        answer = {"file": file.name, "blocks": checked.blocks, "findings": rows}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for finding in checked.findings:
            click.echo(line(finding))
        click.echo(summary(checked.findings))
    return REFUSED if checked.blocks else GOOD


def described(finding: Any) -> dict[str, Any]:
    """One finding for other programs."""
    return {
        "rule": finding.rule.code, "severity": "blocks" if finding.rule.blocks else "advises",
        "source": f"Nghị định 30/2020/NĐ-CP, {finding.rule.source}", "page": finding.page, "line": finding.line,
        "words": finding.words, "found": finding.found, "finding": layout_words.told(finding),
        "remedy": layout_words.remedy(finding),
    }


def line(finding: Any) -> str:
    """One finding for people: how grave, where, what, and what to do."""
    grave = "PHẢI SỬA" if finding.rule.blocks else "nên sửa "
    where = layout_words.place(finding)
    return f"{grave}  {f'{where}: ' if where else ''}{layout_words.told(finding)}. {layout_words.remedy(finding)} " \
           f"({finding.rule.source})"


def summary(findings: Any) -> str:
    """How many there are."""
    if not findings:
        return "Đúng thể thức."
    grave = sum(finding.rule.blocks for finding in findings)
    return f"{len(findings)} điểm, trong đó {grave} phải sửa trước khi trình ký."
