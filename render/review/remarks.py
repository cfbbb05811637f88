"""Comments and tracked edits of a returned document, without their places in the chapters."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.review.package import Package, attribute, name
from render.review.paragraphs import (
    ACCEPTED,
    SENT,
    Change,
    Document,
    Piece,
    Point,
    group,
    text_of,
)

# Not behind an abbreviation: a new sentence begins with a capital.
_SENTENCE_END = re.compile(r"[.!?][”’\"')\]]*\s+(?=[“‘\"'(\[]*[^\W\d_a-z]|$)")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer to a comment."""

    author: str
    date: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a reviewer did: a comment on a stretch of text, or an edit of it.

    `about` is the text commented, or the sentence of the edit with ``[-what was deleted-]`` and
    ``{+what was inserted+}``; `text` is the comment's, empty for an edit.
    """

    kind: str
    author: str
    date: str
    about: str
    start: Point
    end: Point
    text: str = ""
    replies: tuple[Reply, ...] = ()
    resolved: bool = False


def read_comments(package: Package, document: Document) -> list[Remark]:
    """Return comments with their replies, in the order of what they are about."""
    part, extended = package.related("comments"), package.related("commentsExtended")
    comments = [] if part is None else [each for each in part if name(each) == "comment"]
    threads = {} if extended is None else {attribute(e, "paraId"): e for e in extended}
    by_thread = {_thread(comment): comment for comment in comments}
    replies: dict[str, list[Reply]] = {}
    first = []
    for comment in comments:
        head = by_thread.get(_find_head(_thread(comment), threads, by_thread), comment)
        if head is comment:
            first.append(comment)
        else:
            said = Reply(author=_author(comment), date=_date(comment), text=_said(comment))
            replies.setdefault(attribute(head, "id"), []).append(said)
    remarks = [
        _read_comment(
            comment,
            document,
            replies.get(attribute(comment, "id"), []),
            attribute(threads.get(_thread(comment)), "done") in ("1", "true"),
        )
        for comment in first
    ]
    return sorted(remarks, key=lambda remark: remark.start)


def _find_head(thread: str, threads: Mapping[str, Element], known: Container[str]) -> str:
    """Return the number of the comment at the head of a thread; a circle has none, nor a parent
    that is gone."""
    passed = [thread]
    while (above := attribute(threads.get(passed[-1]), "paraIdParent")) and above in known:
        if above in passed:
            return thread
        passed.append(above)
    return passed[-1]


def _read_comment(
    comment: Element, document: Document, replies: list[Reply], resolved: bool
) -> Remark:
    number = attribute(comment, "id")
    # One that is anchored nowhere stands at the end, without a place.
    start = document.starts.get(number, Point(len(document.paragraphs), 0))
    end = document.ends.get(number, start)
    return Remark(
        kind="comment",
        author=_author(comment),
        date=_date(comment),
        about=_cut(document, start, end),
        start=start,
        end=end,
        text=_said(comment),
        replies=tuple(replies),
        resolved=resolved,
    )


def _thread(comment: Element) -> str:
    """Return the number by which replies name a comment: that of its last paragraph.

    Where a program gives paragraphs no numbers, there are no threads either.
    """
    number = next((attribute(e, "paraId") for e in reversed([*comment]) if name(e) == "p"), "")
    return number or f"comment {attribute(comment, 'id')}"


def _author(comment: Element) -> str:
    return attribute(comment, "author") or "nobody named"


def _date(comment: Element) -> str:
    return attribute(comment, "date")


def _said(comment: Element) -> str:
    paragraphs = (e for e in comment.iter() if name(e) == "p")
    return "\n".join("".join(e.text or "" for e in p.iter() if name(e) == "t") for p in paragraphs)


def _cut(document: Document, start: Point, end: Point) -> str:
    """Return the text between two points as it was sent, else what was inserted there."""
    pieces: list[Piece] = []
    for number in range(start.paragraph, min(end.paragraph + 1, len(document.paragraphs))):
        paragraph = document.paragraphs[number]
        first = start.piece if number == start.paragraph else 0
        last = end.piece if number == end.paragraph else len(paragraph.pieces)
        pieces += [*paragraph.pieces[first:last], Piece(text=" ", change=None)]
        if not paragraph.pieces and paragraph.picture:
            pieces.append(Piece(text=f"[Figure: {paragraph.picture}]", change=None))
    sent = " ".join(text_of(pieces, SENT).split())
    return sent or " ".join(text_of(pieces, ACCEPTED).split())


def read_edits(document: Document) -> list[Remark]:
    """Return the tracked edits; what one person did at one place in one go is one edit."""
    found = []
    for paragraphs in group(document.paragraphs, SENT):
        flow = [*_flow(document, paragraphs)]
        start = 0
        while start < len(flow):
            end = start + 1
            if (change := flow[start][1].change) is not None:
                while end < len(flow) and _goes_on(change, flow[end][1].change):
                    end += 1
                found.append(_read_edit(flow, start, end))
            start = end
    return found


def _flow(document: Document, paragraphs: range) -> Iterator[tuple[Point, Piece]]:
    """Yield the pieces of what was one paragraph, its inner ends among them."""
    for number in paragraphs:
        paragraph = document.paragraphs[number]
        for place, piece in enumerate(paragraph.pieces):
            yield Point(number, place), piece
        if paragraph.mark is not None:
            yield Point(number, len(paragraph.pieces)), Piece(text="¶", change=paragraph.mark)


def _goes_on(change: Change, other: Change | None) -> bool:
    moved = change.kind.startswith("moved")
    return (
        other is not None
        and other.author == change.author
        and (other.kind == change.kind or not (moved or other.kind.startswith("moved")))
    )


def _read_edit(flow: list[tuple[Point, Piece]], start: int, end: int) -> Remark:
    changes = [piece.change for _, piece in flow[start:end]]
    kinds = dict.fromkeys(change.kind for change in changes)
    last, piece = flow[end - 1]
    return Remark(
        kind="replaced" if len(kinds) > 1 else changes[0].kind,
        author=changes[0].author or "nobody named",
        date=changes[0].date,
        about=_quote(flow, start, end),
        start=flow[start][0],
        end=Point(last.paragraph, last.piece + (piece.text != "¶")),
    )


def _quote(flow: list[tuple[Point, Piece]], start: int, end: int) -> str:
    """Return a sentence with the edit in it; of others in the sentence what was sent is told."""
    before = text_of((piece for _, piece in flow[:start]), SENT).replace("¶", " ")
    after = text_of((piece for _, piece in flow[end:]), SENT).replace("¶", " ")
    begun = max((each.end() for each in _SENTENCE_END.finditer(before)), default=0)
    ended = _SENTENCE_END.search(after)
    edit = ""
    for _, piece in flow[start:end]:
        gone = piece.change.kind in ACCEPTED
        edit += f"[-{piece.text}-]" if gone else f"{{+{piece.text}+}}"
    edit = edit.replace("-][-", "").replace("+}{+", "")
    return " ".join((before[begun:] + edit + after[: ended.start() + 1 if ended else None]).split())
