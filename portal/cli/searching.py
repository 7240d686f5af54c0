"""``search``: the archive as one person sees it."""

import json
from typing import IO, Any

import click

from portal import clock, printing
from portal.cli.opening import open_office
from portal.cli.people import find_person
from portal.config import Settings


@click.command()
@click.argument("query", metavar="CÂU_TÌM", required=False)
@click.option(
    "--as", "login", metavar="TÊN_ĐĂNG_NHẬP", help="Tên đăng nhập của người tra cứu; mặc định là văn thư đầu tiên."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.option("--limit", metavar="SỐ", type=click.IntRange(1, 100), default=20, help="Số văn bản in ra; mặc định 20.")
@click.option(
    "--queries", metavar="TỆP", type=click.File("rb"),
    help="Trả lời từng câu trong tệp JSON theo dòng thay cho CÂU_TÌM; mỗi câu một dòng JSON.",
)
@click.pass_context
def search(
    context: click.Context, query: str | None, login: str | None, as_json: bool, limit: int, queries: IO[bytes] | None
) -> None:
    """Tra cứu như một người dùng."""
    settings: Settings = context.obj
    if queries is not None:
        answer_all(settings, queries, login, limit)
    elif query is None:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    else:
        answer(settings, query, login, as_json, limit)


def reader(login: str | None) -> Any:
    """Who searches, with what is lent today to whoever stands in for somebody, as on the pages."""
    from portal.office import stand_ins

    return stand_ins.know(find_person(login), on=clock.today())


def answer(settings: Settings, query: str, login: str | None, as_json: bool, limit: int) -> None:
    """One question, its results for people or for programs."""
    from portal.flows import searching
    from portal.web.premises import premises_of

    open_office(settings)
    person = reader(login)
    found = searching.search(person, query, premises=premises_of(settings), per_page=limit)
    if as_json:
        click.echo(json.dumps(printing.results_as_data(found), ensure_ascii=False))
        return
    for line in printing.results_lines(found):
        click.echo(line)


def answer_all(settings: Settings, queries: IO[bytes], login: str | None, limit: int) -> None:
    """A line for every question of the file."""
    from portal.flows import query_files
    from portal.web.premises import premises_of

    open_office(settings)
    person = reader(login)
    for found in query_files.answers(queries, person, premises=premises_of(settings), limit=limit):
        click.echo(json.dumps(found, ensure_ascii=False))
