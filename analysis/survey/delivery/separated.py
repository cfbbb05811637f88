"""Text files: one table, in whichever encoding and with whichever separator it was written."""

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ...errors import Breaches, name_rows
from ...study.records import Departures
from .layout import LOOKED, find_crowded, find_header, tell_above, tell_crowded
from .records import EXPORT_AGAIN, Delivery

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# One byte a character, in the order in which they are tried. What Windows calls Latin-1 is
# Windows-1252.
OLD = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
SAVE_AS_UTF8 = "save it as CSV UTF-8"
UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸŽž]|â€[™œ\u009d˜“”¦¢]|Â[£°·´½¼]")
SYMBOLS = "£€$¢°–—…•·½¼¾²³©®™§¿¡«»ºª´`‘’“”‚„\u00a0\u00ad±×÷"
JOINS = "’‘·´\u00ad-–"  # may stand between two letters


def read_separated(path: Path, names: frozenset[str]) -> Delivery:
    """Read a text file with a header.

    Raises
    ------
    Breaches
        No encoding gives text, several are mixed, rows have different numbers of columns, or it
        can't be told where the header is.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    raw = path.read_bytes()
    text, encoding = decode(raw, path.name)
    above, separator = find_start(text, names, path.name)
    text, lines = cut_above(text, len(above), separator)
    content = raw if encoding == "utf-8" and not lines else text.encode("utf-8")
    del raw
    if content.count(b'"') % 2:
        fault = f"a quotation mark is opened and not closed; {EXPORT_AGAIN}"
        raise Breaches(path.name, [fault])
    parsing = {"delimiter": separator, "newlines_in_values": b'"' in content}
    header = read_header(content, parsing, path.name)
    texts = arrow.ConvertOptions(
        column_types=dict.fromkeys(header, pa.large_string()), strings_can_be_null=False
    )
    try:
        table = arrow.read_csv(
            pa.BufferReader(content), parse_options=arrow.ParseOptions(**parsing),
            convert_options=texts,
        )  # fmt: skip
    except pa.ArrowInvalid:  # whose own message holds the row
        raise Breaches(path.name, [name_uneven(content, parsing, texts, lines)]) from None
    frame = table.to_pandas()
    frame.index = number_rows(text, separator, len(frame), len(above))
    return Delivery(
        table=frame,
        remarks=(*tell_reading(encoding, separator, content), *tell_above(above)),
        departures=Departures(header=len(above) + 1),
    )


def find_start(text: str, names: frozenset[str], name: str) -> tuple[list[list[str]], str]:
    """Rows above the header, and the separator.

    Raises
    ------
    Breaches
        The header is one column, or rows above it may be respondents'.
    """
    found = {sign: find_header(read_first(text, sign), names) for sign in SEPARATORS}
    separator = max(found, key=lambda sign: found[sign][1])
    place, named = found[separator]
    if not named:  # then the file begins with it
        separator = find_separator(text.lstrip("\r\n").partition("\n")[0].rstrip("\r"), name)
        place, _ = find_header(read_first(text, separator), names)
    rows = read_first(text, separator)
    if crowded := find_crowded(rows, place):
        raise Breaches(name, [tell_crowded(crowded)])
    return rows[:place], separator


def read_first(text: str, separator: str) -> list[list[str]]:
    """The rows that a text begins with, blank ones as well."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(itertools.islice(rows, LOOKED))
    except csv.Error:  # a cell longer than any header's; what is wrong is found in reading all
        return []


def cut_above(text: str, rows: int, separator: str) -> tuple[str, int]:
    """The text from a row on, and how many lines stand above it."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=separator)
    for _ in itertools.islice(reader, rows):
        pass
    source.seek(0)
    for _ in range(reader.line_num):
        source.readline()
    return (text[source.tell() :] if rows else text), reader.line_num


def number_rows(text: str, separator: str, count: int, above: int) -> pd.Index:
    """Number of each respondent's row as a spreadsheet shows it, which counts blank rows too."""
    first = above + 2
    if re.search(r"\n\r?\n", text.strip("\r\n")):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        filled = [number for number, row in enumerate(rows, above + 1) if row]
        if len(filled) == count + 1:
            return pd.Index(filled[1:])
    return pd.RangeIndex(first, first + count)


