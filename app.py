"""The front door: `python3 app.py` sets up and runs the portal, `python3 app.py test` sets up and tests it."""

import sys

SENTENCE = "Cần Python 3.11, 3.12 hoặc 3.13; đây là %d.%d. (Python 3.11 to 3.13 is needed.)"
if not (3, 11) <= sys.version_info[:2] <= (3, 13):  # before any line that an older Python cannot read
    sys.exit(SENTENCE % sys.version_info[:2])

import os
import subprocess

from portal import bootstrap

NEEDED_BY_TESTS = [
    *("chromium", "libatomic1"),  # Playwright's own Node wants the second, which Chromium does not pull in
    *("xvfb", "python3-tk"),  # the signer's window
    *("softhsm2", "poppler-utils", "qpdf", "openssl", "dovecot-imapd"),
    *("e2fsprogs", "mount"),  # a small disk whose power is cut
    "systemd",  # systemd-analyze, which reads the unit; nothing is run by it
    "libnss3-tools",  # a root in Chromium's store
    *("libcrypt1", "libpcre2-8-0", "libssl3", "libzstd1", "zlib1g"),  # what the two below are linked with
    *("tesseract-ocr", "tesseract-ocr-vie", "tesseract-ocr-script-viet"),
    *("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
    *("fonts-liberation2", "fonts-dejavu-core"),
]
FRONTS = ["nginx", "caddy"]  # whose configurations are printed; both would serve at once where they are installed
CHECKS = (["ruff", "check", "."], ["mypy"])
FAST = ["-m", "not browser and not ocr and not bench and not slow", "--hypothesis-profile", "fast"]
AT_ONCE = ["-n", "2", "--dist", "worksteal"]
REPORT = ["bench", "search", "--n", "10000", "--engines", "ours,fts5,tantivy"]


def main() -> int:
    """Set up what the command needs, then carry it out."""
    testing = sys.argv[1:2] == ["test"] and not getattr(sys, "frozen", False)
    bootstrap.ensure("test" if testing else "run")
    if testing:
        return test(sys.argv[2:])
    from portal import cli

    return cli.main(sys.argv[1:]) or 0


def test(words: list[str]) -> int:
    """Everything that must hold: ruff, mypy, pytest.  ``--fast`` leaves out browser, OCR and what is slow.

    Other words go to pytest, which then runs alone.  With CI=true the whole run ends with a report of how
    fast the search is beside others; only that it can be made counts, never a figure.
    """
    in_ci = os.environ.get("CI") == "true"
    if in_ci and os.environ.get("PORTAL_TESTS_WITHOUT"):
        sys.exit("PORTAL_TESTS_WITHOUT không dùng được khi CI=true: ở đó mọi kiểm thử phải chạy.")
    if os.environ.get("PORTAL_TESTS_WITHOUT") != "system":
        bootstrap.require_debian(NEEDED_BY_TESTS, "kiểm thử (bớt ra bằng PORTAL_TESTS_WITHOUT=system)")
        bootstrap.lay_aside(FRONTS, "kiểm thử")
    fast = "--fast" in words
    words = [word for word in words if word != "--fast"]
    failed = [] if words else [check[0] for check in CHECKS if call(*check)]
    outcome = call("pytest", *(words or AT_ONCE), *(FAST if fast else []))
    if in_ci and not words and not fast:
        outcome = call("portal.cli", *REPORT) or outcome
    if failed:
        print(f"Không đạt: {', '.join(failed)} (xem ở trên).", file=sys.stderr)
    return outcome or len(failed)


def call(module: str, *words: str) -> int:
    """Run a module of the environment from the root of the checkout, and say so."""
    print(f"$ python -m {' '.join([module, *words])}", flush=True)
    return subprocess.run([sys.executable, "-m", module, *words], cwd=bootstrap.ROOT).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
