"""Text files: one table, in whichever encoding and with whichever separator it was written."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ...errors import Breaches, name_lines
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
DECIMAL_COMMA = r"\s*-?\d+,\d+\s*"


def read_separated(path: Path) -> Delivery:
    """Read a text file with a header.

    Raises
    ------
    Breaches
        No encoding gives text, several are mixed, or rows have different numbers of columns.
    """
    import pyarrow as pa
    from pyarrow import csv

    raw = path.read_bytes()
    text, encoding = decode(raw, path.name)
    content = raw if encoding == "utf-8" else text.encode("utf-8")
    header = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    del raw, text
    if content.count(b'"') % 2:
        fault = f"a quotation mark is opened and not closed; {EXPORT_AGAIN}"
        raise Breaches(path.name, [fault])
    separator = find_separator(header, path.name)
    parsing = {"delimiter": separator, "newlines_in_values": b'"' in content}
    names = read_header(content, parsing, path.name)
    texts = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
    )
    try:
        table = csv.read_csv(
            pa.BufferReader(content), parse_options=csv.ParseOptions(**parsing),
            convert_options=texts,
        )  # fmt: skip
    except pa.ArrowInvalid:  # whose own message holds the row
        raise Breaches(path.name, [name_uneven(content, parsing, texts)]) from None
    remarks = list(tell_reading(encoding, separator, content))
    frame = table.to_pandas()
    if separator != "," and frame.columns.is_unique:
        remarks += point_decimals(frame)
    return Delivery(table=frame, remarks=tuple(remarks))


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
    return name_lines(line - 1 for line in lines)


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
    from pyarrow import csv

    try:
        options = csv.ParseOptions(**parsing)
        with csv.open_csv(pa.BufferReader(content), parse_options=options) as rows:
            return rows.schema.names
    except pa.ArrowInvalid:
        # Too odd to begin with, or a row of the first block is uneven: all columns are text then.
        options = csv.ParseOptions(**parsing, invalid_row_handler=lambda row: "skip")
        try:
            with csv.open_csv(pa.BufferReader(content), parse_options=options) as rows:
                return rows.schema.names
        except pa.ArrowInvalid:
            raise Breaches(name, [f"not a table; {EXPORT_AGAIN}"]) from None


def name_uneven(content: bytes, parsing: dict, texts) -> str:
    """Name the rows that have more or fewer columns than the header."""
    import pyarrow as pa
    from pyarrow import csv

    rows = []

    def note(row):
        rows.append(row.number)
        return "skip"

    options = csv.ParseOptions(**parsing, invalid_row_handler=note)
    try:
        csv.read_csv(
            pa.BufferReader(content), parse_options=options, convert_options=texts,
            read_options=csv.ReadOptions(use_threads=False),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return f"not a table; {EXPORT_AGAIN}"
    where = name_lines(number - 2 for number in rows if number)
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


def point_decimals(frame) -> Iterator[str]:
    """Write decimal commas as points, in columns whose fractions all have commas."""
    for column in frame.columns:
        fraction = frame[column].str.fullmatch(DECIMAL_COMMA)
        whole = frame[column].str.fullmatch(r"\s*(-?\d+)?\s*")
        if fraction.any() and (fraction | whole).all():
            frame[column] = frame[column].str.replace(",", ".", regex=False)
            yield f"Column '{column}' has decimal commas; they were read as decimal points."
