"""Which counts of linked tables to hide so that the published ones do not give them back.

Small counts go first. Then the cheapest others, found as a mixed-integer programme, until an
audit by linear programming is content: for all a reader can work out from what stays, a small
count may lie anywhere in a range at least as wide as the threshold (so it may also reach the
threshold), and any other hidden count in a range of one or more. Where hiding a whole table
would not give that much, as much as hiding all of it gives. The audit's dual values say which
counts would widen a range, and by how much at most: the cuts of Fischetti and Salazar (2001).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, kron
from scipy.sparse.csgraph import connected_components

TOLERANCE = 1e-6

Relation = Mapping[Hashable, int]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A count, what hiding it costs and what is known of it anyway.

    `low` and `high` are limits known from elsewhere; `hide` marks a count that goes whatever
    its size.
    """

    count: int
    cost: float = 1.0
    low: float = 0.0
    high: float = np.inf
    hide: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Cells that relations link to each other, as arrays in the order of `keys`.

    `down` and `up` say how far a hidden count may lie from its true value; `relations` has
    one row for each; `need` is the width of range that each cell has to have once hidden.
    """

    keys: tuple[Hashable, ...]
    relations: csr_array
    down: np.ndarray
    up: np.ndarray
    cost: np.ndarray
    hidden: np.ndarray
    need: np.ndarray


def suppress(
    cells: Mapping[Hashable, Cell], relations: Iterable[Relation], threshold: int
) -> set[Hashable]:
    """Choose the counts to hide.

    Parameters
    ----------
    cells : mapping of key to Cell
        Every count that might be published. A total that is published in any case is no
        cell.
    relations : iterable of mapping of key to coefficient
        Weighted sums of cells that a reader knows, such as the categories of a published
        total, or parts (1) and the cell of their sum (-1). Their values follow from the
        cells.
    threshold : int
        Counts below it are hidden, zero included.

    Returns
    -------
    set
        Keys of the cells to hide: the smallest cost, ties going to the smaller count and
        then to the earlier cell.
    """
    return {
        key
        for table in split(cells, tuple(relations), threshold)
        for key, hide in zip(table.keys, choose(table), strict=True)
        if hide
    }


def split(
    cells: Mapping[Hashable, Cell], relations: tuple[Relation, ...], threshold: int
) -> Iterable[Table]:
    """The tables that have something to hide, no relation crossing from one to another."""
    keys = tuple(cells)
    place = {key: position for position, key in enumerate(keys)}
    entries = [
        (r, place[k], c) for r, relation in enumerate(relations) for k, c in relation.items()
    ]
    row, column, coefficient = np.array(entries, dtype=int).reshape(-1, 3).T
    matrix = csr_array((coefficient, (row, column)), shape=(len(relations), len(keys)), dtype=float)
    _, label = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
    small = np.array([cell.count < threshold for cell in cells.values()], dtype=bool)
    hidden = small | np.array([cell.hide for cell in cells.values()], dtype=bool)
    for part in np.unique(label[hidden]):
        members = np.flatnonzero(label == part)
        chosen = [cells[keys[member]] for member in members]
        count = np.array([cell.count for cell in chosen], dtype=float)
        rank = np.argsort(np.argsort(count, kind="stable"), kind="stable")
        own = matrix[:, members]
        yield Table(
            keys=tuple(keys[member] for member in members),
            relations=own[np.flatnonzero(np.diff(own.indptr))],
            down=np.minimum(np.array([cell.low for cell in chosen]) - count, 0),
            up=np.maximum(np.array([cell.high for cell in chosen]) - count, 0),
            cost=np.array([cell.cost for cell in chosen]) + 0.01 * rank / len(members),
            hidden=hidden[members],
            need=np.where(small[members], threshold, 1.0),
        )


def choose(table: Table) -> np.ndarray:
    """Which cells of a table to hide: cheapest first, then more for every cut of the audit."""
    everything = np.ones(len(table.keys), dtype=bool)
    if table.hidden.all():
        return everything
    need, limited = table.need.copy(), np.zeros(len(table.keys), dtype=bool)
    cuts = np.empty((0, len(table.keys)))
    while True:
        hidden = cheapest(table, cuts)
        target = np.flatnonzero(hidden)
        width, gain = audit(table, hidden, target)
        new = target[(width < need[target] - TOLERANCE) & ~limited[target]]
        if len(new):
            need[new] = np.minimum(need[new], audit(table, everything, new)[0])
            limited[new] = True
        gap = need[target] - width
        short = gap > TOLERANCE
        if not short.any():
            return hidden
        cut = np.minimum(gain, gap[:, None])
        cut[np.arange(len(target)), target] = -gap
        cuts = np.vstack([cuts, cut[short]])


def cheapest(table: Table, cuts: np.ndarray) -> np.ndarray:
    """The least costly set that holds what must be hidden and respects all cuts."""
    if (cuts @ table.hidden >= -TOLERANCE).all():
        return table.hidden
    answer = milp(
        table.cost,
        integrality=np.ones(len(table.keys)),
        bounds=Bounds(table.hidden.astype(float), 1),
        constraints=LinearConstraint(cuts, lb=-TOLERANCE),
        options={"mip_rel_gap": 0},
    )
    return answer.x > 0.5


def audit(table: Table, hidden: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The range in which a reader can place each target among the hidden cells.

    Returns
    -------
    width : array
        For each target, as far as it matters (a range is followed for the needed width on
        either side of the true value).
    gain : array
        How much wider at most, cell by cell in columns, hiding another one makes it.
    """
    free = np.flatnonzero(hidden)
    # One programme asks all questions at once, each in a block of its own: how far up, and
    # how far down, may this cell lie?
    asked = np.tile(target, 2)
    own = np.arange(len(asked)), np.searchsorted(free, asked)
    down, up = (np.tile(limit[free], (len(asked), 1)) for limit in (table.down, table.up))
    down[own] = np.maximum(down[own], -table.need[asked])
    up[own] = np.minimum(up[own], table.need[asked])
    objective = np.zeros_like(up)
    objective[own] = np.repeat([-1.0, 1.0], len(target))
    system = kron(eye_array(len(asked)), table.relations[:, free], format="csr")
    answer = linprog(
        objective.ravel(),
        A_eq=system,
        b_eq=np.zeros(system.shape[0]),
        bounds=np.column_stack([down.ravel(), up.ravel()]),
        method="highs-ds",
        options={"presolve": False},
    )
    distance = np.abs(answer.x.reshape(up.shape)[own])
    price = answer.eqlin.marginals.reshape(len(asked), -1) @ table.relations.toarray()
    price[:, hidden] = 0
    price[np.abs(price) < TOLERANCE] = 0
    with np.errstate(invalid="ignore"):  # no price times no limit is no gain
        gain = np.nan_to_num(np.maximum(price * table.up, price * table.down), posinf=np.inf)
    return distance.reshape(2, -1).sum(axis=0), gain.reshape(2, len(target), -1).sum(axis=0)
