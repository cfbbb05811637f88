"""The layout of a brief: a head for a title page, and charts beside what is said of them."""

from lxml import etree

from render.word.markup import make, paragraphs, put, q, style_of
from render.word.pages import UPRIGHT

# Of styles: twips above and below, and half points of type.
_SIZES = {
    "Title": (0, 20, 26), "Subtitle": (0, 20, 21), "Date": (0, 120, 18),
    "Heading1": (240, 100, 32), "Heading2": (200, 60, 24),
    "BodyText": (0, 90, 20), "Compact": (0, 30, 20),
}  # fmt: skip
_CHART, _GAP = 5000, 220  # twips: the small format of a chart, and what is between it and words


def lay_out_brief(body: etree._Element) -> None:
    """Take out contents and authors, and set tables without a head, which hold a chart each, as
    rows that don't part."""
    for node in [*body.findall(q("w:sdt")), *body.findall(q("w:p"))]:
        if node.tag == q("w:sdt") or style_of(node) == "Author":
            body.remove(node)
    for table in body.iter(q("w:tbl")):
        if next(table.iter(q("w:tblHeader")), None) is None:
            _set_row(table)


def _set_row(table: etree._Element) -> None:
    widths = (UPRIGHT - _CHART, _CHART)
    put(table, "w:tblStyle", val="TableNormal")
    put(table, "w:tblW", type="dxa", w=UPRIGHT)
    put(table, "w:tblLayout", type="fixed")
    rule = make("w:top", val="single", sz=4, space=0, color="9AA5AE")
    put(table, "w:tblBorders").append(rule)
    sides = (make("w:left", w=0, type="dxa"), make("w:right", w=0, type="dxa"))
    put(table, "w:tblCellMar").extend(sides)
    grid = table.find(q("w:tblGrid"))
    grid[:] = [make("w:gridCol", w=width) for width in widths]
    for row in table.findall(q("w:tr")):
        put(row, "w:cantSplit")
        words, chart = row.findall(q("w:tc"))
        for cell, width in zip((words, chart), widths, strict=True):
            put(cell, "w:tcW", type="dxa", w=width)
        put(words, "w:tcMar").append(make("w:right", w=_GAP, type="dxa"))
        for node in paragraphs(chart):
            put(node, "w:spacing", before=200, after=0)


def compact_styles(styles: etree._Element) -> None:
    """Let chapters follow each other, with less room around them."""
    for style in styles.iter(q("w:style")):
        sizes = _SIZES.get(style.get(q("w:styleId")))
        if not sizes:
            continue
        before, after, size = sizes
        for old in style.findall(f"{q('w:pPr')}/{q('w:pageBreakBefore')}"):
            old.getparent().remove(old)
        spacing = style.find(f"{q('w:pPr')}/{q('w:spacing')}")
        spacing.set(q("w:before"), str(before))
        spacing.set(q("w:after"), str(after))
        letters = style.find(q("w:rPr"))
        if letters is None:
            letters = make("w:rPr")
            style.append(letters)
        for name in ("w:sz", "w:szCs"):
            for old in letters.findall(q(name)):
                letters.remove(old)
            letters.append(make(name, val=size))
