"""Rows → cells: one scan of any number of rows, by whichever engine Ibis reaches."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .cells import POWERS, Cells

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

NOT_STATED = "Not stated"


def connect(address: str) -> ibis.BaseBackend:
    """Open an engine by its Ibis address, such as "duckdb://" or "pyspark://"."""
    import ibis

    return ibis.connect(address)


def open_table(data: pd.DataFrame | Path | ir.Table, engine: ibis.BaseBackend) -> ir.Table:
    """Make a table of a frame, a CSV or Parquet file, or of what is a table already."""
    import ibis
    import pyarrow as pa

    if isinstance(data, pd.DataFrame):
        return ibis.memtable(pa.Table.from_pandas(data, preserve_index=False))
    if not isinstance(data, str | Path):
        return data
    read = engine.read_csv if Path(data).suffix == ".csv" else engine.read_parquet
    return read(data)


def reduce_rows(
    data: pd.DataFrame | Path | ir.Table,
    outcomes: Mapping[str, float],
    *,
    cluster: str,
    arm: str,
    wave: str,
    programme: object,
    after: Collection,
    weight: str | None = None,
    patterns: Collection[str] = (),
    continuous: Collection[str] = (),
    engine: str = "duckdb://",
) -> dict[str, Cells]:
    """Reduce rows to cells for several outcomes by one group-by of the engine.

    Parameters
    ----------
    data : one row per respondent and wave: a frame, a CSV or Parquet file, or an Ibis table
    outcomes : columns to estimate, with the factor that brings each into its unit
    cluster, arm, wave, weight : columns; weights above zero, one each where there is no column
    programme : the arm's value for the programme
    after : the waves that followed it, empty while there is none
    patterns, continuous : columns of categorical and of continuous covariates
    engine : address of the Ibis back end that reads a frame or a file

    Returns
    -------
    dict
        Cells by outcome. A row without an answer to an outcome, or without one of the continuous
        covariates, counts as absent there.

    Raises
    ------
    ValueError
        A column is missing; or rows without cluster, arm or wave, weights that are missing or not
        above zero, infinite numbers, or no row of the programme or after it.
    """
    backend = connect(engine) if isinstance(data, pd.DataFrame | str | Path) else data.get_backend()
    table = open_table(data, backend)
    named = [cluster, arm, wave, *([weight] if weight else []), *patterns, *continuous, *outcomes]
    require_columns(table.columns, named)
    rows = prepare(table, outcomes, cluster, arm, wave, weight, patterns, continuous)
    measures = {}
    for place in range(len(outcomes)):
        measures |= measure(rows, place, len(continuous))
    keys = ["cluster", "arm", "wave", *(f"pattern{i}" for i in range(len(patterns)))]
    grouped = rows.group_by(keys).aggregate(unfit=count_unfit(rows), **measures)
    frame = backend.to_pyarrow(name_keys(grouped, keys).order_by(keys)).to_pandas()
    frame = frame.rename(columns={f"pattern{i}": name for i, name in enumerate(patterns)})
    require_fit(frame)
    keys = describe_keys(frame, patterns, programme, after)
    return {
        name: gather(frame, keys, place, len(continuous)) for place, name in enumerate(outcomes)
    }


def require_columns(columns: Collection[str], named: Collection[str]) -> None:
    """Raise with all columns that were named and are not there."""
    if missing := [name for name in dict.fromkeys(named) if name not in columns]:
        raise ValueError(f"no column {', '.join(missing)}; there are: {', '.join(columns)}")


def prepare(table, outcomes, cluster, arm, wave, weight, patterns, continuous) -> ir.Table:
    """Keys as they are, numbers as floats with their factors, under names without meaning."""
    import ibis

    columns = {
        "cluster": table[cluster],
        "arm": table[arm],
        "wave": table[wave],
        "one": ibis.literal(1.0),
        "w": table[weight].cast("float64") if weight else ibis.literal(1.0),
    }
    for place, name in enumerate(patterns):
        columns[f"pattern{place}"] = table[name]
    for place, name in enumerate(continuous):
        columns[f"z{place}"] = missing_if_nan(table[name].cast("float64"))
    for place, (name, factor) in enumerate(outcomes.items()):
        columns[f"y{place}"] = missing_if_nan(table[name].cast("float64") * float(factor))
    return table.select(**columns)


def name_keys(grouped: ir.Table, keys: Collection[str]) -> ir.Table:
    """Keys as text, once a cell and not once a row, which would take most of the time."""

    def text(column: ir.Column) -> ir.Column:
        return (column.cast("int8") if column.type().is_boolean() else column).cast("string")

    named = {name: text(grouped[name]) for name in keys}
    stated = {
        name: column.fill_null(NOT_STATED)
        for name, column in named.items()
        if name.startswith("pattern")
    }
    return grouped.mutate(**named | stated)


def missing_if_nan(column: ir.Column) -> ir.Column:
    """A float column with NULL for NaN, which engines order and add up differently."""
    import ibis

    return ibis.ifelse(column.isnan(), None, column)


def count_unfit(rows: ir.Table) -> ir.Scalar:
    """Rows with a weight that can't be used or a number that is infinite."""
    numbers = [name for name in rows.columns if name[0] in "yz"]
    unfit = [rows["w"].isnull() | rows["w"].isnan() | rows["w"].isinf() | (rows["w"] <= 0)]
    unfit += [rows[name].isinf().fill_null(False) for name in numbers]
    return reduce(operator.or_, unfit).sum()


