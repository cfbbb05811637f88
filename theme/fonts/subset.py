"""Cut the report's typeface out of Source Sans 3: `python subset.py FOLDER`, the npm package.

Needs `fonttools==4.68.0` and `brotli==1.2.1`; README.md says where the package comes from. The
same sources and versions give the same bytes.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Groundwork Sans"  # "Source" is a reserved name, which a changed font may not bear
FACES = {
    "Regular": "Regular",
    "It": "Italic",
    "Semibold": "Semibold",
    "SemiboldIt": "SemiboldItalic",
}
CHARACTERS = (
    (0x20, 0x7E), (0xA0, 0x17F),  # Latin, Latin-1, Latin Extended-A
    (0x192, 0x192), (0x218, 0x21B), (0x2C6, 0x2DD), (0x300, 0x304), (0x30C, 0x30C),
    (0x391, 0x3C9),  # Greek, for symbols in a sentence
    (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EF2, 0x1EF3),
    (0x2000, 0x206F), (0x2070, 0x208E), (0x20A0, 0x20BF), (0x2113, 0x2122),
    (0x2190, 0x2199), (0x2202, 0x2265), (0x25A0, 0x25CF), (0x2713, 0x2717),
)  # fmt: skip
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "lnum", "tnum", "pnum", "onum", "case",
            "sups", "subs", "frac", "numr", "dnom", "ordn"]  # fmt: skip


def cut(source: Path, style: str) -> TTFont:
    """Return a face with these characters alone, under a name of its own."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=FEATURES, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
                      notdef_outline=True, hinting=False)  # fmt: skip
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[n for low, high in CHARACTERS for n in range(low, high + 1)])
    subsetter.subset(font)
    rename(font, style)
    return font


def rename(font: TTFont, style: str) -> None:
    """Give a face its name, grouped by weight as programs that know four styles want it."""
    weight, slope = style.removesuffix("Italic") or "Regular", style.endswith("Italic")
    legacy = FAMILY if weight == "Regular" else f"{FAMILY} {weight}"
    spaced = " ".join(([weight] if weight != "Regular" or not slope else []) + ["Italic"] * slope)
    file = f"{FAMILY.replace(' ', '')}-{style}"
    names = {1: legacy, 2: "Italic" if slope else "Regular", 3: file, 4: f"{FAMILY} {spaced}",
             6: file, 16: FAMILY, 17: spaced}  # fmt: skip
    table = font["name"]
    table.names = [record for record in table.names if record.platformID == 3]
    for number, text in names.items():
        table.removeNames(nameID=number)
        table.setName(text, number, 3, 1, 0x409)


def main(package: Path, folder: Path) -> None:
    for source, style in FACES.items():
        font = cut(package / f"TTF/SourceSans3-{source}.ttf", style)
        file = folder / f"{FAMILY.replace(' ', '')}-{style}"
        font.save(file.with_suffix(".ttf"))
        font.flavor = "woff2"
        font.save(file.with_suffix(".woff2"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent)
