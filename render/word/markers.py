"""Pictures and formulas as single characters while two documents are compared, and back again.

What compares Word files takes words apart. It marks a changed formula as gone without marking the
new one, and writes every picture twice.
"""

import copy
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from render.word.markup import make, q
from render.word.package import DOCUMENT, Package

# Characters that Unicode keeps for private use, and no text for itself.
_PRIVATE = range(0xE000, 0xF900)
_OBJECTS = (q("w:drawing"), q("m:oMathPara"), q("m:oMath"))
_TEXTS = (q("w:t"), q("w:delText"))


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A picture or formula, with the files that it shows by the relationships it names."""

    node: etree._Element
    files: dict[str, tuple[str, bytes]]


class Markers:
    """The pictures and formulas of documents, by the characters in their places."""

    def __init__(self, packages: Iterable[Package]) -> None:
        used = {
            char
            for package in packages
            for words in package.tree(DOCUMENT).iter(q("w:t"))
            for char in words.text or ""
        }
        self._free = iter([chr(code) for code in _PRIVATE if chr(code) not in used])
        self._characters: dict[object, str] = {}
        self._held: dict[str, _Held] = {}

    def take(self, package: Package) -> None:
        """Put characters in the place of a document's pictures and formulas.

        The same picture with the same words, or the same formula, is the same character in every
        document.
        """
        for node in [*package.tree(DOCUMENT).iter(*_OBJECTS)]:
            if any(node.iterancestors(*_OBJECTS)):
                continue
            held = _Held(node=copy.deepcopy(node), files=_read_files(package, node))
            key = _identify(held)
            if key not in self._characters:
                self._characters[key] = next(self._free)
            self._held[self._characters[key]] = held
            words = make("w:t")
            words.text = self._characters[key]
            inline = node.getparent().tag == q("w:r")
            _replace(node, [words if inline else make("w:r", words)])
        package.drop_unused_images()

    def put_back(self, package: Package) -> None:
        """Put the pictures and formulas in the place of their characters."""
        if not self._held:
            return
        marker = re.compile(f"([{''.join(self._held)}])")
        kept: dict[bytes, str] = {}
        for run in [*package.tree(DOCUMENT).iter(q("w:r"))]:
            if any(marker.search(each.text or "") for each in run.iter(*_TEXTS)):
                _replace(run, [*self._split(run, marker, package, kept)])
        for number, node in enumerate(package.tree(DOCUMENT).iter(q("wp:docPr")), start=1):
            node.set("id", str(number))
            node.set("name", f"Picture {number}")

    def _split(
        self, run: etree._Element, marker: re.Pattern[str], package: Package, kept: dict[bytes, str]
    ) -> Iterator[etree._Element]:
        """Yield a run's pieces: words in runs, pictures in runs, formulas as they are."""
        look = run.find(q("w:rPr"))
        for child in run:
            if child is look:
                continue
            pieces = marker.split(child.text or "") if child.tag in _TEXTS else [None]
            for piece in filter(lambda piece: piece != "", pieces):
                node = self._restore(piece, package, kept) if piece in self._held else (
                    copy.deepcopy(child)
                )  # fmt: skip
                if piece and piece not in self._held:
                    node.text = piece
                    node.set(q("xml:space"), "preserve")
                around = [] if look is None else [copy.deepcopy(look)]
                formula = etree.QName(node).namespace != etree.QName(run).namespace
                yield node if formula else make("w:r", *around, node)

    def _restore(self, character: str, package: Package, kept: dict[bytes, str]) -> etree._Element:
        held = self._held[character]
        node = copy.deepcopy(held.node)
        for each in node.iter():
            if (relation := each.get(q("r:embed"))) in held.files:
                ending, content = held.files[relation]
                if content not in kept:
                    name = f"media/{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
                    kept[content] = package.add(name, content, "image")
                each.set(q("r:embed"), kept[content])
        return node


def _read_files(package: Package, node: etree._Element) -> dict[str, tuple[str, bytes]]:
    relations = [each.get(q("r:embed")) for each in node.iter() if each.get(q("r:embed"))]
    parts = {relation: package.target(relation) for relation in relations}
    return {key: (part.rpartition(".")[2], package.parts[part]) for key, part in parts.items()}


def _identify(held: _Held) -> object:
    """Return what two pictures or formulas that are the same have in common."""
    if held.node.tag == q("w:drawing"):
        words = next(held.node.iter(q("wp:docPr"))).get("descr", "")
        return words, frozenset(content for _, content in held.files.values())
    return etree.tostring(held.node, method="c14n")


def _replace(node: etree._Element, others: list[etree._Element]) -> None:
    around = node.getparent()
    place = around.index(node)
    around[place : place + 1] = others