def measure(rows: ir.Table, place: int, continuous: int) -> dict[str, ir.Scalar]:
    """Sums of the products of (1, z, y), upper triangle, for each power of the weight."""
    vector = [[], *([rows[f"z{i}"]] for i in range(continuous)), [rows[f"y{place}"]]]
    known = reduce(operator.and_, (part.notnull() for [part] in vector[1:]))
    measures = {}
    for power, i, j in list_moments(len(vector)):
        factors = [rows["w"]] * power + vector[i] + vector[j] or [rows["one"]]
        product = reduce(operator.mul, factors)
        # Without covariates a product with y is missing where y is, and a sum leaves it out.
        where = None if j and not continuous else known
        measures[name_moment(place, power, i, j)] = product.sum(where=where)
    unknown = ~known
    measures[f"absent{place}_0"] = unknown.cast("float64").sum()
    measures[f"absent{place}_1"] = rows["w"].sum(where=unknown)
    return measures


def list_moments(size: int) -> Iterator[tuple[int, int, int]]:
    """Power of the weight and places in (1, z, y); y with the squared weight isn't needed."""
    for power in range(POWERS):
        for i, j in itertools.combinations_with_replacement(range(size), 2):
            if power < 2 or j < size - 1:
                yield power, i, j


def name_moment(place: int, power: int, i: int, j: int) -> str:
    """Column of a sum in the engine's answer."""
    return f"m{place}_{power}_{i}_{j}"


def require_fit(frame: pd.DataFrame) -> None:
    """Raise if any row lacked what it has to have."""
    faults = []
    lost = frame[["cluster", "arm", "wave"]].isna().any(axis=1)
    if lost.any():
        faults.append("rows without a cluster, arm or wave: fill them in or leave them out")
    if unfit := int(frame["unfit"].sum()):
        faults.append(
            f"{unfit} rows with a weight not above zero or an infinite number: correct them or "
            "leave them out"
        )
    if faults:
        raise ValueError("; ".join(faults))


def describe_keys(
    frame: pd.DataFrame, patterns: Collection[str], programme: object, after: Collection
) -> pd.DataFrame:
    """Keys of the cells with the two booleans of the comparison."""
    # Cells are few and asked for often, where Arrow's strings take longer than Python's.
    keys = frame[["cluster", "arm", "wave", *patterns]].astype(object)
    keys["programme"] = keys["arm"] == name_value(programme)
    keys["after"] = keys["wave"].isin([name_value(wave) for wave in after])
    wanted = (("programme", "arm", [programme]), ("after", "wave", after))
    for flag, column, asked in wanted:
        if len(asked) and not keys[flag].any():
            known = ", ".join(sorted(keys[column].unique()))
            raise ValueError(f"no row is of the {flag} asked for; {column} has: {known}")
    return keys


def name_value(value: object) -> str:
    """A key as `name_keys` writes it."""
    return str(int(value)) if isinstance(value, bool | np.bool_) else str(value)


def gather(frame: pd.DataFrame, keys: pd.DataFrame, place: int, continuous: int) -> Cells:
    """Cells of one outcome from the engine's answer."""
    size = continuous + 2
    moments = np.zeros((POWERS, len(frame), size, size))
    for power, i, j in list_moments(size):
        column = frame[name_moment(place, power, i, j)].fillna(0)
        moments[power, :, i, j] = moments[power, :, j, i] = column
    absent = frame[[f"absent{place}_{power}" for power in (0, 1)]].fillna(0)
    return Cells(keys=keys, moments=moments, absent=absent.to_numpy(float).T)
