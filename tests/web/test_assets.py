"""Every stylesheet and script runs on Chrome 109 and under a policy without inline code; every part has its licence."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
STYLES = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))
PAGES = sorted(TEMPLATES.rglob("*.html"))

# Newer than Chrome 109 (ui.md, "Old machines")
NEW_CSS = (
    r"color-mix\(", r"\boklch\(", r"\boklab\(", r"light-dark\(", r"@scope\b", r"@starting-style", r"text-wrap\s*:",
    r"\bsubgrid\b", r"field-sizing", r"view-transition", r"anchor-name", r"@property\b",
    r"animation-timeline", r":popover-open", r"\blinear\(", r"[{;]\s*&",
)
NEW_JS = (
    r"withResolvers", r"\.toSorted\(", r"\.toReversed\(", r"\.toSpliced\(", r"Object\.groupBy", r"Map\.groupBy",
    r"Array\.fromAsync", r"showPopover", r"Iterator\.from", r"\.isWellFormed\(",
    r"Set\.prototype\.(?:union|intersection)", r"URL\.canParse",
)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def nested_rules(css: str) -> list[str]:
    """Selectors of rules that stand inside another style rule."""
    found, stack = [], []
    for piece in re.finditer(r"([^{};]*)([{}])", re.sub(r'"[^"]*"|url\([^)]*\)', "", without_comments(css))):
        if piece[2] == "}":
            stack.pop()
            continue
        selector = piece[1].strip()
        if stack and not stack[-1].startswith("@"):
            found.append(selector)
        stack.append(selector)
    return found


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_a_stylesheet_uses_nothing_newer_than_chrome_109(path: Path) -> None:
    css = without_comments(path.read_text("utf-8"))
    assert [rule for rule in NEW_CSS if re.search(rule, css)] == []
    assert nested_rules(css) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_script_uses_nothing_newer_than_chrome_109(path: Path) -> None:
    script = path.read_text("utf-8")
    assert [rule for rule in NEW_JS if re.search(rule, script)] == []


def test_the_scan_sees_what_it_looks_for() -> None:
    assert nested_rules("@layer a { .b { color: red; .c { color: blue } } }") == [".c"]
    assert nested_rules("@layer a { @media print { .b { color: red } } } .c { x: y }") == []
    assert re.search(NEW_CSS[0], "a{color:color-mix(in srgb, red, blue)}")


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_every_rule_stands_in_a_layer(path: Path) -> None:
    css = re.sub(r'"[^"]*"', "", without_comments(path.read_text("utf-8")))
    css = re.sub(r"@layer [a-z, ]+;|@font-face\s*{[^}]*}|@page[^{]*{[^}]*}", "", css).strip()
    assert re.match(r"@layer [a-z]+\s*{", css)
    assert closing(css) == len(css) - 1


def closing(css: str) -> int:
    """Where the first block ends."""
    depth = 0
    for brace in re.finditer(r"[{}]", css):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return -1


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_addresses_in_css_are_files_of_ours(path: Path) -> None:
    for address in re.findall(r'url\(["\']?([^"\')]+)', path.read_text("utf-8")):
        assert address.startswith("data:image/svg+xml") or (path.parent / address).exists(), address


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_a_template_has_no_inline_style_script_or_foreign_address(path: Path) -> None:
    page = path.read_text("utf-8")
    assert re.findall(r"<style|<[^>{]*\s(?:style|on[a-z]+)\s*=|hx-on|javascript:", page) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_every_icon_named_in_a_template_is_in_the_sprite(path: Path) -> None:
    sprite = (STATIC / "vendor/tabler-icons-3.51.0.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = re.findall(r'(?:\bicon\(|picture=)"([a-z0-9-]+)"', path.read_text("utf-8"))
    assert [name for name in named if name not in known] == []


def test_vendored_files_carry_their_version_and_their_licence() -> None:
    files = [p.name for p in (STATIC / "vendor").iterdir() if p.is_file() and p.name != "README.md"]
    assert files
    assert [name for name in files if not re.search(r"-\d+\.\d+\.\d+", name)] == []
    licences = " ".join(p.name for p in (STATIC / "vendor/LICENSES").iterdir())
    assert [name for name in files if name.split("-")[0] not in licences] == []


def test_text_colours_have_contrast() -> None:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", (STATIC / "css/tokens.css").read_text("utf-8")))
    pairs = (("ink", "desk", 7), ("ink-soft", "desk", 4.5), ("blue", "desk", 4.5), ("red", "red-tint", 4.5),
             ("amber", "amber-tint", 4.5), ("green", "green-tint", 4.5), ("blue-deep", "blue-tint", 4.5),
             ("control", "sheet", 3), ("focus", "desk", 3), ("read-line", "sheet", 3))
    low = [(a, b) for a, b, least in pairs if contrast(tokens[a], tokens[b]) < least]
    assert low == []


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
