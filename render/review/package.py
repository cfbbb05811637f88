"""The parts of a Word file that came from outside."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from render.problems import BuildError

# A report of 200 pages has about 2 MB of XML in its largest part; read, it takes ten times that.
LARGEST = 32 * 2**20
_OLD = b"\xd0\xcf\x11\xe0"
_WORD = "a Word file (.docx) is needed"


def name(element: Element) -> str:
    """Return an element's name without its namespace, of which Word has two."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element | None, key: str) -> str:
    """Return an attribute by its name without namespace, empty where there is none."""
    items = () if element is None else element.items()
    return next((value for full, value in items if full.rpartition("}")[2] == key), "")


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element along a path of names."""
    for step in path:
        inner = () if element is None else element
        element = next((each for each in inner if name(each) == step), None)
    return element


class Package:
    """A Word file opened for reading: its parts by what they are to the document.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    BuildError
        It can't be opened, is another kind of file, is damaged, or holds what no Word file needs
        (parts of more than 32 MB, entities, a document type).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise BuildError(f"{path}: there is no such file")
        with path.open("rb") as file:
            start = file.read(4)
        if start == _OLD:
            raise BuildError(
                f"{path}: an old Word file (.doc), or one with a password; open it in Word and "
                "save it as .docx without a password"
            )
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise BuildError(f"{path}: not a Word file, or a damaged one; {_WORD}") from None
        self.document = next(self._targets("", "officeDocument"), "")
        if not self.document.endswith(".xml") or name(self.read(self.document)) != "document":
            self.archive.close()
            raise BuildError(f"{path}: there is no Word document in it; {_WORD}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.archive.close()

    def read(self, part: str) -> Element:
        """Return the XML of a part."""
        try:
            with self.archive.open(part) as file:
                content = file.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise BuildError(
                    f"{self.path}: {part} unpacks to more than {LARGEST // 2**20} MB; "
                    "no report does"
                )
            return fromstring(content, forbid_dtd=True)
        except DefusedXmlException:
            raise BuildError(
                f"{self.path}: {part} declares a document type or entities, which Word never does; "
                "it is not read"
            ) from None
        except KeyError:
            raise BuildError(f"{self.path}: {part} is missing; the file is damaged") from None
        # Of a damaged archive each method of compression complains in its own way.
        except (
            ParseError,
            zipfile.BadZipFile,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise BuildError(f"{self.path}: {part} can't be read ({error})") from None
        except Exception as error:
            if type(error).__module__ not in ("zlib", "lzma", "bz2"):
                raise
            raise BuildError(f"{self.path}: {part} can't be unpacked ({error})") from None

    def related(self, kind: str) -> Element | None:
        """Return the document's part of a kind, such as `comments`, if it has one."""
        part = next(self._targets(self.document, kind), "")
        return self.read(part) if part else None

    def _targets(self, part: str, kind: str) -> Iterator[str]:
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self.archive.namelist():
            return
        for each in self.read(relations):
            if attribute(each, "Type").endswith(f"/{kind}"):
                target = posixpath.join("/", folder, attribute(each, "Target"))
                yield posixpath.normpath(target).lstrip("/")
