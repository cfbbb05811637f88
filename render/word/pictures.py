"""Pictures: a drawing with its bitmap for programs that can't draw, and the words for both."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from render.word.bitmaps import draw_bitmaps
from render.word.markup import NAMESPACES, make, put, q, style_of
from render.word.package import DOCUMENT, Package

_DRAWING = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture as the site shows it: its file and its text alternative."""

    file: Path
    alternative: str


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "img" and values.get("src"):
            self.found.append((str(values["src"]), values.get("alt") or ""))


def read_pictures(site: Path, pages: Iterable[str], root: Path) -> tuple[Shown, ...]:
    """Return the pictures of a site's pages in order, each as it lies in the project."""
    shown = []
    for page in pages:
        images = _Images()
        images.feed((site / page).read_text(encoding="utf-8"))
        for source, alternative in images.found:
            parts = urlsplit(source)
            path = os.path.relpath((site / page).parent / unquote(parts.path), site)
            if not parts.scheme and (root / path).is_file():
                shown.append(Shown(file=root / path, alternative=alternative))
    return tuple(shown)


@dataclass(frozen=True, kw_only=True)
class _Picture:
    """A picture of the document: where it stands, what is in its part, and the site's."""

    node: etree._Element
    part: str
    content: bytes
    shown: Shown | None


def embed_pictures(
    package: Package, shown: Iterable[Shown], width: int, height: int, kept: Path | None
) -> None:
    """Give every picture its bitmap, its words, and a size that fits.

    Parameters
    ----------
    package : Package
        The document.
    shown : iterable of Shown
        The pictures of the site, in order. Quarto's Word files have no text alternatives, so that
        they come from here.
    width, height : int
        What there is room for, in EMU.
    kept : Path, optional
        The folder of bitmaps of the last time.

    Raises
    ------
    BuildError
        A drawing without a bitmap beside it can't be drawn.
    """
    pictures = _match(package, shown)
    bitmaps = _find_bitmaps(pictures, kept)
    parts: dict[str, str] = {}
    for number, picture in enumerate(pictures, start=1):
        _describe(picture, number)
        _fit(picture.node, width, height)
        _keep_with_caption(picture.node)
        if picture.content in bitmaps:
            _embed(package, picture, bitmaps[picture.content], parts)
    package.drop_unused_images()


def _match(package: Package, shown: Iterable[Shown]) -> list[_Picture]:
    """Find the document's pictures, each with what the site shows of the same content."""
    left: dict[bytes, list[Shown]] = {}
    for each in shown:
        left.setdefault(each.file.read_bytes(), []).append(each)
    pictures = []
    for node in package.tree(DOCUMENT).iter(q("w:drawing")):
        part = package.target(_source(node))
        content = package.parts[part]
        same = left.get(content, [None])
        pictures.append(_Picture(node=node, part=part, content=content, shown=same[0]))
        # The last stays, for a picture that stands in the document once more.
        del same[: len(same) > 1]
    return pictures


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _source(node: etree._Element) -> str:
    """Return the relationship of a picture: of its drawing, where it has one."""
    drawing = next(node.iter(q("asvg:svgBlip")), None)
    blip = next(node.iter(q("a:blip")))
    return (blip if drawing is None else drawing).get(q("r:embed"))


def _describe(picture: _Picture, number: int) -> None:
    """Write a picture's text alternative; what has none, as a sign of Quarto's, is decoration."""
    (properties,) = picture.node.iter(q("wp:docPr"))
    inner = next(picture.node.iter(q("pic:cNvPr")))
    alternative = picture.shown.alternative if picture.shown else properties.get("descr", "")
    for each in (properties, inner):
        each.set("id", str(number))
        each.set("name", f"Picture {number}")
        each.set("descr", alternative)
        each.attrib.pop("title", None)
    if not alternative:
        mark = make("adec:decorative")
        mark.set("val", "1")
        extension = make("a:ext", mark)
        extension.set("uri", _DECORATIVE)
        properties.append(make("a:extLst", extension))


def _fit(node: etree._Element, width: int, height: int) -> None:
    """Make a picture smaller that is larger than there is room for."""
    (extent,) = node.iter(q("wp:extent"))
    scale = min(1.0, width / int(extent.get("cx")), height / int(extent.get("cy")))
    for each in (extent, *node.iter(f"{{{NAMESPACES['a']}}}ext")):
        if each.get("cx"):
            each.set("cx", str(round(int(each.get("cx")) * scale)))
            each.set("cy", str(round(int(each.get("cy")) * scale)))


def _keep_with_caption(node: etree._Element) -> None:
    """Put a picture on the page of its caption."""
    home = next(node.iterancestors(q("w:p")))
    after = home.getnext()
    if after is not None and style_of(after) == "ImageCaption":
        put(home, "w:pStyle", val="Figure")


def _embed(package: Package, picture: _Picture, bitmap: bytes, parts: dict[str, str]) -> None:
    """Show the bitmap, and the drawing in its place where a program knows how."""
    relations = []
    for content, extension in ((bitmap, "png"), (picture.content, "svg")):
        name = f"media/{_digest(content)[:16]}.{extension}"
        parts[name] = parts.get(name) or package.add(name, content, "image")
        relations.append(parts[name])
    blip = next(picture.node.iter(q("a:blip")))
    blip[:] = []
    blip.set(q("r:embed"), relations[0])
    extension = make("a:ext", make("asvg:svgBlip", r_embed=relations[1]))
    extension.set("uri", _DRAWING)
    blip.append(make("a:extLst", extension))


def _find_bitmaps(pictures: Iterable[_Picture], kept: Path | None) -> dict[bytes, bytes]:
    """Return the bitmaps of drawings: the file of the same name where there is one."""
    found: dict[bytes, bytes] = {}
    others: dict[bytes, None] = {}
    for picture in pictures:
        beside = picture.shown.file.with_suffix(".png") if picture.shown else None
        if not picture.part.endswith(".svg"):
            continue
        if beside and beside.is_file():
            found[picture.content] = beside.read_bytes()
        else:
            others[picture.content] = None
    return found | draw_bitmaps(others, kept)
