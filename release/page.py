"""A page of the site as it was rendered: what of it has to be known to finish it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

# What no paragraph of the text stands in, and what is no part of a sentence.
ASIDE = {"nav", "aside", "figure", "table", "header", "footer", "details", "form"}
UNSPOKEN = {"sup", "math", "script", "style", "button"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
DATA = ("json", "template", "text/plain")  # types of scripts that no browser runs
ENOUGH, LONGEST = 50, 300  # characters of a description
SENTENCE = re.compile(r".+?[.?!]”?(?=\s+[A-Z“(]|$)")


@dataclass
class Page:
    """What was read of a page. Places are offsets into its text: where the head's own tags may
    begin (`start`), where the head ends (`end`), and where the text begins (`text`).

    `tags` holds every `meta`, `link` and `script` of the head with its attributes. `inline` holds
    what runs or dresses the page from within it: scripts, handlers, styles and attributes.
    """

    title: str = ""
    start: int = 0
    end: int = 0
    text: int = 0
    paragraphs: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str], int, int]] = field(default_factory=list)
    inline: dict[str, list[str]] = field(
        default_factory=lambda: {"script": [], "handler": [], "style": [], "attribute": []}
    )

    @property
    def by_quarto(self) -> bool:
        """Whether Quarto rendered it, whose scripts put styles of their own on it."""
        return any(
            each.get("name") == "generator" and "quarto" in each.get("content", "")
            for _, each, _, _ in self.tags
        )

    def tell(self, known: str) -> str:
        """Return its first sentences, enough to tell what it is about; empty where it has no text.

        What is `known`, because it stands on every page, is left out.
        """
        texts = (text.removeprefix(f"{known}.").strip() for text in self.paragraphs)
        text, told = next(filter(None, texts), ""), ""
        for found in SENTENCE.finditer(text):
            told = f"{told} {found[0].strip()}".strip()
            if len(told) >= ENOUGH:
                break
        told = told or text
        return told if len(told) <= LONGEST else f"{told[:LONGEST].rsplit(maxsplit=1)[0]}…"


class Reader(HTMLParser):
    """Reads a page from its start to its end."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.open: list[str] = []  # elements that have begun and not ended
        self.quiet: list[bool] = []  # whether each is beside the text
        self.words: list[str] = []
        self.script: tuple[dict[str, str], int] | None = None
        self.feed(text)
        self.close()

    @property
    def place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        start, end = self.place, self.place + len(self.get_starttag_text() or "")
        self.note_inline(values)
        if tag == "head" or (tag == "meta" and "charset" in values):
            self.page.start = end
        elif tag in ("body", "main") or (tag == "article" and self.open[-1:] == ["main"]):
            self.page.text = end
        if tag in ("meta", "link") and "body" not in self.open:
            self.page.tags.append((tag, values, start, end))
        if tag in ("script", "style"):
            self.script = (values, start)
        if tag not in VOID:
            quiet = tag in ASIDE or "callout" in values.get("class", "")
            quiet = quiet or "demonstration" in values.get("class", "").split()
            self.open.append(tag)
            self.quiet.append(quiet)
        self.words = [] if tag in ("p", "title", "script", "style") else self.words

    def note_inline(self, values: dict[str, str]) -> None:
        """Note what attributes run and how they dress."""
        for name, value in values.items():
            runs = name in ("href", "src") and value.lower().lstrip().startswith("javascript:")
            if name.startswith("on") or runs:
                self.page.inline["handler"].append(value)
            elif name == "style":
                self.page.inline["attribute"].append(value)

    def handle_data(self, data: str) -> None:
        if not self.open or not UNSPOKEN & {*self.open} or self.open[-1] in ("script", "style"):
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self.words)
        if tag == "head":
            self.page.end = self.place
        if tag == "title" and not self.page.title:
            self.page.title = " ".join(text.split())
        elif tag == "p" and self.in_text():
            self.page.paragraphs.append(" ".join(text.split()))
        elif tag in ("script", "style") and self.script:
            values, start = self.script
            self.note_script(tag, values, start, text)
            self.script = None
        # What HTML lets go without an end, such as an item of a list, ends with what holds it.
        while tag in self.open:
            self.quiet.pop()
            if self.open.pop() == tag:
                break

    def in_text(self) -> bool:
        """Whether the paragraph that ends is one of the text, and not of something beside it."""
        return "main" in self.open and not any(self.quiet)

    def note_script(self, tag: str, values: dict[str, str], start: int, text: str) -> None:
        """Note a script or style that has ended; what lies in another file is not inline."""
        kind = values.get("type", "")
        if tag == "script" and "body" not in self.open:
            end = self.place + len("</script>")
            self.page.tags.append((tag, values, start, end))
        if "src" not in values and not any(each in kind for each in DATA):
            self.page.inline[tag].append(text)


def read_page(text: str) -> Page:
    """Read a page."""
    return Reader(text).page
