"""Panel → cells: all that estimation needs, from one scan of any number of rows.

A cell is a cluster, arm, wave and pattern of categorical covariates. Within it the regressors of
a row are its keys, which are constant, and its continuous covariates z; so the sums of products
of v = (1, z, y), with each power of the weight that the estimators use, are sufficient for
weighted least squares, every cluster-robust covariance and (without z) logistic regression.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .inference import ClusterSums

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

POWERS = 3  # of the weight: 0, 1 and 2
NOT_STATED = "Not stated"


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Sums over the rows of each of C cells, for one outcome.

    keys : frame of C rows: cluster, arm, wave (text), programme, after (bool) and the covariates
    moments : array (3, C, q + 2, q + 2), sums of w^p v v' over rows with an answer, for the
        powers p = 0, 1, 2 of the weight and v = (1, z_1 ... z_q, y)
    absent : array (2, C), number and weight of the rows without an answer
    """

    keys: pd.DataFrame
    moments: np.ndarray
    absent: np.ndarray

    @property
    def n(self) -> np.ndarray:
        """Rows with an answer, unweighted, shape (C,)."""
        return self.moments[0, :, 0, 0]

    @property
    def weight(self) -> np.ndarray:
        """Sum of weights of rows with an answer, shape (C,)."""
        return self.moments[1, :, 0, 0]

    @property
    def total(self) -> np.ndarray:
        """Weighted sum of the outcome, shape (C,)."""
        return self.moments[1, :, 0, -1]

    @property
    def clusters(self) -> list[str]:
        """Names of the clusters, in order."""
        return sorted(self.keys["cluster"].unique())

    @property
    def continuous(self) -> int:
        """Number of continuous covariates."""
        return self.moments.shape[2] - 2

    def where(self, chosen: np.ndarray) -> Cells:
        """The cells for which a boolean array of shape (C,) is true."""
        return Cells(
            keys=self.keys[chosen].reset_index(drop=True),
            moments=self.moments[:, chosen],
            absent=self.absent[:, chosen],
        )

    def number(self, *names: str) -> np.ndarray:
        """The place of each cell's combination of keys among all there are, sorted, shape (C,)."""
        place = np.zeros(len(self.keys), dtype=int)
        for name in names:
            codes, values = pd.factorize(self.keys[name], sort=True)
            place = place * len(values) + codes
        return np.unique(place, return_inverse=True)[1]

    def pool(self) -> Cells:
        """The cells of all covariate patterns together: one a cluster, arm and wave."""
        place = self.number("cluster", "arm", "wave")
        first = np.unique(place, return_index=True)[1]
        moments = np.zeros((POWERS, len(first), *self.moments.shape[2:]))
        absent = np.zeros((2, len(first)))
        np.add.at(moments, (slice(None), place), self.moments)
        np.add.at(absent, (slice(None), place), self.absent)
        names = ["cluster", "arm", "wave", "programme", "after"]
        keys = self.keys[names].iloc[first].reset_index(drop=True)
        return Cells(keys=keys, moments=moments, absent=absent)

    def answered(self) -> Cells:
        """The cells in which anybody answered."""
        return self.where(self.n > 0)

    def unweighted(self) -> Cells:
        """The same cells with every weight one."""
        return replace(
            self,
            moments=np.stack([self.moments[0]] * POWERS),
            absent=np.stack([self.absent[0]] * 2),
        )

    def reweighted(self, factor: np.ndarray) -> Cells:
        """The same cells with the weights of each times a factor, shape (C,)."""
        powers = np.stack([factor**power for power in range(POWERS)])
        return replace(self, moments=self.moments * powers[:, :, None, None])


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
    after : the waves that followed it
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
    for flag, column in (("programme", "arm"), ("after", "wave")):
        if not keys[flag].any():
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


def sum_cells(cells: Cells, columns: np.ndarray) -> ClusterSums:
    """Sums by cluster for regressors that are constant in cells, then the continuous ones.

    Parameters
    ----------
    columns : array (C, k), the categorical part of each cell's regressors

    Returns
    -------
    ClusterSums
        Of k + q regressors.
    """
    names, place = np.unique(cells.keys["cluster"].to_numpy(str), return_inverse=True)
    k = columns.shape[1] + cells.continuous
    products = np.empty((POWERS, len(names), k + 1, k + 1))
    for g in range(len(names)):
        cross(columns[place == g], cells.moments[:, place == g], products[:, g])
    xx, xwx, xwwx = products[:, :, :k, :k]
    xy, xwy, _ = products[:, :, :k, k]
    rows = np.bincount(place, weights=cells.n, minlength=len(names))
    return ClusterSums(
        xx=xx, xwx=xwx, xwwx=xwwx, xy=xy, xwy=xwy, rows=rows, clusters=tuple(names.tolist())
    )


def cross(columns: np.ndarray, moments: np.ndarray, products: np.ndarray) -> None:
    """Fill in the products of (columns, z, y) of one cluster's cells, for each power."""
    k = columns.shape[1]
    products[:, :k, :k] = columns.T @ (moments[:, :, 0, 0, None] * columns)
    products[:, :k, k:] = columns.T @ moments[:, :, 0, 1:]
    products[:, k:, :k] = products[:, :k, k:].transpose(0, 2, 1)
    products[:, k:, k:] = moments[:, :, 1:, 1:].sum(axis=1)
