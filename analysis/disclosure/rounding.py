"""Published numbers with no more digits than a reader needs, and too few to solve for counts."""

from dataclasses import replace

from ..study.records import Study

# Without weights an effect on a share is 100 (a/n - b/m - c/k + d/l): with ten digits one set of
# counts fits. With two decimals, one count below ten and the bases known, 72,000 sets fit an
# effect of 7.53 with bases of about 500 and 1.6 million with about 1,400, a tenth of them for each
# value of the small count. A mean moves in steps of 1/n of its unit, a share in steps of 100/n of
# its own, so three decimals of a mean are no finer.
DECIMALS = {"share": 2, "mean": 3}
IN_UNIT = frozenset((
    "effect", "low", "high", "se", "inner_low", "inner_high", "mde", "mde_design", "difference",
    "difference_low", "difference_high", "detectable", "programme_before", "programme_after",
    "comparator_before", "comparator_after", "value",
))  # fmt: skip
# More digits of an area's share, or of what follows from it, would tell how many answered there.
TWO_DECIMALS = frozenset(("df", "df_denominator", "largest_weight", "error_rate"))
# p times the interval's width tells a small effect better than its own decimals do: with four
# digits to about 0.0003, which leaves 4,000 sets of counts with bases of about 500.
FOUR_DIGITS = frozenset(("p", "p_adjusted", "q", "statistic"))


def round_numbers(row, study: Study):
    """Round what is published of a record about an outcome; symbols and the infinite stay."""
    places = DECIMALS[study.outcome[row.outcome].measure]
    rounded = {}
    for name, value in vars(row).items():
        if not isinstance(value, float):
            continue
        if name in IN_UNIT:
            rounded[name] = round(value, places) + 0.0  # no minus zero
        elif name in TWO_DECIMALS:
            rounded[name] = round(value, 2)
        elif name in FOUR_DIGITS:
            rounded[name] = float(f"{value:.4g}")
    return replace(row, **rounded)
