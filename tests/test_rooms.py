"""The house of the code: which room may know which, and what may stand in none of them.

The rules are read off the source, so they hold for lines no test ever runs.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A room, and the parts of the portal it may know besides itself.
MAY_KNOW = {
    "portal": (),
    "portal.bootstrap": (),
    "portal.clock": (),
    "portal.config": (),
    "portal.db": ("portal.durable", "portal.locks", "portal.touched"),
    "portal.durable": (),
    "portal.kept": ("portal.db",),
    "portal.locks": (),
    "portal.touched": (),
    "portal.labels": (),
    "portal.layout_words": ("portal.rules",),
    "portal.wording": ("portal.rules", "portal.labels"),
    "portal.printing": ("portal.wording",),
    "portal.samples": (),
    "portal.migrations": ("portal.db", "portal.rules"),  # a new table begins with what the rules know
    "portal.rules": (),
    "portal.office": ("portal.rules", "portal.db", "portal.clock"),
    "portal.adapters": ("portal.rules", "portal.durable"),
    "portal.search": ("portal.rules",),
    "portal.flows": (
        *("portal.office", "portal.adapters", "portal.search", "portal.rules", "portal.signer.protocol"),
        "portal.signer.policies",  # the portal hands out the files that the signer's own command prints
        *("portal.db", "portal.durable", "portal.kept", "portal.clock", "portal.locks", "portal.touched"),
        *("portal.migrations", "portal.samples"),
    ),
    "portal.web": (
        *("portal.flows", "portal.office", "portal.rules"),
        *("portal.db", "portal.clock", "portal.config", "portal.locks", "portal.wording", "portal.layout_words"),
        "portal.kept",
    ),
    "portal.bench": (
        *("portal.flows", "portal.office", "portal.adapters", "portal.search", "portal.rules"),
        *("portal.db", "portal.clock", "portal.config", "portal.wording", "portal.web", "portal.samples"),
        "portal.signer",  # measured from both sides
    ),
    "portal.cli": (
        *("portal.web", "portal.bench", "portal.flows", "portal.office", "portal.rules"),
        *("portal.packing", "portal.signer", "portal.adapters.sandbox"),  # programs of their own, started by a command
        *("portal.db", "portal.clock", "portal.config", "portal.locks", "portal.installing"),
        *("portal.wording", "portal.layout_words", "portal.printing"),
    ),
    "portal.packing": ("portal.signer",),  # packed with the portal, by its own build
    # users, folders, releases and the service of a machine
    "portal.installing": ("portal.db", "portal.durable", "portal.locks"),
    "portal.signer": (),
}

# Libraries so heavy that they are loaded by the act that needs them: pyHanko alone takes half a
# second, and the web process must start fast and stay small.  Never a module of the portal.
LOADED_WHEN_NEEDED = {
    *("pyhanko", "pyhanko_certvalidator", "asn1crypto", "cryptography"),
    *("whoosh", "rapidfuzz", "holidays", "pygal"),
    *("pypdfium2", "PIL", "lxml", "docx", "reportlab", "xlsxwriter", "fontTools", "uharfbuzz", "pyrage"),
}

# Parts of the standard library that a system may lack.
NOT_EVERYWHERE = {"fcntl", "msvcrt", "pwd", "resource", "tkinter", "winreg"}

# Modules of the portal that are loaded late, and by whom.  None may know its loader: that would be a
# circle in hiding.
LOADED_LATE = {
    "portal.signer.keys": ("portal.signer.backends",),  # a PC with a token need not have what P12 files need
    "portal.signer.consent": ("portal.signer.window",),  # draws with tkinter, which a server lacks
    "portal.search.service": (  # these bring Whoosh with them, which nobody needs before the first question
        *("portal.search.answer", "portal.search.correct", "portal.search.similar", "portal.search.snapshot"),
        *("portal.search.rebuild", "portal.search.warmup"),
        "portal.search.writer",
    ),
}

# `portal --help` must answer at once, so the terminal's door loads the rooms of a command with it.
LOADS_ROOMS_LATE = {"portal.cli"}

WRITES_SQL = ("portal.migrations", "portal.flows.reports", "portal.bench", "portal.touched")
ASKS_THE_TIME = ("portal.web", "portal.cli", "portal.bench", "portal.flows.worker", "portal.clock")
BELOW_THE_DOORS = ("portal.rules", "portal.office", "portal.adapters", "portal.search", "portal.flows")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60

# Statements with a table in them; VACUUM INTO and PRAGMA have no other form than a string.
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\("
    r"|CREATE\s+(UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|ALTER\s+TABLE\s|DROP\s+(TABLE|INDEX|TRIGGER))",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Module:
    """One file of the portal, read but not run."""

    name: str
    is_package: bool
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def is_in(self, rooms: Iterable[str]) -> bool:
        return any(within(self.name, room) for room in rooms)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Everything in the file; each rule walks over it again."""
        return list(ast.walk(self.tree))

    @cached_property
    def docstrings(self) -> set[int]:
        """The string nodes that are documentation."""
        holders = (n for n in self.nodes if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef))
        firsts = (holder.body[0] for holder in holders if holder.body)
        return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}

    def imports(self, node: ast.AST) -> Iterator[str]:
        """Full names an import statement brings in, relative ones resolved."""
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = node.level - self.is_package
                parents = self.name.split(".")
                base = ".".join([*parents[: len(parents) - up], *([base] if base else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)

    def all_imports(self) -> Iterator[tuple[ast.AST, str]]:
        for node in self.nodes:
            for name in self.imports(node):
                yield node, name


def modules(root: Path) -> list[Module]:
    """Every module of the portal under ``root``."""
    found = []
    for file in sorted((root / "portal").rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        text = file.read_text("utf-8")
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(Module(name, is_package, text, ast.parse(text)))
    return found


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def room_of(name: str) -> str:
    """The narrowest part of the house a module or an imported name belongs to."""
    return max((room for room in MAY_KNOW if within(name, room)), key=len)


# Each rule takes the modules and names what breaks it.


def wrong_direction(house: list[Module]) -> Iterator[str]:
    for module in house:
        home = room_of(module.name)
        for node, name in module.all_imports():
            if not within(name, "portal"):
                continue
            target = room_of(name)
            known = target == home != "portal" or any(within(name, room) for room in MAY_KNOW[home])
            if not known:
                yield f"{module.at(node)} knows {name}"


def rules_beyond_the_library(house: list[Module]) -> Iterator[str]:
    for module in house:
        if module.is_in(["portal.rules", "portal.bootstrap", "portal.clock", "portal.labels", "portal.wording"]):
            for node, name in module.all_imports():
                top = name.partition(".")[0]
                if top != "portal" and top not in sys.stdlib_module_names:
                    yield f"{module.at(node)} needs {name}"


def hidden_imports(house: list[Module]) -> Iterator[str]:
    for module in house:
        for node in inside_functions(module):
            for name in module.imports(node):
                if not may_come_late(module.name, name):
                    yield f"{module.at(node)} hides {name}"


def inside_functions(module: Module) -> Iterable[ast.AST]:
    functions = (n for n in module.nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return {id(node): node for function in functions for node in ast.walk(function)}.values()


def may_come_late(loader: str, name: str) -> bool:
    if within(name, "portal"):
        is_door = any(within(loader, room) for room in LOADS_ROOMS_LATE)
        return is_door or any(within(name, late) for late in LOADED_LATE.get(loader, ()))
    return name.partition(".")[0] in LOADED_WHEN_NEEDED | NOT_EVERYWHERE


def hidden_circles(house: list[Module]) -> Iterator[str]:
    for module in house:
        for loader, loaded in LOADED_LATE.items():
            if module.is_in(loaded):
                back = (name for _, name in module.all_imports() if within(name, loader))
                yield from (f"{module.name} knows its loader {name}" for name in back)


def doors_below(house: list[Module]) -> Iterator[str]:
    """``current_user``, the time and the settings are read at the doors and handed down."""
    for module in house:
        if not module.is_in(BELOW_THE_DOORS):
            continue
        for node in module.nodes:
            words = {getattr(node, "id", ""), getattr(node, "attr", ""), *module.imports(node)}
            if any(word.rpartition(".")[2] == "current_user" for word in words):
                yield f"{module.at(node)} reads current_user"
        if not module.is_in(ASKS_THE_TIME):
            yield from (f"{module.at(node)} asks the time" for node in asked_times(module))


def asked_times(module: Module) -> Iterator[ast.AST]:
    words = {"now", "today", "utcnow"}
    clocks = {"clock.now", "clock.today", "datetime.now", "datetime.utcnow", "date.today", "datetime.today"}
    named = {"portal.clock.now", "portal.clock.today"}
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in words:
            if ".".join(ast.unparse(node.func).split(".")[-2:]) in clocks:
                yield node
        elif named & set(module.imports(node)):
            yield node


def stray_sql(house: list[Module]) -> Iterator[str]:
    for module in house:
        if module.is_in(WRITES_SQL):
            continue
        docstrings = module.docstrings
        for node in module.nodes:
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and id(node) not in docstrings and SQL.match(text):
                yield f"{module.at(node)} writes {text.split()[0]}"


def stray_htmx(house: list[Module]) -> Iterator[str]:
    for module in house:
        if module.name != "portal.web.answers":
            for node in module.nodes:
                if isinstance(node, ast.Constant) and str(node.value).casefold() == "hx-request":
                    yield f"{module.at(node)} asks HX-Request"


def queries_in_the_web(house: list[Module]) -> Iterator[str]:
    """What a page may list is asked of the office, where the one condition of rights stands."""
    for module in house:
        if not module.is_in(["portal.web"]):
            continue
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and node.attr in ("select", "where"):
                yield f"{module.at(node)} asks .{node.attr}("


def too_long(house: list[Module]) -> Iterator[str]:
    for module in house:
        lines = module.text.count("\n")
        if lines > LONGEST_MODULE and not module.is_in(["portal.migrations"]):  # one schema, one list
            yield f"{module.name} has {lines} lines"
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{module.at(node)} {node.name} has {length} lines"


def without_docstring(house: list[Module]) -> Iterator[str]:
    yield from (module.name for module in house if not ast.get_docstring(module.tree))


RULES = [
    wrong_direction,
    rules_beyond_the_library,
    hidden_imports,
    hidden_circles,
    doors_below,
    stray_sql,
    stray_htmx,
    queries_in_the_web,
    too_long,
    without_docstring,
]


@pytest.fixture(scope="module")
def house() -> list[Module]:
    return modules(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule, house: list[Module]) -> None:
    assert list(rule(house)) == []


def test_every_module_belongs_to_a_room_that_is_described(house: list[Module]) -> None:
    strangers = [m.name for m in house if m.name != "portal" and room_of(m.name) == "portal"]
    assert strangers == []


def test_importing_the_portal_imports_nothing(house: list[Module]) -> None:
    assert [name for m in house if m.name == "portal" for _, name in m.all_imports()] == []


BREACHES = [
    (wrong_direction, "office/a.py", "from portal.adapters import blobs"),
    (wrong_direction, "office/a.py", "from .. import adapters"),
    (wrong_direction, "office/a.py", "import portal.web.desk"),
    (wrong_direction, "rules/a.py", "from portal import db"),
    (wrong_direction, "search/a.py", "from portal.office.people import Person"),
    (wrong_direction, "flows/a.py", "from portal import config"),
    (wrong_direction, "flows/a.py", "from portal.signer import keys"),
    (wrong_direction, "web/a.py", "from portal.search.service import find"),
    (wrong_direction, "signer/a.py", "from portal.rules import errors"),
    (wrong_direction, "__init__.py", "import portal.db"),
    (rules_beyond_the_library, "rules/a.py", "import peewee"),
    (hidden_imports, "web/a.py", "def f():\n    from portal.flows import intake"),
    (hidden_imports, "office/a.py", "def f():\n    import json"),
    (hidden_imports, "cli/a.py", "def f():\n    import json"),
    (hidden_imports, "signer/keys.py", "def f():\n    from portal.signer import window"),
    (hidden_circles, "signer/backends/a.py", "from portal.signer.keys import open_backend"),
    (doors_below, "office/a.py", "from flask_login import current_user"),
    (doors_below, "flows/a.py", "def f():\n    return clock.now()"),
    (doors_below, "office/a.py", "from portal.clock import today"),
    (doors_below, "rules/a.py", "day = datetime.date.today()"),
    (stray_sql, "office/a.py", "q = 'select id from person where x'"),
    (stray_sql, "web/a.py", "q = '''\n  UPDATE person SET name = 1'''"),
    (stray_htmx, "web/desk.py", "partial = request.headers.get('HX-Request')"),
    (queries_in_the_web, "web/a.py", "found = Document.select()"),
    (queries_in_the_web, "web/a.py", "found = mine.where(Document.id == 1)"),
    (too_long, "web/a.py", "x = 1\n" * 401),
    (too_long, "web/a.py", "def f():\n" + "    x = 1\n" * 60),
    (without_docstring, "web/a.py", "x = 1"),
]


@pytest.mark.parametrize(("rule", "file", "text"), BREACHES)
def test_a_breach_is_noticed(rule, file: str, text: str, tmp_path: Path) -> None:
    assert list(rule(built(tmp_path, file, text)))


GOOD = [
    ("flows/a.py", "from portal.signer import protocol"),
    ("flows/a.py", "from portal.office import documents\nfrom portal.clock import VIETNAM"),
    ("flows/worker.py", "from portal import clock\nmoment = clock.now()"),
    ("flows/reports/a.py", "q = 'SELECT id FROM document'"),
    ("flows/a.py", "def f():\n    from pyhanko.sign import signers"),
    ("signer/keys.py", "def f():\n    from portal.signer.backends import p12"),
    ("adapters/a.py", "def f():\n    import resource"),
    ("office/a.py", "from .people import Person\nfrom . import events"),
    ("cli/a.py", "def f():\n    from portal.flows import intake"),
    ("web/answers.py", "partial = request.headers.get('HX-Request')"),
    ("web/a.py", "text = 'Select a person, then press Enter'"),
    ("rules/a.py", "import re\n\n\ndef f():\n    '''Select the name from the list.'''"),
]


@pytest.mark.parametrize(("file", "text"), GOOD)
def test_what_the_rules_allow_is_let_be(file: str, text: str, tmp_path: Path) -> None:
    house = built(tmp_path, file, '"""A room."""\n' + text)
    assert [breach for rule in RULES for breach in rule(house)] == []


def built(folder: Path, file: str, text: str) -> list[Module]:
    """A house with one module in it."""
    path = folder / "portal" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return modules(folder)
