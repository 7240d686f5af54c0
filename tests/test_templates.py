"""Templates take from the shared parts what they use, and nothing else."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[1] / "templates"


def taken_and_used(text: str) -> tuple[set[str], set[str]]:
    """Names a template imports, and names it reads."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(text)
    taken: set[str] = set()
    for line in tree.find_all(nodes.FromImport):
        taken |= {name[1] if isinstance(name, tuple) else name for name in line.names}
    return taken, {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}


def idle(text: str) -> set[str]:
    """What a template imports and does not use."""
    taken, used = taken_and_used(text)
    return taken - used


@pytest.mark.slow
def test_no_template_imports_what_it_does_not_use() -> None:
    found = {
        str(path.relative_to(TEMPLATES)): sorted(names)
        for path in sorted(TEMPLATES.rglob("*.html")) if (names := idle(path.read_text("utf-8")))
    }
    assert found == {}


def test_an_import_without_use_is_seen() -> None:
    assert idle('{% from "_parts.html" import icon, notice %}{{ icon("x") }}') == {"notice"}
    assert idle('{% from "_parts.html" import icon as sign %}{{ sign("x") }}') == set()
