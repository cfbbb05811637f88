"""Departures in words, and beside what is declared of them."""

from collections.abc import Iterator

from ...study.records import Departures


def tell_departures(departures: Departures) -> Iterator[str]:
    """What is read otherwise than it stands in the file, a sentence for each kind."""
    if departures.decimals:
        yield (
            f"Codes are written as decimals (2.0) in {name_columns(departures.decimals)}; they "
            "were read as whole numbers."
        )
    if departures.labels:
        yield (
            f"Answers were read by their labels in {name_columns(departures.labels)}: they were "
            "taken back to the codes that codebook.csv has for these."
        )
    for each in departures.numbers:
        marks = {",": "commas", ".": "points", " ": "spaces", "'": "apostrophes"}
        parts = [f"{marks[each.thousands]} between thousands"] if each.thousands else []
        parts += ["decimal commas"] if each.decimal == "," else []
        yield f"Column '{each.variable}' has {' and '.join(parts)}; its numbers were read so."


def name_columns(names: tuple[str, ...]) -> str:
    """Columns by their names."""
    quoted = ", ".join(f"'{name}'" for name in names)
    return f"column {quoted}" if len(names) == 1 else f"{len(names)} columns ({quoted})"


def find_undeclared(found: Departures, declared: Departures, wave: str) -> Iterator[str]:
    """Departures of a registered file that study.toml does not declare, or declares otherwise."""
    place = f"under departures of wave '{wave}' in study.toml"
    for key in ("header", "rows_below", "blank_columns"):
        here, there = getattr(found, key), getattr(declared, key)
        if here != there:
            right = list(here) if isinstance(here, tuple) else here
            yield f"the file needs {key} = {right} {place}"
    for key in ("decimals", "labels"):
        if lacking := [n for n in getattr(found, key) if n not in getattr(declared, key)]:
            yield f"the file needs {', '.join(map(repr, lacking))} among {key} {place}"
    stated = {each.variable for each in declared.numbers}
    for each in found.numbers:
        if each.variable not in stated:
            yield (
                f'the file needs {{variable = "{each.variable}", thousands = '
                f'"{each.thousands}", decimal = "{each.decimal}"}} among numbers {place}'
            )
