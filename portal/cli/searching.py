"""``search``: the archive as one person sees it."""

import json

import click

from portal import printing, wording
from portal.cli.opening import open_office, settings_of
from portal.cli.people import find_person
from portal.config import Settings


@click.command()
@click.argument("query")
@click.option("--as", "login", help="Tên đăng nhập của người tra cứu; mặc định là văn thư.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--limit", type=click.IntRange(1, 100), default=20)
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
    remark = f" ({wording.label(found.notice, 'search_notice')})" if found.notice else ""
    click.echo(f"{found.total} văn bản{remark}")
    for hit in found.hits:
        click.echo(printing.document_line(hit.document))
