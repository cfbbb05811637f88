"""What can't be estimated for another reason than few respondents is not told as if it were few.

The studies of `tests/studies/answers` have two hundred people in each arm and wave, eighteen of
forty in every area before who say yes, and five points of wellbeing on average.
"""

import dataclasses
import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.disclosure import protect
from analysis.pipeline import build_results
from analysis.results.records import Evidence, Mark
from analysis.study.reading import read_study
from analysis.study.records import Identity, Study
from tests.disclosure.examples import BASES, LEVELS, declare, estimate

STUDIES = Path(__file__).parents[1] / "studies/answers"
C, X, Z = Mark.CONFIDENTIAL, Mark.UNAVAILABLE, Mark.NOT_APPLICABLE


def leave_out(folder: Path, wave: int, column: str) -> Study:
    """A copy of a study, one wave of which did not ask a question."""
    shutil.copytree(STUDIES / "better", folder)
    path, declared = folder / f"synthetic/wave-{wave}.csv", folder / "study.toml"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    pd.read_csv(path, dtype=str).drop(columns=column).to_csv(path, index=False)
    text = declared.read_text().replace(old, hashlib.sha256(path.read_bytes()).hexdigest())
    first, *rest = text.split("not_asked = []")
    parts = [first, *rest]
    lists = ["not_asked = []"] * len(rest)
    lists[wave - 1] = f'not_asked = ["{column}"]'
    declared.write_text("".join(a + b for a, b in zip(parts, [*lists, ""], strict=True)))
    return read_study(folder)


def reword(folder: Path) -> Study:
    study = read_study(STUDIES / "better")
    changed = dataclasses.replace(study.outcomes[0], breaks=("w2",), break_note="Worded anew.")
    return dataclasses.replace(study, outcomes=(changed, *study.outcomes[1:]))


def stagger(folder: Path) -> Study:
    study = read_study(STUDIES / "better")
    early = dataclasses.replace(study.areas[0], start="w1")
    return dataclasses.replace(study, areas=(early, *study.areas[1:]))


BEFORE, AFTER = [45.0, Z, 45.0, Z], [Z, 75.0, Z, 45.0]
CASES = {
    "not asked after": (lambda folder: leave_out(folder, 2, "influence"), "not asked in", BEFORE),
    "not asked before": (lambda folder: leave_out(folder, 1, "influence"), "not asked before", AFTER),
    "worded anew": (reword, "wording changed", AFTER),
    "begun at other times": (stagger, "different waves", [45.0, 75.0, 45.0, 45.0]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "reason", "levels"), CASES.values(), ids=CASES)
def test_no_number_is_called_confidential_where_none_is_small(make, reason, levels, tmp_path):
    found = build_results(make(tmp_path / "study"))
    row = found.estimates[0]
    assert (row.outcome, row.verdict, row.effect) == ("influence", "not estimable", X)
    assert reason in row.reason
    assert [getattr(row, name) for name in LEVELS] == levels
    assert [getattr(row, name) for name in BASES] == [Z if n == Z else 200 for n in levels]
    for records in (getattr(found, field.name) for field in dataclasses.fields(Evidence)):
        for record in records:
            assert C not in vars(record).values(), record


def test_a_wave_that_asked_has_no_count_of_those_whom_another_did_not_ask(tmp_path):
    found = build_results(leave_out(tmp_path / "study", 2, "influence"))
    rows = [row for row in found.answers if row.outcome == "influence"]
    assert [(row.wave, row.status, row.n) for row in rows] == [
        ("w1", "answered", 200), ("w1", "answered", 200), ("w2", "answered", Z), ("w2", "answered", Z),
    ]  # fmt: skip


LOST = dict.fromkeys(("effect", "low", "high", "p", "se"), X) | {
    "verdict": "not estimable",
    "programme_after": Z,
    "comparator_after": Z,
    "n_programme_after": Z,
    "n_comparator_after": Z,
}


@pytest.mark.parametrize("few", [{"smallest_count": 9}, {"n_programme_before": 9}])
def test_levels_before_stay_hidden_where_they_rest_on_few(few):
    row = estimate(reason="not asked in the survey of w2", **LOST | few)
    (safe,) = protect(Evidence(estimates=(row,)), declare()).estimates
    assert [getattr(safe, name) for name in LEVELS] == [C, Z, C, Z]
    assert safe.smallest_count == C


def test_levels_before_stay_hidden_where_another_wave_s_effect_hides_its_own():
    """It is made of the same levels before, and of two more that it would leave to be found."""
    rows = (estimate(smallest_count=9), estimate("w3", reason="not asked", **LOST))
    safe = protect(Evidence(estimates=rows), declare(after=("w2", "w3"))).estimates
    assert safe[0].effect == 7.5
    assert [getattr(safe[1], name) for name in LEVELS] == [C, Z, C, Z]


def test_that_a_wave_did_not_ask_is_told_though_few_answered_before():
    study = declare()
    waves = tuple(dataclasses.replace(w, not_asked=("q",) * (w.id == "w2")) for w in study.waves)
    outcomes = tuple(dataclasses.replace(each, items=("q",)) for each in study.outcomes)
    row = estimate(reason="not asked in the survey of w2", **LOST | {"n_programme_before": 9})
    identity = Identity(id="s", title="S", source="raw", seed=1)
    study = dataclasses.replace(study, study=identity, waves=waves, outcomes=outcomes)
    assert protect(Evidence(estimates=(row,)), study).estimates[0].reason == row.reason
    few = estimate(n_programme_before=9)
    assert protect(Evidence(estimates=(few,)), declare()).estimates[0].reason.startswith("too few")
