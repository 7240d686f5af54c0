"""``search``: the archive as one person sees it."""

import json

import click

from portal import printing
from portal.cli.opening import open_office, settings_of
from portal.cli.people import find_person
from portal.config import Settings


@click.command()
@click.argument("query", metavar="CÂU_TÌM")
@click.option(
    "--as", "login", metavar="TÊN_ĐĂNG_NHẬP", help="Tên đăng nhập của người tra cứu; mặc định là văn thư đầu tiên."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.option("--limit", metavar="SỐ", type=click.IntRange(1, 100), default=20, help="Số văn bản in ra; mặc định 20.")
@settings_of
def search(settings: Settings, query: str, login: str | None, as_json: bool, limit: int) -> None:
    """Tra cứu như một người dùng."""
    from portal.flows import searching
    from portal.web.premises import premises_of

    open_office(settings)
    person = find_person(login)
    found = searching.search(person, query, premises=premises_of(settings), per_page=limit)
    if as_json:
        click.echo(json.dumps(printing.results_as_data(found), ensure_ascii=False))
        return
    for line in printing.results_lines(found):
        click.echo(line)
