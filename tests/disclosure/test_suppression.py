"""Suppression against hand sums and an attacker who tries every possible table."""

import itertools
import random

import pytest

from analysis.disclosure.suppression import Cell, suppress


def hide(counts, threshold=10, relations=None):
    """Suppress counts that add up to a published total."""
    cells = {name: Cell(count=count) for name, count in counts.items()}
    return suppress(cells, relations or [dict.fromkeys(counts, 1)], threshold)


def test_a_second_count_goes_or_the_total_gives_the_first_back():
    # Published 86 with b, c and d: a = 86 - 40 - 12 - 30 = 4. Hiding b costs the least.
    assert hide({"a": 4, "b": 12, "c": 40, "d": 30}) == {"a", "b"}


def test_zeros_do_not_cover_each_other():
    # 0 + 0 + 6 = 6 = total - 50 - 20: each would be known to be under 10.
    assert hide({"a": 0, "b": 0, "c": 6, "d": 50, "e": 20}) == {"a", "b", "c", "e"}


def test_small_counts_that_reach_the_threshold_together_need_no_other():
    assert hide({"a": 4, "b": 6, "c": 50}) == {"a", "b"}


def test_the_only_other_count_goes_too():
    assert hide({"a": 3, "b": 900}) == {"a", "b"}


def test_equal_counts_go_by_order():
    assert hide({"a": 30, "b": 3, "c": 30}) == {"a", "b"}


def test_nothing_is_hidden_without_need():
    assert hide({"a": 10, "b": 10, "c": 2000}) == set()


def test_a_total_too_small_to_hide_in_is_hidden_as_far_as_it_goes():
    assert hide({"a": 2, "b": 5}) == {"a", "b"}


def test_a_cell_of_the_same_number_elsewhere_goes_too():
    counts = {"a": 4, "b": 40, "copy of b": 40}
    relations = [{"a": 1, "b": 1}, {"b": 1, "copy of b": -1}]
    assert hide(counts, relations=relations) == {"a", "b", "copy of b"}


def test_cost_decides_before_size():
    cells = {"a": Cell(count=4), "b": Cell(count=12, cost=100), "c": Cell(count=500)}
    assert suppress(cells, [dict.fromkeys(cells, 1)], 10) == {"a", "c"}


def test_a_cell_with_known_limits_covers_no_more_than_they_leave():
    # If b is known to be at least 11, then a + b = 15 puts a at 4 or less.
    cells = {"a": Cell(count=3), "b": Cell(count=12, low=11), "c": Cell(count=40)}
    assert suppress(cells, [dict.fromkeys(cells, 1)], 10) == {"a", "c"}


def test_tables_without_a_link_are_apart():
    counts = {"a": 4, "b": 40, "c": 15, "d": 60}
    assert hide(counts, relations=[{"a": 1, "b": 1}, {"c": 1, "d": 1}]) == {"a", "b"}


ROWS, COLUMNS, THRESHOLD = range(2), range(3), 4
KEYS = tuple(itertools.product(ROWS, COLUMNS))
LINES = [[(r, c) for c in COLUMNS] for r in ROWS] + [[(r, c) for r in ROWS] for c in COLUMNS]


def list_tables(table):
    """Every table of counts with the same row and column totals."""
    rows = [sum(table[r, c] for c in COLUMNS) for r in ROWS]
    columns = [sum(table[r, c] for r in ROWS) for c in COLUMNS]
    for first in itertools.product(*(range(total + 1) for total in columns)):
        if sum(first) == rows[0]:
            below = [total - value for total, value in zip(columns, first, strict=True)]
            yield dict(zip(KEYS, [*first, *below], strict=True))


def find_ranges(table, tables, hidden):
    """How wide the values of each hidden cell range over the tables that fit what is shown."""
    fitting = [t for t in tables if all(t[key] == table[key] for key in KEYS if key not in hidden)]
    return {key: max(t[key] for t in fitting) - min(t[key] for t in fitting) for key in hidden}


def is_safe(table, tables, hidden):
    """Whether every small count is hidden, and hidden well."""
    if any(table[key] < THRESHOLD for key in KEYS if key not in hidden):
        return False
    most = find_ranges(table, tables, KEYS)
    return all(
        width >= min(THRESHOLD if table[key] < THRESHOLD else 1, most[key])
        for key, width in find_ranges(table, tables, hidden).items()
    )


@pytest.mark.parametrize("seed", range(40))
def test_crossed_tables_resist_every_table_that_fits_at_the_least_cost(seed):
    draw = random.Random(seed)
    table = {key: draw.choice([0, 1, 3, 4, 5, 8, 9]) for key in KEYS}
    tables = list(list_tables(table))
    hidden = hide(table, THRESHOLD, [dict.fromkeys(line, 1) for line in LINES])
    fewest = next(
        size
        for size in range(len(KEYS) + 1)
        if any(is_safe(table, tables, set(s)) for s in itertools.combinations(KEYS, size))
    )
    assert is_safe(table, tables, hidden)
    assert len(hidden) == fewest
    assert hidden == hide(table, THRESHOLD, [dict.fromkeys(line, 1) for line in LINES])
