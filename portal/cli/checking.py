"""``check``: every part the portal needs, one line each, and what to do about those that are not well."""

import sys
from functools import partial
from typing import Any

import click

from portal import clock, config, wording
from portal.cli import frame, sentences
from portal.cli.opening import GOOD, REFUSED, settings_of
from portal.config import Settings


@click.command()
@click.option("--quick", is_flag=True, help="Chỉ thử những gì phải có trước khi chạy; dùng trong dịch vụ.")
@settings_of
def check(settings: Settings, quick: bool) -> int:
    """Thử từng phần cổng cần và nói phải làm gì.

    “tốt” là dùng được, “chưa” là thiếu mà cổng vẫn chạy, “HỎNG” là phải sửa (mã kết thúc 1).
    """
    from portal.flows import checking, standing
    from portal.web import tls_check
    from portal.web.premises import premises_of

    shipped = config.shipped("templates"), config.shipped("static")
    if quick:
        results = [*checking.quick(*shipped), *standing.able_to_start(settings.data, settings.database)]
    else:
        results = [
            *checking.check(*shipped, at=clock.now()),
            checking.tried("tls", partial(tls_check.answer_over_tls, clock.now())),
            *standing.standing(premises_of(settings), settings.database, at=clock.now()),
            *key_libraries(),
        ]
    for line in results:
        click.echo(told(line))
    return GOOD if all(line.ok or line.optional for line in results) else REFUSED


def key_libraries() -> list[Any]:
    """Libraries of key devices; a server needs none, so none is no fault."""
    from portal.flows.checking import Check
    from portal.signer import config as signer
    from portal.signer import keys
    from portal.signer.protocol import ProtocolError

    try:
        found = keys.libraries(signer.load(signer.folder()))
    except ProtocolError as stop:
        return [Check("pkcs11", False, str(stop), optional=True)]
    except OSError as cause:
        return [Check("pkcs11", False, frame.of_system(cause), optional=True)]
    lines = [Check("pkcs11", loads, str(path), optional=True) for path, loads in found.items()]
    return lines or [Check("pkcs11", False, "không thấy", optional=True)]


def told(line: Any) -> str:
    """One part: how it is, its name, what was found, and the step when it is not well."""
    otherwise = sentences.CHECK_STEP_PACKED if getattr(sys, "frozen", False) else sentences.CHECK_STEP_ELSE
    label, step = sentences.CHECKS.get(line.name) or (
        wording.label(line.name, "check"),
        wording.LABELS["check_step"].get(line.name, otherwise),
    )
    detail, step = sentences.CHECK_DETAILS.get(line.detail, line.detail), sentences.CHECK_STEPS.get(line.detail, step)
    if line.name == "database" and line.detail not in sentences.CHECK_DETAILS:
        detail, step = line.detail if line.ok else frame.wrong_with_database(line.detail), ""
    if line.ok:
        return f"tốt   {label}: {detail}"
    return f"{'chưa' if line.optional else 'HỎNG'}  {label}: {detail.rstrip('.')}. {step}".rstrip()
