"""What stands between Pandoc's blocks and Word's: bookmarks, layout tables, doubled properties."""

from lxml import etree

from render.word.markup import make, paragraphs, put, q, style_of

_TEXT, _SPACE = {"BodyText", "FirstParagraph", "Compact"}, 200


def mend_paragraphs(body: etree._Element) -> None:
    """Make one of a paragraph's properties where Quarto wrote them twice, the later ones first."""
    for node in paragraphs(body):
        first, *others = node.findall(q("w:pPr")) or [None]
        for other in others:
            for each in list(other):
                for old in first.findall(each.tag):
                    first.remove(old)
                first.append(each)
            node.remove(other)
        for align in node.findall(f"{q('w:pPr')}/{q('w:jc')}[@{q('w:val')}='let']"):
            align.set(q("w:val"), "left")


def unwrap_floats(body: etree._Element) -> None:
    """Take figures and tables out of the tables of one cell that Quarto lays them out in.

    A screen reader would announce a table for every figure, and Word can't repeat the head of a
    table within a cell.
    """
    for table in list(body.iter(q("w:tbl"))):
        cells = table.findall(f"{q('w:tr')}/{q('w:tc')}")
        if len(cells) != 1 or not _is_float(cells[0]):
            continue
        around = table.getparent()
        place = around.index(table)
        content = [child for child in cells[0] if child.tag != q("w:tcPr")]
        # A cell ends with a paragraph, if an empty one.
        if len(content) > 1 and content[-1].tag == q("w:p") and not _holds(content[-1]):
            content.pop()
        around[place : place + 1] = content


def _holds(node: etree._Element) -> bool:
    return next(node.iter(q("w:t"), q("w:drawing"), q("m:oMath")), None) is not None


def _is_float(cell: etree._Element) -> bool:
    names = [mark.get(q("w:name"), "") for mark in cell.iter(q("w:bookmarkStart"))]
    return any(name.startswith(("fig-", "tbl-")) for name in names)


def tighten_bookmarks(body: etree._Element) -> None:
    """Let each bookmark hold one paragraph: the first of the section or float that it names.

    Pandoc's hold whole chapters, which moving a paragraph in Word would tear.
    """
    ends = {mark.get(q("w:id")): mark for mark in body.iter(q("w:bookmarkEnd"))}
    for mark in list(body.iter(q("w:bookmarkStart"))):
        if mark.getparent().tag == q("w:p"):
            continue
        end = ends[mark.get(q("w:id"))]
        target = next(
            (node for node in mark.itersiblings() if node.tag in (q("w:p"), q("w:tbl"))), None
        )
        home = next(paragraphs(target), None) if target is not None else None
        mark.getparent().remove(mark)
        end.getparent().remove(end)
        if home is None:
            continue
        after = home.find(q("w:pPr"))
        home.insert(0 if after is None else home.index(after) + 1, mark)
        home.append(end)


def add_space(body: etree._Element) -> None:
    """Keep what follows a table apart from it; of two tables Word would make one."""
    for table in body.findall(q("w:tbl")):
        after = table.getnext()
        if after is not None and after.tag == q("w:tbl"):
            table.addnext(make("w:p"))
        elif after is not None and after.tag == q("w:p") and style_of(after) in _TEXT:
            put(after, "w:spacing", before=_SPACE)