def decode(raw: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it is in.

    Raises
    ------
    Breaches
        It is no text, or parts of it are in different encodings.
    """
    marked = next((code for mark, code in MARKS.items() if raw.startswith(mark)), None)
    if marked is None and b"\x00" in raw[:2]:
        marked = "utf-16-be" if raw[0] == 0 else "utf-16-le"
    try:
        text = raw.decode(marked or "utf-8")
        encoding = marked or "utf-8"
    except UnicodeDecodeError as error:
        if marked:
            fault = f"it begins as {marked.upper()} text and goes on as something else"
            raise Breaches(name, [f"{fault}; {EXPORT_AGAIN}"]) from None
        if error.start >= len(raw) - 3 and error.reason == "unexpected end of data":
            fault = f"the text ends in the middle of a letter; {EXPORT_AGAIN}"
            raise Breaches(name, [fault]) from None
        text, encoding = decode_old(raw, name)
    if "\x00" in text:
        raise Breaches(name, [f"it holds characters that no text has; {EXPORT_AGAIN}"])
    if TWICE_ENCODED.search(text):
        lines = find_lines(text, TWICE_ENCODED)
        fault = f"letters were encoded twice ({lines}): they read as two odd characters each"
        raise Breaches(name, [f"{fault}; have the file exported again as CSV UTF-8"])
    return text, encoding


def decode_old(raw: bytes, name: str) -> tuple[str, str]:
    """Decode text with one byte a character.

    General detectors guess from the language of long texts; a survey file is nearly all digits,
    with a few pound signs, apostrophes and names, so each of these is looked at where it stands.
    """
    if UTF8_LETTER.search(raw):
        lines = find_lines(raw, UTF8_LETTER)
        fault = f"several encodings are mixed: part is UTF-8 ({lines}) and part is not"
        raise Breaches(name, [f"{fault}; {SAVE_AS_UTF8} from one program"])
    for encoding in OLD:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(True for _ in find_odd(text)):
            return text, encoding
    names = " nor ".join(OLD.values())
    fault = f"neither UTF-8 nor {names} all through; several encodings may be mixed"
    raise Breaches(name, [f"{fault}; {SAVE_AS_UTF8}"])


def find_odd(text: str) -> Iterator[int]:
    """Places of characters that do not belong where they stand in a word."""
    for found in re.finditer(r"[^\x00-\x7f]", text):
        place, character = found.start(), found[0]
        before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
        if character.isalpha() and "LATIN" in unicodedata.name(character, ""):
            if character.isupper() and before.islower():
                yield place
        elif character not in SYMBOLS or (
            character not in JOINS and before.isalpha() and after.isalpha()
        ):
            yield place


def find_lines(text: str | bytes, pattern: re.Pattern) -> str:
    """Lines in which a pattern is found."""
    end = b"\n" if isinstance(text, bytes) else "\n"
    lines = sorted({text.count(end, 0, found.start()) for found, _ in
                    zip(pattern.finditer(text), range(50), strict=False)})  # fmt: skip
    return name_rows(line + 1 for line in lines)


def find_separator(header: str, name: str) -> str:
    """The separator that splits the header into most columns."""
    plain = re.sub(r'"[^"]*"', "", header)
    separator = max(SEPARATORS, key=plain.count)
    if not plain.count(separator):
        known = ", ".join(SEPARATORS.values())
        raise Breaches(name, [f"the header is one column; right: columns parted by {known}"])
    return separator


def read_header(content: bytes, parsing: dict, name: str) -> list[str]:
    """Names of the columns."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    try:
        options = arrow.ParseOptions(**parsing)
        with arrow.open_csv(pa.BufferReader(content), parse_options=options) as rows:
            return rows.schema.names
    except pa.ArrowInvalid:
        # Too odd to begin with, or a row of the first block is uneven: all columns are text then.
        options = arrow.ParseOptions(**parsing, invalid_row_handler=lambda row: "skip")
        try:
            with arrow.open_csv(pa.BufferReader(content), parse_options=options) as rows:
                return rows.schema.names
        except pa.ArrowInvalid:
            raise Breaches(name, [f"not a table; {EXPORT_AGAIN}"]) from None


def name_uneven(content: bytes, parsing: dict, texts, above: int) -> str:
    """Name the rows that have more or fewer columns than the header, which is below others."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    rows = []

    def note(row):
        rows.append(row.number)
        return "skip"

    options = arrow.ParseOptions(**parsing, invalid_row_handler=note)
    try:
        arrow.read_csv(
            pa.BufferReader(content), parse_options=options, convert_options=texts,
            read_options=arrow.ReadOptions(use_threads=False),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return f"not a table; {EXPORT_AGAIN}"
    where = name_rows(number + above for number in rows if number)
    what = "1 row has" if len(rows) == 1 else f"{len(rows)} rows have"
    return f"{what} another number of columns than the header ({where}); {EXPORT_AGAIN}"


def tell_reading(encoding: str, separator: str, content: bytes) -> Iterator[str]:
    """What was not as expected, though it could be read."""
    if encoding in OLD:
        yield f"The text is in {OLD[encoding]}, not UTF-8; it was read as that."
    elif encoding.startswith("utf-16"):
        yield "The text is in UTF-16, not UTF-8; it was read as that."
    if separator != ",":
        yield f"Columns are parted by {SEPARATORS[separator]}."
    if not content.endswith((b"\n", b"\r")):
        yield "The last line is not finished; make sure with the agency that no rows are missing."
