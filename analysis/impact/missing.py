"""What missing answers could do to an effect: bounds, weighting classes, multiple imputation.

Bounds assume nothing about those who did not answer (Horowitz & Manski 2000; Manski 2003).
Weighting classes and imputation assume that, among people alike in what is known of them, those
who answered resemble those who did not.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from statsmodels.imputation.mice import MICEData
from statsmodels.regression.linear_model import OLS

from .cells import Cells
from .clusters import SINGULAR, ClusterSums, NotEstimable, sum_clusters
from .contrast import Contrast, conclude
from .inference import apply, correct, infer

DONORS = 10  # Morris, White & Royston 2014


def bound_effect(cells: Cells, lowest: float, highest: float) -> tuple[float, float]:
    """Smallest and largest respondent-weighted effect that missing answers leave possible.

    Parameters
    ----------
    cells : without continuous covariates, so that only those without an answer are absent
    lowest, highest : what an answer can be, in the outcome's unit

    Returns
    -------
    tuple of float
        The effect with each missing answer at the lowest or highest value, whichever makes it
        smallest, then largest (Horowitz & Manski 2000).

    Raises
    ------
    NotEstimable
        An arm has no rows before or after the programme.
    """
    place = cells.keys["programme"].to_numpy(int) * 2 + cells.keys["after"].to_numpy(int)
    known, absent, total = (
        np.bincount(place, part, minlength=4)
        for part in (cells.weight, cells.absent[1], cells.total)
    )
    if (known + absent == 0).any():
        raise NotEstimable("nobody was asked in one of the arms before or after the {programme}")
    least, most = ((total + absent * end) / (known + absent) for end in (lowest, highest))
    low = (least[3] - most[2]) - (most[1] - least[0])
    high = (most[3] - least[2]) - (least[1] - most[0])
    return float(low), float(high)


def reweight(cells: Cells, patterns: tuple[str, ...]) -> Cells:
    """Let those who answered stand for those of their class who did not.

    A class is an arm, wave and pattern of covariates: weights of those who answered are
    multiplied so that they add up to the weight of all. Where nobody of a class answered, its
    weight is carried by the class without the last of the patterns, and so on to the arm and
    wave (weighting classes: Little & Rubin 2019, chapter 3).

    Raises
    ------
    NotEstimable
        Nobody answered in an arm at some wave.
    """
    factor, absent = np.ones(len(cells.keys)), cells.absent[1]
    for depth in range(len(patterns), -1, -1):
        names = ["arm", "wave", *patterns[:depth]]
        place = cells.keys.groupby(names, dropna=False).ngroup().to_numpy()
        known, lost = np.bincount(place, factor * cells.weight), np.bincount(place, absent)
        answered = known > 0
        growth = 1 + np.divide(lost, known, out=np.zeros_like(known), where=answered)
        factor = factor * growth[place]
        absent = np.where(answered[place], 0, absent)
    if absent.any():
        raise NotEstimable("nobody answered in one of the arms at one of the {waves}")
    return cells.reweighted(factor)


def impute(
    rows: pd.DataFrame,
    outcome: str,
    covariates: tuple[str, ...],
    *,
    scale: float,
    confidence: float,
    imputations: int,
    seed: int,
) -> Contrast:
    """Effect with missing answers imputed several times over, and CR2 combined over them.

    Answers are drawn by predictive mean matching from a linear model of area by arm and wave, the
    covariates and the weight, so that each is one that somebody gave (van Buuren 2018, 3.4).

    Parameters
    ----------
    rows : the panel, waves before and one after; one row per respondent and wave
    outcome : column of floats, NaN without an answer
    covariates : columns of text
    scale : factor that brings the outcome into its unit, such as 100
    confidence : share, such as 0.95
    imputations : how many, at least 2; 20 or more for stable digits
    seed : of the draws; the same seed gives the same estimate

    Returns
    -------
    Contrast
        The plain CR2 estimate where nothing is missing.

    Raises
    ------
    NotEstimable
        Nobody answered in some area at one of the waves, or CR2 can't be had.
    """
    programme, after = (rows[name].to_numpy(float) for name in ("programme", "after"))
    waves = [rows["wave"].to_numpy(str) == wave for wave in rows["wave"].unique()[1:]]
    x = np.column_stack([programme * after, np.ones(len(rows)), programme, *waves]).astype(float)
    # Numbers instead of names: they are sorted once for every imputation.
    weight, area = rows["weight"].to_numpy(float), rows.groupby("area").ngroup().to_numpy()
    y, effect = rows[outcome].to_numpy(float), np.eye(x.shape[1])[0]
    if not np.isnan(y).any():
        return infer(sum_clusters(x, y * scale, weight, area), effect, confidence)
    panels = draw(rows, outcome, covariates, imputations, seed)
    sums = sum_clusters(x, next(panels) * scale, weight, area)
    correction = correct(sums, effect)
    found = [apply(correction, sums, effect, confidence)]
    for panel in panels:
        sums = replace_answers(sums, x, panel * scale, weight, area)
        found.append(apply(correction, sums, effect, confidence))
    return combine(found, confidence)


def replace_answers(
    sums: ClusterSums, x: np.ndarray, y: np.ndarray, weight: np.ndarray, area: np.ndarray
) -> ClusterSums:
    """The same rows with other answers, for areas numbered from zero."""
    xy, xwy = (
        np.column_stack([np.bincount(area, column * part) for column in x.T])
        for part in (y, weight * y)
    )
    return replace(sums, xy=xy, xwy=xwy)


def draw(
    rows: pd.DataFrame, outcome: str, covariates: tuple[str, ...], imputations: int, seed: int
) -> Iterator[np.ndarray]:
    """The outcome with every missing answer drawn, as often as asked, shape (n,) each."""
    answered = rows[outcome].notna()
    if not answered.groupby([rows["area"], rows["arm"], rows["wave"]]).any().all():
        raise NotEstimable("nobody answered in one of the {places} at one of the {waves}")
    y, predictors = rows[outcome].to_numpy(float), describe_rows(rows, covariates)
    chain = Chain(y, predictors, np.random.default_rng(seed))
    for _ in range(imputations):
        # Only the outcome is incomplete, so that there is nothing to burn in.
        chain.update_all()
        yield chain.data["y"].to_numpy(copy=True)


def describe_rows(rows: pd.DataFrame, covariates: tuple[str, ...]) -> np.ndarray:
    """Predictors: indicators of area, arm and wave in one, of every category, and the weight."""
    cells = rows.groupby(["area", "arm", "wave"]).ngroup()
    keys = [cells, *(rows[name] for name in covariates)]
    dummies = [pd.get_dummies(key).to_numpy(float) for key in keys]
    return np.column_stack([*dummies, rows["weight"] / rows["weight"].mean()])


class Chain(MICEData):
    """Predictive mean matching of one incomplete column y, whose regression is fitted once.

    It is the same at every draw, since only y is incomplete; by itself MICEData reads a formula
    and fits it each time, which takes many times as long as all the rest. It also predicts those
    who answered by the drawn coefficients, so that people of one area and pattern are matched to
    each other whatever is drawn; here they are predicted by the fitted ones (type 1 matching,
    van Buuren 2018, 3.4.2). What MICEData then takes for its regressor is the prediction itself.
    """

    def __init__(self, y: np.ndarray, predictors: np.ndarray, rng: np.random.Generator):
        super().__init__(pd.DataFrame({"y": y, "row": np.arange(len(y))}), rng=rng)
        self.k_pmm = DONORS
        # Rows with equal predictions would all be matched to the same few donors.
        predictors = np.column_stack([predictors, rng.uniform(size=len(y))])
        answered, lacking = self.ix_obs["y"], self.ix_miss["y"]
        size, axes = np.linalg.eigh(predictors[answered].T @ predictors[answered])
        keep = size > SINGULAR * size.max()
        if len(answered) <= keep.sum():
            raise NotEstimable("too few answered to model the answers of those who did not")
        known, self.lacking = (predictors[part] @ axes[:, keep] for part in (answered, lacking))
        self.y, self.size = y[answered], size[keep]
        self.beta = self.y @ known / self.size
        self.fitted = (known @ self.beta)[:, None]
        self.models["y"], self.params["y"] = OLS(self.y, self.fitted, hasconst=False), np.ones(1)

    def perturb_params(self, vname: str) -> None:
        """Draw coefficients from their posterior and predict (Rubin 1987, p. 167)."""
        residuals = self.y - self.fitted[:, 0]
        variance = residuals @ residuals / self.rng.chisquare(len(self.y) - len(self.beta))
        drawn = self.rng.normal(self.beta, np.sqrt(variance / self.size))
        self.predicted = (self.lacking @ drawn)[:, None]

    def get_split_data(self, vname: str) -> tuple:
        """Known outcomes, predictions there and elsewhere, no settings of either."""
        return self.y, self.fitted, self.predicted, {}, {}


def combine(found: list[Contrast], confidence: float) -> Contrast:
    """One estimate from those of m imputed panels.

    Total variance by Rubin (1987): the mean variance plus (1 + 1/m) times the variance of the
    estimates. Degrees of freedom by Barnard & Rubin (1999) from those that complete data have.
    """
    m = len(found)
    values = np.array([each.value for each in found])
    within = np.mean([each.se**2 for each in found])
    between = (1 + 1 / m) * values.var(ddof=1)
    lost = between / (within + between)
    complete = np.mean([each.df for each in found])
    observed = (complete + 1) / (complete + 3) * complete * (1 - lost)
    df = 1 / (lost**2 / (m - 1) + 1 / observed)
    return conclude(values.mean(), math.sqrt(within + between), df, confidence)
