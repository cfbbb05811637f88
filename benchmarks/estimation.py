"""Time and memory of estimation, beside its peers and its limits.

Every peer reads the same Parquet file in a process of its own; see benchmarks/peers.py for what
each computes and when the clock runs. Groundwork computes far more than the others do.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from analysis.impact.clusters import ClusterSums, sum_clusters
from analysis.impact.design import compare, first
from analysis.impact.inference import infer
from analysis.impact.outcomes import reduce_panel
from analysis.impact.reduction import reduce_rows
from analysis.impact.wild import bootstrap, step_down
from analysis.study.reading import find_study, read_study
from analysis.survey.panel import build_panel

from .peers import CONFIDENCE, PEERS, SEED
from .processes import measure

ROOT = Path(__file__).parents[1]
SIZES, LARGEST = (6_000, 100_000, 5_000_000), 50_000_000
CHUNK = 1_000_000
AREAS = 18
CATEGORIES = {"sex": 2, "age": 5, "tenure": 4}
OUTCOMES = 20
TIMES_FASTER, TIMES_SMALLER = 20, 10
FAMILY_SECONDS, ROWS_SECONDS = 2.0, 0.050


def main() -> None:
    """Measure all and print it beside the limits."""
    console, limits = Console(), Table("measured", "limit", title="Limits")
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder) / "first.parquet", 1_000)
        for size in (*SIZES, LARGEST):
            path = Path(folder) / "rows.parquet"
            write_rows(path, size)
            found = {
                name: fit(name, path) for name in (PEERS if size != LARGEST else ["groundwork"])
            }
            require_agreement(found)
            console.print(show(size, found))
            if size == SIZES[-1]:
                compare_peers(found, limits)
    time_family(limits)
    time_rows(limits)
    console.print(limits)


def write_rows(path: Path, rows: int) -> None:
    """Write rows in chunks: whole numbers for keys, which suits peers better than text."""
    rng = np.random.default_rng(SEED)
    writer = None
    for start in range(0, rows, CHUNK):
        table = pa.Table.from_pandas(draw_rows(rng, min(CHUNK, rows - start)))
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def draw_rows(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    """Respondents of 18 areas in two waves, with weights and three categorical covariates."""
    area, wave = rng.integers(0, AREAS, rows), rng.integers(0, 2, rows)
    drawn = {name: rng.integers(0, count, rows) for name, count in CATEGORIES.items()}
    shocks = np.random.default_rng(SEED).normal(0, 0.1, (AREAS, 2))
    keys = pd.DataFrame({"area": area, "arm": area < AREAS // 2, "wave": wave, **drawn})
    return keys.astype("int8").assign(
        w=rng.lognormal(-0.06, 0.35, rows),
        y=shocks[area, wave] + 0.1 * sum(drawn.values()) + rng.normal(0, 1, rows),
    )


def fit(name: str, path: Path) -> dict:
    """A peer's effect and seconds, and the megabytes of its process."""
    command = [sys.executable, "-m", "benchmarks.peers", name, str(path)]
    _, megabytes, output = measure(command, every=0.1, cwd=ROOT)
    return {**json.loads(output), "megabytes": megabytes}


def require_agreement(found: dict[str, dict]) -> None:
    """Stop where peers don't estimate the same effect, which would make their times meaningless."""
    effects = {name: each["effect"] for name, each in found.items()}
    if not np.allclose(list(effects.values()), effects["groundwork"], rtol=0, atol=1e-9):
        sys.exit(f"the peers' effects differ: {effects}")


def show(size: int, found: dict[str, dict]) -> Table:
    """A row a peer, with what it did and its multiples of groundwork's time and memory."""
    table = Table("peer", "does", "seconds", "times", "MB", "times", title=f"{size:,} rows")
    own = found["groundwork"]
    for name, each in found.items():
        seconds, megabytes = each["seconds"], each["megabytes"]
        table.add_row(
            name,
            PEERS[name].__doc__,
            f"{seconds:.3f}",
            f"{seconds / own['seconds']:.1f}",
            f"{megabytes:.0f}",
            f"{megabytes / own['megabytes']:.1f}",
        )
    return table


def compare_peers(found: dict[str, dict], limits: Table) -> None:
    """How many times faster and smaller than pyfixest as its manual calls it, and at its leanest.

    The limits are set against the first.
    """
    own = found["groundwork"]
    for name in ("pyfixest", "pyfixest, lean"):
        faster, smaller = (found[name][kind] / own[kind] for kind in ("seconds", "megabytes"))
        limited = name == "pyfixest"
        limits.add_row(
            f"{faster:.1f} times faster than {name}",
            f"at least {TIMES_FASTER}" if limited else "none",
        )
        limits.add_row(
            f"{smaller:.1f} times smaller than {name}",
            f"at least {TIMES_SMALLER}" if limited else "none",
        )


def time_family(limits: Table) -> None:
    """Enumerated wild bootstrap of twenty outcomes of the demonstration survey.

    Where the study has fewer, some are taken again among one category of respondents.
    """
    study = read_study(find_study())
    cells = reduce_panel(build_panel(study), study)
    name = study.model.subgroups[0]
    again = (
        each.where((each.keys[name] == each.keys[name].min()).to_numpy()) for each in cells.values()
    )
    family = [compare(each.answered()) for each in islice(chain(cells.values(), again), OUTCOMES)]

    def test() -> None:
        for sums in family:
            bootstrap(sums, first(sums), CONFIDENCE, SEED)
        step_down([(sums, first(sums)) for sums in family], SEED)

    limits.add_row(
        f"{clock(test):.2f} s: p, interval and step-down over all sign vectors of {len(family)} "
        f"outcomes, {max(0, OUTCOMES - len(cells))} of them of one category of {name}",
        f"at most {FAMILY_SECONDS:g} s",
    )


def time_rows(limits: Table) -> None:
    """CR2 of 20,000 rows in memory, and through the engine that reduces any number of rows."""
    rows = draw_rows(np.random.default_rng(SEED), 20_000)
    arm, wave, y, w, area = (
        rows[name].to_numpy(float) for name in ("arm", "wave", "y", "w", "area")
    )
    x = np.column_stack([arm * wave, np.ones(len(rows)), arm, wave])

    def infer_first(sums: ClusterSums) -> float:
        return infer(sums, first(sums), CONFIDENCE).value

    def reduce() -> float:
        cells = reduce_rows(
            rows, {"y": 1.0}, cluster="area", arm="arm", wave="wave", programme=1, after=[1],
            weight="w",
        )  # fmt: skip
        return infer_first(compare(cells["y"]))

    direct = 1e3 * clock(lambda: infer_first(sum_clusters(x, y, w, area)))
    limits.add_row(f"{direct:.0f} ms: CR2 of 20,000 rows", f"at most {1e3 * ROWS_SECONDS:.0f} ms")
    limits.add_row(f"{1e3 * clock(reduce):.0f} ms: the same through DuckDB", "none")


def clock(act: Callable[[], object]) -> float:
    """Seconds of the second time."""
    act()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
