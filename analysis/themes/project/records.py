"""What every reader of a coded project returns."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code: its name as in the program, its path from the topmost code down, joined by '/'."""

    name: str
    path: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A source: its text is empty where the program has none or did not export it."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Coding:
    """One code given by one coder to one passage.

    `document` is a document's name, `code` a code's path, `coder` empty if unknown. `text` is
    exactly the document's text from `start` to `end`, in code points. These are None, and the
    text is empty, where a whole document, a picture or a time was coded; where the program
    exports excerpts without their documents, there is a text but no position.
    """

    document: str
    code: str
    coder: str
    start: int | None
    end: int | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """All that was coded, with the name of the program in which it was."""

    program: str
    codes: tuple[Code, ...]
    documents: tuple[Document, ...]
    codings: tuple[Coding, ...]
