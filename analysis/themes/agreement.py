"""How far coders who coded the same documents agree."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from ..results.records import Agreement, Mark
from ..study.records import Study
from .excerpts import Excerpts

DRAWS = 1000
UNDEFINED = "no unit differs from another, so chance agreement can’t be told"


def measure_agreement(excerpts: Excerpts, study: Study) -> tuple[Agreement, ...]:
    """Compare which themes coders found in documents that several of them coded.

    A unit is a theme in a document: raised or not. A coder has coded a document who coded at
    least one theme in it. Intervals are percentiles over documents drawn again with replacement,
    since units of one document are not independent.

    Returns
    -------
    tuple of Agreement
        For all themes, then for each domain; empty if no document has two coders.

    References
    ----------
    Krippendorff K (2011). Computing Krippendorff's alpha-reliability, section D (nominal data,
    any number of coders, missing data). Cohen J (1960). A coefficient of agreement for nominal
    scales. Educational and Psychological Measurement 20(1): 37-46, equation 1. Hesterberg TC
    (2015). What teachers should know about the bootstrap. The American Statistician 69(4):
    371-386, section 5.3 (expanded percentile interval).
    """
    raised = find_shared(excerpts.codings, study)
    if raised is None:
        return ()
    rng = np.random.default_rng(study.study.seed)
    drawn = rng.integers(raised.shape[1], size=(DRAWS, raised.shape[1]))
    domains = {"all": list(study.theme)} | {
        name: [theme.id for theme in study.themes if theme.domain == name] for name in study.domain
    }
    places = {theme: place for place, theme in enumerate(study.theme)}
    return tuple(
        compare(domain, raised[:, :, [places[theme] for theme in themes]], drawn)
        for domain, themes in domains.items()
        if themes
    )


def find_shared(codings: pd.DataFrame, study: Study) -> np.ndarray | None:
    """Whether coder, document and theme go together, of documents that several coded.

    The array has 1, 0, or nan where a coder did not code a document; None if nobody shared any.
    """
    pairs = codings[["document", "coder"]].drop_duplicates()
    shared = pairs[pairs.duplicated("document", keep=False)]
    if shared.empty:
        return None
    coders = sorted(set(shared["coder"]))
    documents = sorted(set(shared["document"]))
    raised = np.full((len(coders), len(documents), len(study.theme)), np.nan)
    where = {name: place for place, name in enumerate(documents)}
    for document, coder in shared.itertuples(index=False):
        raised[coders.index(coder), where[document]] = 0
    places = {theme: place for place, theme in enumerate(study.theme)}
    for row in codings[codings["document"].isin(where)].itertuples():
        raised[coders.index(row.coder), where[row.document], places[row.theme]] = 1
    return raised


def compare(domain: str, raised: np.ndarray, drawn: np.ndarray) -> Agreement:
    """Agreement on the themes of one domain, or of all."""
    alpha = measure(raised, drawn, reckon_alpha)
    kappa = measure(raised, drawn, reckon_kappa) if len(raised) == 2 else [Mark.NOT_APPLICABLE] * 3
    return Agreement(
        domain=domain,
        documents=raised.shape[1],
        coders=len(raised),
        units=raised.shape[1] * raised.shape[2],
        agreed=reckon_agreed(raised),
        **dict(zip(("alpha", "alpha_low", "alpha_high"), alpha, strict=True)),
        **dict(zip(("kappa", "kappa_low", "kappa_high"), kappa, strict=True)),
        reason=UNDEFINED if alpha[0] == Mark.UNAVAILABLE else "",
    )


def measure(
    raised: np.ndarray, drawn: np.ndarray, reckon: Callable[[np.ndarray], float | None]
) -> list[float | Mark]:
    """A coefficient and the ends of its interval; no interval where some draw has no value."""
    value = reckon(raised)
    if value is None:
        return [Mark.UNAVAILABLE] * 3
    again = [reckon(raised[:, documents]) for documents in drawn]
    if None in again or raised.shape[1] < 2:
        return [value, Mark.UNAVAILABLE, Mark.UNAVAILABLE]
    return [value, *(float(end) for end in np.quantile(again, expand(raised.shape[1])))]


def expand(documents: int) -> tuple[float, float]:
    """Where the ends of an expanded 95% percentile interval lie among the draws."""
    from scipy import stats

    reach = np.sqrt(documents / (documents - 1)) * stats.t.ppf(0.975, documents - 1)
    return float(stats.norm.cdf(-reach)), float(stats.norm.cdf(reach))


def count_values(raised: np.ndarray) -> np.ndarray:
    """How many coders said no and yes, one row a unit."""
    units = raised.reshape(len(raised), -1)
    return np.stack([(units == value).sum(axis=0) for value in (0, 1)], axis=1)


def reckon_agreed(raised: np.ndarray) -> float:
    """Percentage of units on which all who coded them agree."""
    return float(100 * (count_values(raised).min(axis=1) == 0).mean())


def reckon_alpha(raised: np.ndarray) -> float | None:
    """Krippendorff's alpha; None where all units are alike."""
    import krippendorff

    counts = count_values(raised)
    if not counts.sum(axis=0).all():
        return None
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def reckon_kappa(raised: np.ndarray) -> float | None:
    """Cohen's kappa of two coders; None where all units are alike."""
    from statsmodels.stats.inter_rater import cohens_kappa

    first, second = raised.reshape(2, -1).astype(int)
    table = np.bincount(2 * first + second, minlength=4).reshape(2, 2)
    if not count_values(raised).sum(axis=0).all():
        return None
    return float(cohens_kappa(table, return_results=False))
