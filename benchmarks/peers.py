"""One peer's estimate from one Parquet file: python -m benchmarks.peers NAME FILE.

Prints the effect and the seconds from the file to the estimate, the second time in this process:
what is imported, compiled or filled the first time counts for nobody.
"""

import json
import sys
import time
from pathlib import Path

WEIGHT, OUTCOME, CLUSTER, ARM, WAVE = "w", "y", "area", "arm", "wave"
COVARIATES = ("sex", "age", "tenure")
DUMMIES = " + ".join(f"C({name})" for name in COVARIATES)
COLUMNS = [WEIGHT, OUTCOME, CLUSTER, ARM, WAVE, *COVARIATES]
CONFIDENCE, SEED = 0.95, 1


def fit_groundwork(path: Path) -> float:
    """CR2, CR3 and enumerated wild bootstrap, plain and adjusted; randomisation; area means."""
    from analysis.impact.areas import compare_areas, sum_areas
    from analysis.impact.design import adjust_for, compare, first
    from analysis.impact.inference import infer, jackknife
    from analysis.impact.randomisation import permute
    from analysis.impact.reduction import reduce_rows
    from analysis.impact.wild import bootstrap

    cells = reduce_rows(
        path, {OUTCOME: 1.0}, cluster=CLUSTER, arm=ARM, wave=WAVE, programme=1, after=[1],
        weight=WEIGHT, patterns=COVARIATES,
    )[OUTCOME]  # fmt: skip
    areas = sum_areas(cells)
    permute(areas, SEED)
    compare_areas(areas, CONFIDENCE)
    for sums in (compare(cells), adjust_for(cells, COVARIATES)):
        found = infer(sums, first(sums), CONFIDENCE)
        jackknife(sums, first(sums), CONFIDENCE)
        bootstrap(sums, first(sums), CONFIDENCE, SEED)
    return found.value


def fit_pyfixest(path: Path) -> float:
    """CR1, adjusted; covariates as dummies, as its manual shows."""
    import pandas as pd
    import pyfixest

    fit = pyfixest.feols(
        f"{OUTCOME} ~ {ARM} * {WAVE} + {DUMMIES}",
        pd.read_parquet(path, columns=COLUMNS),
        vcov={"CRV1": CLUSTER},
        weights=WEIGHT,
    )
    return float(fit.coef()[f"{ARM}:{WAVE}"])


def fit_lean(path: Path) -> float:
    """CR1, adjusted; covariates absorbed, nothing copied or kept."""
    import pandas as pd
    import pyfixest

    fit = pyfixest.feols(
        f"{OUTCOME} ~ {ARM} * {WAVE} | {' + '.join(COVARIATES)}",
        pd.read_parquet(path, columns=COLUMNS),
        vcov={"CRV1": CLUSTER},
        weights=WEIGHT,
        lean=True,
        store_data=False,
        copy_data=False,
    )
    return float(fit.coef()[f"{ARM}:{WAVE}"])


def fit_statsmodels(path: Path) -> float:
    """CR1, adjusted; covariates as dummies."""
    import pandas as pd
    import statsmodels.formula.api as smf

    data = pd.read_parquet(path, columns=COLUMNS)
    model = smf.wls(f"{OUTCOME} ~ {ARM} * {WAVE} + {DUMMIES}", data, weights=data[WEIGHT])
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": data[CLUSTER]})
    return float(fit.params[f"{ARM}:{WAVE}"])


PEERS = {
    "groundwork": fit_groundwork,
    "pyfixest": fit_pyfixest,
    "pyfixest, lean": fit_lean,
    "statsmodels": fit_statsmodels,
}


def main() -> None:
    """Fit twice, the first time on the few rows beside the file, and time the second."""
    name, path = sys.argv[1], Path(sys.argv[2])
    PEERS[name](path.with_name("first.parquet"))
    begun = time.perf_counter()
    effect = PEERS[name](path)
    print(json.dumps({"effect": effect, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main()
