"""A machine in a folder: releases of a small program, an office, and no user but the one that runs the tests."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from portal import db
from portal.config import CHECKOUT
from portal.installing.machine import Account
from portal.installing.plan import Plan

ME = Account(os.geteuid(), os.getegid())

# A packed program as far as an installation looks: it runs the checkout, told which migrations and faults it has.
PROGRAM = """\
#!{python}
import sys
from pathlib import Path
sys.path.insert(0, {checkout!r})
own = Path(__file__).resolve().parent
sys.frozen = True
sys.executable = str(own / "portal")
from portal import config, db
config.is_checkout = lambda: False
if sys.argv[-1] == "check":
    sys.exit(0)  # every part is tried in the tests of the check
faults = (own / "_internal" / "faults").read_text().split()
for word in faults:
    if word in sys.argv:
        sys.exit("HỎNG  " + word)
db.MIGRATIONS = own / "_internal" / "migrations"
from portal.web import serving
serving.worker_command = lambda settings: [{python!r}, "-c", "import sys; sys.stdin.read()"]
from portal import cli
sys.exit(cli.main(sys.argv[1:]) or 0)
"""


def make_release(folder: Path, migrations: dict[str, str], faults: str = "") -> Path:
    """A program with the house's migrations and these."""
    own = folder / "_internal" / "migrations"
    own.mkdir(parents=True)
    for file in db.MIGRATIONS.glob("[0-9]*.py"):
        (own / file.name).write_bytes(file.read_bytes())
    for name, text in migrations.items():
        (own / f"{name}.py").write_text(text, "utf-8")
    (folder / "_internal" / "faults").write_text(faults)
    program = folder / "portal"
    program.write_text(PROGRAM.format(python=sys.executable, checkout=str(CHECKOUT)), "utf-8")
    program.chmod(0o755)
    return folder


def plan_in(folder: Path, port: int) -> Plan:
    """A plan that stays within a folder."""
    return Plan("portal", folder / "data", folder / "opt", port, units=folder / "units")


MORE = {"9998_more": "def up(m, d):\n    d.execute_sql('CREATE TABLE more (id INTEGER)')\n"}


def schema(plan: Plan) -> str:
    """The last migration of the office."""
    with closing(sqlite3.connect(plan.data / "portal.db")) as office:
        return str(office.execute("SELECT max(name) FROM schema_migration").fetchone()[0])


def people(plan: Plan) -> list[str]:
    """Who has an account: what must be there before and after."""
    with closing(sqlite3.connect(plan.data / "portal.db")) as office:
        return [row[0] for row in office.execute("SELECT login FROM person ORDER BY login")]
