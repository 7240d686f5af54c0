"""HTML of a mail as plain text: nothing of it runs, nothing is fetched, a link shows where it leads."""

import re
from html.parser import HTMLParser

_MOST = 1_000_000  # letters; the parser takes far longer than in proportion to bad pages
_HIDDEN = frozenset(("script", "style", "head", "title", "template", "noscript", "svg", "iframe"))
_BREAKS = frozenset(("br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"))
_CELLS = frozenset(("td", "th"))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.hidden.clear()  # a head that nobody closed ends here
        elif tag in _HIDDEN:
            self.hidden.append(tag)
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append(" ")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag == "a" and self.links:
            where = self.links.pop()
            if re.match(r"(?i)\s*(https?|ftp):", where):
                self.pieces.append(f" <{where.strip()}>")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """What a reader would see of the page, as lines of text."""
    parser = _Text()
    parser.feed(html[:_MOST])
    parser.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(parser.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
