"""The command line: every verb of the portal in a terminal; ``app.py`` and the installed ``portal`` are the same."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from portal import config, db, locks, wording
from portal.cli import (
    archive,
    backups,
    checking,
    founding,
    frame,
    layout,
    people,
    programs,
    safety,
    searching,
    service,
    serving,
    tls,
)
from portal.cli.opening import GOOD, REFUSED, complain, new_folder
from portal.rules.errors import Refusal


def main(argv: list[str] | None = None) -> int:
    """Run one command; errors are one sentence and an exit code, never a trace."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        result = commands.main(args=words, prog_name="portal", standalone_mode=False)
        return result if isinstance(result, int) else GOOD
    except click.ClickException as error:
        complain(frame.of_usage(error))
        return error.exit_code
    except click.Abort:
        complain("Đã dừng.")
        return 130
    except Refusal as refusal:
        complain(wording.sentence(refusal))
    except db.NewerSchema as error:
        complain(f"Dữ liệu do bản mới hơn của chương trình ghi ({error}). Hãy dùng bản mới ấy.")
    except db.FAILURES as error:
        complain(frame.of_database(error))
    except locks.Taken as error:
        complain(frame.of_lock(error))
    except config.BadSettings as error:
        complain(frame.of_settings(error))
    except OSError as error:
        complain(frame.of_system(error))
    except ValueError as error:
        complain(str(error))
    return REFUSED


@click.group(
    cls=frame.Verbs, invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option("--data", metavar="THƯ_MỤC", type=new_folder, help="Thư mục dữ liệu (hoặc đặt PORTAL_DATA).")
@click.option("--search-index", type=new_folder, hidden=True)
@click.pass_context
def commands(context: click.Context, data: Path | None, search_index: Path | None) -> None:
    """Cổng văn bản của UBND xã. Không có lệnh: lập cơ quan mẫu nếu chưa có dữ liệu, rồi phục vụ."""
    settings = config.load(data)
    context.obj = settings if search_index is None else replace(settings, search_index=search_index)
    if context.invoked_subcommand is None:
        if context.obj.database.exists():
            serving.start(context.obj)
        else:
            founding.make_demo(context.obj)
            serving.run(context.obj)


VERBS = (
    *(serving.serve, serving.work, founding.init, founding.demo),
    *(archive.read, archive.import_, archive.reindex, searching.search),
    *(safety.verify, backups.backup, backups.restore, backups.copy, checking.check, layout.check_layout),
    *(service.service, service.upgrade, tls.tls, people.user),
    *(programs.bench, programs.build, programs.signer, programs.sandbox),
)
for verb in VERBS:
    commands.add_command(verb)
