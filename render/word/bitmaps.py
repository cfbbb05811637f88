"""Bitmaps of drawings, for programs that can't draw; each is drawn once for its content."""

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from render.problems import BuildError, naming
from render.writing import write_whole

DPI = 300


def draw_bitmaps(drawings: Iterable[bytes], kept: Path | None = None) -> dict[bytes, bytes]:
    """Return the bitmap of each drawing.

    Parameters
    ----------
    drawings : iterable of bytes
        SVG files.
    kept : Path, optional
        A folder with the bitmaps of the last time; afterwards it holds those returned.

    Returns
    -------
    dict
        PNG files of 300 dots an inch, by drawing.

    Raises
    ------
    BuildError
        A drawing can't be read.
    """
    drawings = [*dict.fromkeys(drawings)]
    if kept is None:
        return _draw(drawings)
    files = {drawing: kept / _name(drawing) for drawing in drawings}
    found = {each: file.read_bytes() for each, file in files.items() if file.is_file()}
    drawn = _draw([each for each in drawings if each not in found])
    with naming(kept):
        kept.mkdir(parents=True, exist_ok=True)
        for each, bitmap in drawn.items():
            write_whole(files[each], bitmap)
        for file in {*kept.iterdir()} - {*files.values()}:
            file.unlink()
    return found | drawn


def _name(drawing: bytes) -> str:
    made_by = f"typst {metadata.version('typst')}, {DPI} dots".encode()
    return f"{hashlib.sha256(made_by + drawing).hexdigest()[:24]}.png"


def _draw(drawings: list[bytes]) -> dict[bytes, bytes]:
    """Draw side by side: Typst draws pages one after the other, and lets other threads go on."""
    workers = os.cpu_count() or 1
    parts = [part for start in range(workers) if (part := drawings[start::workers])]
    with ThreadPoolExecutor(workers) as pool:
        drawn = pool.map(_draw_part, parts)
        return {each: bitmap for part in drawn for each, bitmap in part.items()}


def _draw_part(drawings: list[bytes]) -> dict[bytes, bytes]:
    import typst

    lines = ["#set page(width: auto, height: auto, margin: 0pt)"]
    lines += [f'#page(image(bytes({_quote(each)}), format: "svg"))' for each in drawings]
    try:
        pages = typst.compile("\n".join(lines).encode(), format="png", ppi=DPI)
    except typst.TypstError as error:
        raise BuildError(f"a drawing can't be turned into a bitmap: {error.message}") from None
    return dict(zip(drawings, pages if isinstance(pages, list) else [pages], strict=True))


def _quote(content: bytes) -> str:
    text = content.decode("utf-8").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
