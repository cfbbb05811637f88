"""Pictures: a drawing with its bitmap for programs that can't draw, and the words for both."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from render.problems import BuildError
from render.word.markup import NAMESPACES, make, put, q, style_of
from render.word.package import DOCUMENT, Package

DPI = 300
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


def embed_pictures(package: Package, shown: Iterable[Shown], width: int, height: int) -> None:
    """Give every picture its bitmap, its words, and a size that fits.

    Parameters
    ----------
    package : Package
        The document.
    shown : iterable of Shown
        The pictures of the site, in order. Quarto's Word files have no text alternatives, so that
        they come from here. What the site doesn't show, such as the sign of a callout, is
        decoration.
    width, height : int
        What there is room for, in EMU.

    Raises
    ------
    BuildError
        Naming the pictures that are not in their files.
    """
    left: dict[str, list[Shown]] = {}
    for each in shown:
        left.setdefault(_digest(each.file.read_bytes()), []).append(each)
    document = package.tree(DOCUMENT)
    drawings = [*document.iter(q("w:drawing"))]
    sources = [package.parts[package.target(_source(node))] for node in drawings]
    found = []
    for source in sources:
        matches = left.get(_digest(source), [])
        found.append(matches[0] if matches else None)
        # The last stays, for a picture that stands in the document once more.
        del matches[: len(matches) > 1]
    bitmaps = _draw_bitmaps({each.file for each in found if each and each.file.suffix == ".svg"})
    kept: dict[str, str] = {}
    for number, (node, source, each) in enumerate(zip(drawings, sources, found, strict=True), 1):
        _describe(node, each.alternative if each else "", number)
        _fit(node, width, height)
        _keep_with_caption(node)
        if each and each.file in bitmaps:
            _embed(package, node, source, bitmaps[each.file], kept)
    package.drop_unused_images()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _source(node: etree._Element) -> str:
    """Return the relationship of a picture: of its drawing, where it has one."""
    drawing = next(node.iter(q("asvg:svgBlip")), None)
    blip = next(node.iter(q("a:blip")))
    return (blip if drawing is None else drawing).get(q("r:embed"))


def _describe(node: etree._Element, alternative: str, number: int) -> None:
    """Write a picture's text alternative, or mark it as decoration."""
    (properties,) = node.iter(q("wp:docPr"))
    inner = next(node.iter(q("pic:cNvPr")))
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


def _embed(
    package: Package, node: etree._Element, drawing: bytes, bitmap: bytes, kept: dict[str, str]
) -> None:
    """Show the bitmap, and the drawing in its place where a program knows how."""
    relations = []
    for content, extension in ((bitmap, "png"), (drawing, "svg")):
        name = f"media/{_digest(content)[:16]}.{extension}"
        kept[name] = kept.get(name) or package.add(name, content, "image")
        relations.append(kept[name])
    blip = next(node.iter(q("a:blip")))
    blip[:] = []
    blip.set(q("r:embed"), relations[0])
    extension = make("a:ext", make("asvg:svgBlip", r_embed=relations[1]))
    extension.set("uri", _DRAWING)
    blip.append(make("a:extLst", extension))


def _draw_bitmaps(files: Iterable[Path]) -> dict[Path, bytes]:
    """Return bitmaps of drawings: the file of the same name where there is one."""
    beside = {file: file.with_suffix(".png") for file in files}
    found = {file: png.read_bytes() for file, png in beside.items() if png.is_file()}
    return found | _draw({file: file.read_bytes() for file in sorted({*beside} - {*found})})


def _draw(drawings: Mapping[Path, bytes]) -> dict[Path, bytes]:
    import typst

    if not drawings:
        return {}
    # The names that Typst finds the drawings by; it reads no others.
    sources = {f"{number}.svg": content for number, content in enumerate(drawings.values())}
    lines = ["#set page(width: auto, height: auto, margin: 0pt)"]
    lines += [
        f'#page(image(bytes({_quote(content)}), format: "svg"))' for content in sources.values()
    ]
    try:
        pages = typst.compile("\n".join(lines).encode(), format="png", ppi=DPI)
    except typst.TypstError as error:
        raise BuildError(f"a drawing can't be turned into a bitmap: {error.message}") from None
    return dict(zip(drawings, pages if isinstance(pages, list) else [pages], strict=True))


def _quote(content: bytes) -> str:
    text = content.decode("utf-8").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
