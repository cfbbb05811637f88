"""The same cells from every engine and every kind of file: DuckDB, and Spark in local mode.

The reference is pandas on the rows; estimates are R's (see test_inference.py).
"""

import os
import shutil
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.impact.cells import Cells
from analysis.impact.design import first, fix_effects
from analysis.impact.inference import infer
from analysis.impact.reduction import reduce_rows

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))
ANSWERS = {"ys": 1.0, "yb": 100.0}
SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # half the time to warm up
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
]


def require_java() -> None:
    if shutil.which("java") or "JAVA_HOME" in os.environ:
        return
    reason = "no Java found: install the package 'default-jre-headless' to test on Spark"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Spark in this process, which ``pyspark://`` then means."""
    require_java()
    from pyspark.sql import SparkSession

    warehouse = {"spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse"))}
    builder = SparkSession.builder.master("local[1]").config(map=SETTINGS | warehouse)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture(params=["duckdb://", "pyspark://"])
def address(request) -> str:
    if request.param == "pyspark://":
        request.getfixturevalue("spark")
    return request.param


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The survey with text, truth values, a covariate and answers that are missing."""
    rng = np.random.default_rng(11)
    return SURVEY.assign(
        arm=SURVEY["treat"].map({1: "programme", 0: "comparator"}),
        after=SURVEY["post"] == 1,
        tenure=rng.choice(["owned", "rented", None], len(SURVEY)),
        ys=SURVEY["ys"].where(rng.random(len(SURVEY)) > 0.1),
        yb=SURVEY["yb"].where(rng.random(len(SURVEY)) > 0.2),
    )


def reduce(data, engine) -> dict[str, Cells]:
    return reduce_rows(
        data, ANSWERS, cluster="area_s", arm="arm", wave="after",
        programme="programme", after=[True], weight="w", patterns=["tenure"],
        continuous=["age"], engine=engine,
    )  # fmt: skip


def add_up(rows: pd.DataFrame, outcome: str, factor: float) -> pd.DataFrame:
    """Sums by area, period and tenure, by pandas."""
    known = rows[outcome].notna()
    y, w, age = rows[outcome] * factor, rows["w"].where(known), rows["age"].where(known)
    sums = pd.DataFrame(
        {"n": known.astype(float), "w": w, "wy": w * y, "wyy": w * y**2, "ww": w**2,
         "wwzz": w**2 * age**2, "wzy": w * age * y, "absent": (~known).astype(float)}
    )  # fmt: skip
    wave, tenure = rows["after"].astype(int).astype(str), rows["tenure"].fillna("Not stated")
    return sums.groupby([rows["area_s"], wave, tenure]).sum()


def assert_equal_to_pandas(found: dict[str, Cells], rows: pd.DataFrame):
    for outcome, factor in ANSWERS.items():
        cells, expected = found[outcome], add_up(rows, outcome, factor)
        m = cells.moments
        sums = [
            m[0, :, 0, 0], m[1, :, 0, 0], m[1, :, 0, 2], m[1, :, 2, 2], m[2, :, 0, 0],
            m[2, :, 1, 1], m[1, :, 1, 2], cells.absent[0],
        ]  # fmt: skip
        keys = pd.MultiIndex.from_frame(cells.keys[["cluster", "wave", "tenure"]])
        assert len(cells.keys) == len(expected)
        own = pd.DataFrame(np.transpose(sums), index=keys).reindex(expected.index)
        np.testing.assert_allclose(own, expected, rtol=1e-9)
        programme = cells.keys.set_index("cluster")["programme"].groupby("cluster").first()
        assert programme.tolist() == (SURVEY.groupby("area_s")["treat"].first() == 1).tolist()


@pytest.mark.parametrize("form", ["frame", "csv", "parquet", "parts", "table"])
def test_cells_are_the_same_from_every_engine_and_file(address, form, rows, tmp_path):
    assert_equal_to_pandas(reduce(supply(rows, form, address, tmp_path), address), rows)


def supply(rows: pd.DataFrame, form: str, address: str, folder: Path):
    """The rows as a frame, a file, a folder of files, or a table that an engine has."""
    match form:
        case "frame":
            return rows
        case "csv":
            rows.to_csv(folder / "rows.csv", index=False)
            return folder / "rows.csv"
        case "parquet":
            rows.to_parquet(folder / "rows.parquet")
            return folder / "rows.parquet"
        case "parts":
            (folder / "rows").mkdir()
            for part in range(3):
                rows[part::3].to_parquet(folder / "rows" / f"{part}.parquet")
            return folder / "rows"
        case "table":
            rows.to_parquet(folder / "rows.parquet")
            return ibis.connect(address).read_parquet(folder / "rows.parquet")


def test_nan_in_a_file_is_a_missing_answer(address, rows, tmp_path):
    """Other programs' files may hold NaN as a number, which engines compare and add differently."""
    columns = {name: pa.array(rows[name], from_pandas=name not in ANSWERS) for name in rows}
    table = pa.table(columns)
    assert table["ys"].null_count == 0
    pq.write_table(table, tmp_path / "rows.parquet")
    assert_equal_to_pandas(reduce(tmp_path / "rows.parquet", address), rows)


def test_the_effect_from_spark_is_that_of_r(spark):
    cells = reduce_rows(
        SURVEY, {"ys": 1.0}, cluster="area", arm="treat", wave="post", programme=1, after=[1],
        weight="w", engine="pyspark://",
    )["ys"]  # fmt: skip
    sums = fix_effects(cells)
    found = infer(sums, first(sums), 0.95)
    assert found.value == pytest.approx(0.228423663592, rel=1e-10)
    assert found.se == pytest.approx(0.132243683777, rel=1e-10)
    assert found.df == pytest.approx(14.55499878, rel=1e-9)
