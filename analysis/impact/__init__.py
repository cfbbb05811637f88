"""Difference-in-differences one can defend with few, unequal and weighted clusters.

The package can be used by itself. `did` takes rows (a frame, a CSV or Parquet file, a table of
any Ibis back end) or cells made of them, and returns one `Estimate`:

>>> import pandas as pd
>>> from analysis.impact import did
>>> survey = pd.DataFrame(
...     [
...         (place, place in "abc", wave, weight, answer)
...         for place, before, after in [
...             ("a", (1, 3), (4, 6)), ("b", (2, 4), (6, 7)), ("c", (1, 2), (3, 5)),
...             ("d", (2, 3), (2, 4)), ("e", (1, 4), (3, 3)), ("f", (3, 5), (4, 5)),
...         ]
...         for wave, answers in (("2015", before), ("2018", after))
...         for weight, answer in zip((1.0, 3.0), answers)
...     ],
...     columns=["place", "programme", "wave", "weight", "answer"],
... )
>>> found = did(
...     survey, "answer", arm="programme", wave="wave", cluster="place",
...     weight="weight", programme=True, after=["2018"], unit="points",
... )
>>> f"{found.effect:.2f} {found.unit} (95% CI {found.low:.2f} to {found.high:.2f})"
'2.75 points (95% CI 1.85 to 3.65)'
>>> found.lead, found.flags
('areas', 'it has 4.0 degrees of freedom, fewer than 8; CR2 and randomisation ...')
>>> round(found.p, 3), found.verdict
(0.1, 'unclear')

The weighted means of the programme's places rise by 3, 3.25 and 2.75, those of the others by
0.75, -0.25 and 0.25: three less a quarter. Six places leave too few degrees of freedom for the
respondent-weighted estimate, so the places lead as equals, and p is the randomisation test's.
Six places can be assigned in twenty ways only; p can't be below 0.1, and nothing is concluded.

Rows can be reduced once and estimated in many ways:

>>> from analysis.impact import reduce_rows
>>> from analysis.impact.design import compare, first
>>> from analysis.impact.inference import infer
>>> from analysis.impact.wild import bootstrap
>>> cells = reduce_rows(
...     survey, {"answer": 1.0}, arm="programme", wave="wave", cluster="place",
...     weight="weight", programme=True, after=["2018"],
... )["answer"]
>>> sums = compare(cells)
>>> round(infer(sums, first(sums), confidence=0.95).se, 4)
0.3227
>>> bootstrap(sums, first(sums), confidence=0.95, seed=1).draws
64

Where no effect can be estimated the answer says why:

>>> did(
...     survey[survey["place"] < "e"], "answer", arm="programme", wave="wave",
...     cluster="place", weight="weight", programme=True, after=["2018"],
... ).reason
'an arm has fewer than two areas, so the spread between areas is unknown'
"""

from .cells import Cells
from .did import did
from .reduction import reduce_rows

__all__ = ["Cells", "did", "reduce_rows"]
