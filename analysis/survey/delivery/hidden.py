"""What nobody sees in a delivered file: refused in names, taken from cells and labels."""

import dataclasses
import re
from collections.abc import Iterable, Iterator

from ...errors import Breaches, name_rows
from ...text import find_hidden, is_plain, remove_hidden
from .layout import name_place
from .records import Column, Delivery

BROKEN = re.compile(r"\s*[\t\r\n]\s*")


def check_names(delivery: Delivery, file: str) -> Delivery:
    """The delivery with the name of each column on one line, as declarations can have it.

    Raises
    ------
    Breaches
        A name has characters that nobody sees: it would be written down.
    """
    names = [str(name) for name in delivery.table.columns]
    if faults := list(find_hidden_names(names)):
        raise Breaches(file, faults)
    whole = {name: BROKEN.sub(" ", name).strip() for name in names if BROKEN.search(name)}
    if not whole:
        return delivery
    places = ", ".join(str(place) for place, name in enumerate(names, 1) if name in whole)
    return dataclasses.replace(
        delivery,
        table=delivery.table.set_axis([whole.get(name, name) for name in names], axis=1),
        columns={whole.get(name, name): column for name, column in delivery.columns.items()},
        remarks=(
            *delivery.remarks,
            f"Names of columns have breaks of lines or tabs (column {places}), which are read as "
            "spaces.",
        ),
    )


def find_hidden_names(names: Iterable[str], kind: str = "column") -> Iterator[str]:
    """What nobody sees in names of columns, told by their places."""
    for place, name in enumerate(names, 1):
        for found in find_hidden(name):
            yield (
                f"the name of {kind} {place} holds {found}, which nobody sees; have the file "
                f"exported again with the {kind} renamed"
            )


def clear_cells(delivery: Delivery, lettered: bool) -> Delivery:
    """The delivery without what nobody sees in its cells; a remark says in which."""
    table, remarks = delivery.table, []
    for place in range(table.shape[1]):
        values = table.iloc[:, place]
        hidden = find_hidden_texts(values.unique())
        if not hidden:
            continue
        if table is delivery.table:
            table = table.copy()
        rows = values.index[values.isin(list(hidden)).to_numpy()]
        cleared = values.replace({text: remove_hidden(text) for text in hidden})
        table.isetitem(place, cleared)
        remarks.append(
            f"Column {name_place(place + 1, lettered)}: cells hold characters that nobody sees "
            f"({list_kinds(hidden.values())}), in {name_rows(rows)}; they are read without them."
        )
    return dataclasses.replace(delivery, table=table, remarks=(*delivery.remarks, *remarks))


def find_hidden_texts(texts: Iterable[str]) -> dict[str, list[str]]:
    """Texts that hold what nobody sees, and what that is; most columns are plain at one look."""
    if is_plain("".join(texts)):
        return {}
    return {text: found for text in texts if (found := find_hidden(text))}


def list_kinds(found: Iterable[list[str]]) -> str:
    """Characters by their names, each once."""
    return ", ".join(dict.fromkeys(name for names in found for name in names))


def clear_labels(delivery: Delivery, whose: str) -> Delivery:
    """The delivery without what nobody sees in labels, and in codes that they stand for; a remark
    says for which columns.

    Parameters
    ----------
    whose : labels these are, in words
    """
    columns = {name: clear_column(column) for name, column in delivery.columns.items()}
    changed = [name for name, column in columns.items() if column != delivery.columns[name]]
    if not changed:
        return delivery
    texts = [text for name in changed for text in list_texts(delivery.columns[name])]
    names = ", ".join(f"'{name}'" for name in changed)
    remark = (
        f"{whose} of {names} hold characters that nobody sees "
        f"({list_kinds(map(find_hidden, texts))}); they are read without them."
    )
    return dataclasses.replace(delivery, columns=columns, remarks=(*delivery.remarks, remark))


def clear_column(column: Column) -> Column:
    """What a file says of a column, without what nobody sees."""
    return dataclasses.replace(
        column,
        label=remove_hidden(column.label),
        answers={remove_hidden(code): remove_hidden(label)
                 for code, label in column.answers.items()},
        missing=tuple(remove_hidden(each) if isinstance(each, str) else each
                      for each in column.missing),
    )  # fmt: skip


def list_texts(column: Column) -> list[str]:
    """All texts that a file has of a column."""
    codes = [each for each in column.missing if isinstance(each, str)]
    return [column.label, *column.answers, *column.answers.values(), *codes]
