"""A Word file by Pandoc that reviewers worked on, written as WordprocessingML has it.

After ECMA-376 part 1, 17.13 (comments and revisions), and MS-DOCX 2.5.4 (`w15:commentEx`).
"""

import io
import re
import zipfile
from html import escape
from pathlib import Path

from render.programs import run_pandoc

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
SPACES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
DAY = "2026-05-04T09:30:00Z"
OPEN, CLOSE = '<w:r><w:t xml:space="preserve">', "</w:t></w:r>"


class ReturnedFile:
    """A file as it was sent, on which comments and edits are made one by one."""

    def __init__(self, markdown: str) -> None:
        done = run_pandoc(["-f", "markdown", "-t", "docx", "-o", "-"], input=markdown.encode())
        assert not done.returncode, done.stderr
        with zipfile.ZipFile(io.BytesIO(done.stdout)) as parts:
            self.parts = {name: parts.read(name) for name in parts.namelist()}
        self.text = self.parts["word/document.xml"].decode()
        self.comments: list[str] = []
        self.threads: list[str] = []

    def replace(self, old: str, new: str, nth: int = 0) -> None:
        """Put XML in place of the nth stretch of the text."""
        starts = [found.start() for found in re.finditer(re.escape(old), self.text)]
        assert len(starts) > nth, f"{old!r} is not there"
        self.text = self.text[: starts[nth]] + new + self.text[starts[nth] + len(old) :]

    def within(self, old: str, new: str, nth: int = 0) -> None:
        """Put elements in place of words in a run."""
        self.replace(escape(old, quote=False), f"{CLOSE}{new}{OPEN}", nth)

    def comment(self, on: str, text: str, *, to: str = "", nth: int = 0, author: str = "Ann", parent: int | None = None, done: bool = False) -> int:  # fmt: skip
        """Comment on words, or from words to later ones; or reply to an earlier comment."""
        number = len(self.comments)
        begin, end = (
            f'<w:commentRangeStart w:id="{number}"/>',
            f'<w:commentRangeEnd w:id="{number}"/>',
        )
        end += f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        if parent is None and not to:
            self.within(on, f"{begin}{OPEN}{escape(on)}{CLOSE}{end}", nth)
        elif parent is None:
            self.within(on, f"{begin}{OPEN}{escape(on)}{CLOSE}", nth)
            self.within(to, f"{OPEN}{escape(to)}{CLOSE}{end}")
        said = "".join(
            f'<w:p w14:paraId="{number:04X}{row:04X}"><w:r><w:t>{escape(line)}</w:t></w:r></w:p>'
            for row, line in enumerate(text.split("\n"))
        )
        last = f"{number:04X}{text.count(chr(10)):04X}"
        named = f'w:id="{number}" w:author="{escape(author)}" w:date="{DAY}"'
        self.comments.append(f"<w:comment {named}>{said}</w:comment>")
        above = f'w15:paraIdParent="{parent:04X}0000"' if parent is not None else ""
        self.threads.append(f'<w15:commentEx w15:paraId="{last}" {above} w15:done="{done:d}"/>')
        return number

    def save(self, path: Path, strict: bool = False) -> Path:
        parts = self.parts | {"word/document.xml": self.text.encode()}
        parts["word/comments.xml"] = (
            f"<w:comments {SPACES}>{''.join(self.comments)}</w:comments>".encode()
        )
        parts["word/commentsExtended.xml"] = (
            f"<w15:commentsEx {SPACES}>{''.join(self.threads)}</w15:commentsEx>".encode()
        )
        relation = f'<Relationship Id="rIdX" Type="{EXTENDED}" Target="commentsExtended.xml"/></Relationships>'
        name = "word/_rels/document.xml.rels"
        parts[name] = parts[name].replace(b"</Relationships>", relation.encode())
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(
                    name, content.replace(W.encode(), STRICT.encode()) if strict else content
                )
        return path


def by(author: str = "Ann") -> str:
    return f'w:id="900" w:author="{author}" w:date="{DAY}"'


def inserted(text: str, author: str = "Ann", tag: str = "ins") -> str:
    return f"<w:{tag} {by(author)}>{OPEN}{escape(text)}{CLOSE}</w:{tag}>"


def deleted(text: str, author: str = "Ann", tag: str = "del") -> str:
    return f'<w:{tag} {by(author)}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:{tag}>'
