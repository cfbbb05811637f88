"""Two releases of a study that differ in one respondent, with counts rounded and without."""

import csv
import hashlib
import re
import types
import typing
from dataclasses import fields, replace
from itertools import product

import pytest

from analysis.impact.diagnostics import count_answers, count_respondents
from analysis.pipeline import build_results
from analysis.results.records import Evidence, Mark
from analysis.study.reading import read_study
from analysis.study.records import DisclosureRules
from analysis.survey.panel import build_panel, order_categories
from tests.copies import copy_study

BASE = 5
TAKEN_OUT = 7  # the row of the respondent whom the second release is without


def declare(folder, base=BASE):
    """Declare that counts are rounded."""
    path = folder / "study.toml"
    text = path.read_text()
    assert "\nwithhold_base = 30\n" in text
    path.write_text(
        text.replace("\nwithhold_base = 30\n", f"\nwithhold_base = 30\nround_counts = {base}\n")
    )
    return folder


def register(folder, name, edit):
    """Write a wave's file as `edit` returns its lines, and register it."""
    path = folder / name
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text("".join(edit(path.read_text().splitlines(keepends=True))))
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    declared = folder / "study.toml"
    declared.write_text(declared.read_text().replace(old, new))


def take_out(lines):
    """The lines of a wave's file without one respondent."""
    return lines[:TAKEN_OUT] + lines[TAKEN_OUT + 1 :]


def release(folder):
    """The study in a folder, and what its release shows."""
    study = read_study(folder)
    return study, build_results(study)


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """A release, and the next one without one respondent of the second wave."""
    first = declare(copy_study(tmp_path_factory.mktemp("first")))
    second = declare(copy_study(tmp_path_factory.mktemp("second")))
    register(second, "synthetic/wave-2.csv", take_out)
    return release(first), release(second)


@pytest.fixture(scope="module")
def place(releases):
    """Arm of the respondent who is taken out, and the status of the answer to each outcome."""
    study, _ = releases[0]
    with open(study.folder / "synthetic/wave-2.csv", newline="") as lines:
        person = list(csv.DictReader(lines))[TAKEN_OUT - 1]
    panel = build_panel(study)
    (row,) = panel[(panel["wave"] == "w2") & (panel["respondent"] == person["respondent"])].to_dict(
        "records"
    )
    return row["arm"], {o.id: row[f"{o.id}:status"] for o in study.outcomes}


def count(study):
    """True counts of the second wave: respondents by arm, and answers."""
    panel = build_panel(study)
    categories = {item.id: order_categories(item, study) for item in study.characteristics}
    people = {
        r.arm: r.n
        for r in count_respondents(panel, study, categories)
        if (r.wave, r.characteristic) == ("w2", "all")
    }
    answers = {
        (a.outcome, a.arm, a.status): a.n for a in count_answers(panel, study) if a.wave == "w2"
    }
    return people, answers


def read_counts(evidence):
    """The same as a release shows them."""
    people = {r.arm: r.n for r in evidence.respondents if (r.wave, r.category) == ("w2", "all")}
    answers = {(a.outcome, a.arm, a.status): a.n for a in evidence.answers if a.wave == "w2"}
    return people, answers


def drawn(shown):
    """All counts that may stand behind one rounded at random: by the rule's own definition."""
    return range(max(10, shown - BASE + 1), shown + BASE)


def nearest(n):
    """The nearest multiple, for comparison."""
    return BASE * ((n + BASE // 2) // BASE)


def settled(shown):
    """All counts that may stand behind one rounded to the nearest multiple."""
    return {n for n in drawn(shown) if nearest(n) == shown}


def explain(before, after, behind):
    """Whether two shown counts allow that the one taken out was in the cell, and that not."""
    inside = any(n - 1 in behind(after) for n in behind(before))
    outside = any(n in behind(after) for n in behind(before))
    return inside, outside


def list_pairs(first, second):
    """Cells that both releases show, with what they show."""
    for then, now in zip(first, second, strict=True):
        for key in then:
            if not isinstance(then[key], Mark) and not isinstance(now[key], Mark):
                yield key, then[key], now[key]


def test_whatever_count_changed_anybody_may_be_in_the_cell_or_not(releases):
    """Also where a reader knows who was taken out, and of which group of areas."""
    shown = [read_counts(evidence) for _, evidence in releases]
    pairs = list(list_pairs(*shown))
    changed = [pair for pair in pairs if pair[1] != pair[2]]
    assert len(changed) > 10
    for key, then, now in pairs:
        assert explain(then, now, drawn) == (True, True), key


def test_counts_that_were_not_touched_change_as_well(releases, place):
    """Or a change would point to the cells of whoever was taken out."""
    arm, statuses = place
    shown = [read_counts(evidence) for _, evidence in releases]
    changed = {key for key, then, now in list_pairs(*shown) if then != now}
    assert any(key[1] != arm for key in changed if not isinstance(key, str))
    assert any(statuses[key[0]] != key[2] for key in changed if not isinstance(key, str))


def explain_all(then, now, people, known, hidden):
    """In which of the shown answers the one taken out may have been (None: in a hidden one).

    Parameters
    ----------
    then, now : shown counts of the answers `known`, before and after
    people : shown respondents of the arm, before and after
    hidden : whether there are answers whose count is hidden
    """
    totals = {n for n in drawn(people[0]) if n - 1 in drawn(people[1])}
    places = set()
    for counts in product(*(sorted(drawn(n)) for n in then)):
        rest = {total - sum(counts) for total in totals}
        if not any(n > 0 if hidden else n == 0 for n in rest):
            continue
        for place in (*known, None) if hidden else known:
            left = (n - (key == place) for n, key in zip(counts, known, strict=True))
            if all(n in drawn(shown) for n, shown in zip(left, now, strict=True)):
                places.add(place)
    return places


def test_all_counts_of_a_question_together_tell_no_more(releases, place):
    """By enumeration of the true counts that add up to the respondents of the arm in both."""
    arm, _ = place
    (people, answers), (people_now, answers_now) = (read_counts(e) for _, e in releases)
    looked_at = 0
    for outcome in releases[0][0].outcome:
        keys = [key for key in answers if key[:2] == (outcome, arm)]
        known = [key for key in keys if not isinstance(answers[key], Mark)]
        if any(isinstance(answers_now[key], Mark) for key in known):
            continue
        places = explain_all(
            [answers[key] for key in known],
            [answers_now[key] for key in known],
            (people[arm], people_now[arm]),
            known,
            len(known) < len(keys),
        )
        assert set(known) <= places and len(places) > 1, outcome
        looked_at += 1
    assert looked_at > 10


def test_rounding_to_the_nearest_gives_some_away(releases, place):
    arm, statuses = place
    true = [count(study) for study, _ in releases]
    for (people, answers), (people_now, answers_now) in [true]:
        assert people[arm] - people_now[arm] == 1
        assert {k for k in answers if answers[k] != answers_now[k]} == {
            (outcome, arm, status) for outcome, status in statuses.items()
        }
    given_away = [
        key
        for key, then, now in list_pairs(*true)
        if then >= 10
        and now >= 10
        and explain(nearest(then), nearest(now), settled) != (True, True)
    ]
    assert given_away


def test_the_same_data_are_rounded_alike_at_every_build(releases):
    study, evidence = releases[0]
    assert build_results(read_study(study.folder)) == evidence


def test_equal_counts_of_a_wave_read_the_same_wherever_they_stand(releases):
    """Answers of a wave are the bases of estimates."""
    study, evidence = releases[0]
    true = replace(study, disclosure=DisclosureRules())
    panel = build_panel(true)
    answered = {(a.outcome, a.wave, a.arm): a.n for a in evidence.answers if a.status == "answered"}
    read = {}
    for row, shown in zip(count_answers(panel, study), evidence.answers, strict=True):
        if not isinstance(shown.n, Mark):
            assert read.setdefault((row.wave, row.n), shown.n) == shown.n
    compared = 0
    for row in evidence.estimates:
        for name, wave, role in (
            ("n_programme_before", "w1", "programme"),
            ("n_programme_after", "w2", "programme"),
            ("n_comparator_before", "w1", "comparator"),
            ("n_comparator_after", "w2", "comparator"),
        ):
            assert getattr(row, name) == answered[row.outcome, wave, study.arm(role).id]
            compared += 1
    assert compared == 60


def test_percentages_follow_from_the_counts_that_are_shown(releases):
    study, evidence = releases[0]
    everyone = {(r.wave, r.arm): r.n for r in evidence.respondents if r.category == "all"}
    answered = {}
    for row in evidence.answers:
        if not isinstance(row.n, Mark):
            assert row.percent == 100 * row.n / everyone[row.wave, row.arm] <= 100
            answered[row.outcome, row.wave, row.arm] = row.percent
    named = {(check.name, check.subject): check for check in evidence.checks}
    labels = {wave.label: wave.id for wave in study.waves}
    for outcome in study.outcomes:
        check = named["Missing answers", outcome.label]
        wave = labels[re.match(r"Largest in (\S+)\.$", check.detail)[1]]
        gaps = {
            a.arm: 100 - a.percent
            for a in evidence.answers
            if (a.outcome, a.wave, a.status) == (outcome.id, wave, "answered")
        }
        assert check.value == pytest.approx(gaps["nfl"] - gaps["cmp"], abs=6e-4)
    overlap = named["Panel overlap", "Wave 2018/19"].value / 100
    whole = {
        sum(n for (wave, _), n in everyone.items() if wave == "w2") + BASE * d for d in range(-2, 3)
    }
    assert any(abs(overlap * n - round(overlap * n / BASE) * BASE) < 0.05 for n in whole)


def test_without_weights_levels_of_shares_follow_as_well(tmp_path):
    folder = declare(copy_study(tmp_path))
    codebook = folder / "codebook.csv"
    codebook.write_text(codebook.read_text().replace("weight,weight,", "weight,note,"))
    study, evidence = release(folder)
    looked_at = 0
    for row in evidence.estimates:
        if study.outcome[row.outcome].measure != "share" or row.lead != "respondents":
            continue
        for end in ("programme_before", "programme_after", "comparator_before", "comparator_after"):
            base, level = getattr(row, f"n_{end}"), getattr(row, end)
            if isinstance(base, Mark) or isinstance(level, Mark):
                continue
            assert base % BASE == 0
            part = BASE * round(level * base / 100 / BASE)
            assert level == pytest.approx(100 * part / base, abs=5.1e-3)
            looked_at += 1
    assert looked_at > 20
    for row in evidence.respondents:
        if row.category == "all":
            assert row.percent == 100
    whole = {(r.wave, r.arm): r.n for r in evidence.respondents if r.category == "all"}
    shares = [
        r for r in evidence.respondents if r.category != "all" and not isinstance(r.percent, Mark)
    ]
    for row in shares:  # of those who stated it: at most some hundred fewer than all
        near = range(whole[row.wave, row.arm] - 100, whole[row.wave, row.arm] + BASE + 1, BASE)
        assert any(
            abs(row.percent - 100 * BASE * round(row.percent * n / 100 / BASE) / n) < 0.051
            for n in near
        )


def test_a_new_wave_leaves_the_counts_of_the_others(releases, tmp_path):
    _, evidence = releases[0]
    folder = declare(copy_study(tmp_path))
    lines = (folder / "synthetic/wave-2.csv").read_text().splitlines(keepends=True)
    (folder / "synthetic/wave-3.csv").write_text("".join(lines[:-9]))
    digest = hashlib.sha256((folder / "synthetic/wave-3.csv").read_bytes()).hexdigest()
    for name, block, new in (
        ("study.toml", "[[domains]]", f'''[[waves]]
id = "w3"
label = "2021/22"
period = "after"
fieldwork = [2021-10-01, 2022-03-31]
file = "synthetic/wave-3.csv"
sha256 = "{digest}"

'''),
        ("corrections.toml", "[[corrections]]", '''[[corrections]]
wave = "w3"
variable = "area"
found = "CMP-3"
becomes = "CMP-03"
expect = 14
reason = "As before."

'''),
    ):  # fmt: skip
        path = folder / name
        path.write_text(path.read_text().replace(block, new + block, 1))
    _, later = release(folder)
    then, now = (
        {(r.characteristic, r.wave, r.arm): r.n for r in e.respondents if r.category == "all"}
        | {(a.outcome, a.wave, a.arm, a.status): a.n for a in e.answers}
        | {(e.outcome, e.wave, name): getattr(e, name) for e in e.estimates for name in vars(e)
           if name.startswith("n_")}
        | {(t.level, t.id, t.kind, t.by, t.group, name): getattr(t, name) for t in e.themes
           for name in ("people", "entries", "base_people", "positive")}
        for e in (evidence, later)
    )  # fmt: skip
    assert set(then) < set(now)
    both = [
        key for key in then if not isinstance(then[key], Mark) and not isinstance(now[key], Mark)
    ]
    assert len(both) > 500
    assert [key for key in both if then[key] != now[key]] == []


# Of every whole number in the results: is it a count of people or entries (or documents, which are
# entries)? Then it is rounded, or does not leave where counts are rounded; nothing else is touched.
ROUNDED, WITHHELD = "rounded", "withheld"
AREAS, SURVEYS, CODERS, YEAR = "areas", "simulated surveys", "coders", "year"
DECIDED = {
    ("flow", "reinterviewed"): ROUNDED,
    ("flow", "new"): ROUNDED,
    ("flow", "back"): ROUNDED,
    ("flow", "not_seen"): ROUNDED,
    ("estimates", "n_programme_before"): ROUNDED,
    ("estimates", "n_programme_after"): ROUNDED,
    ("estimates", "n_comparator_before"): ROUNDED,
    ("estimates", "n_comparator_after"): ROUNDED,
    ("estimates", "smallest_count"): WITHHELD,
    ("estimates", "clusters"): AREAS,
    ("specifications", "n"): ROUNDED,
    ("specifications", "clusters"): AREAS,
    ("specifications", "smallest_count"): WITHHELD,
    ("left_out", "smallest_count"): WITHHELD,
    ("subgroups", "n"): WITHHELD,
    ("subgroups", "smallest_count"): WITHHELD,
    ("levels", "n"): WITHHELD,
    ("levels", "smallest_count"): WITHHELD,
    ("events", "smallest_count"): WITHHELD,
    ("false_positives", "rejected"): SURVEYS,
    ("false_positives", "simulations"): SURVEYS,
    ("leading", "found"): SURVEYS,
    ("leading", "simulations"): SURVEYS,
    ("coverage", "covered"): SURVEYS,
    ("coverage", "simulations"): SURVEYS,
    ("respondents", "n"): ROUNDED,
    ("answers", "n"): ROUNDED,
    ("themes", "people"): ROUNDED,
    ("themes", "base_people"): ROUNDED,
    ("themes", "entries"): ROUNDED,
    ("themes", "base_entries"): ROUNDED,
    ("themes", "positive"): ROUNDED,
    ("themes", "negative"): ROUNDED,
    ("themes", "mixed"): ROUNDED,
    ("themes", "unrated"): ROUNDED,
    ("cooccurrence", "people"): ROUNDED,
    ("cooccurrence", "first_people"): ROUNDED,
    ("cooccurrence", "second_people"): ROUNDED,
    ("cooccurrence", "base_people"): ROUNDED,
    ("agreement", "documents"): ROUNDED,
    ("agreement", "units"): ROUNDED,  # documents times the themes
    ("agreement", "coders"): CODERS,
    ("saturation", "interview"): ROUNDED,
    ("saturation", "new"): "themes",
    ("saturation", "themes"): "themes",
    ("excerpts", "year"): YEAR,
    ("negative_cases", "year"): YEAR,
}


def list_whole_numbers():
    """Every field of every file that may hold a whole number, by the types of its record."""
    hints = typing.get_type_hints(Evidence)
    for file in fields(Evidence):
        record = typing.get_args(hints[file.name])[0]
        for name, kind in typing.get_type_hints(record).items():
            options = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
            if int in options:
                yield file.name, name


def test_of_every_whole_number_somebody_decided_whether_it_counts_people():
    assert set(list_whole_numbers()) == set(DECIDED)


def find_breaches(evidence, base):
    """Fields that break what was decided of them."""
    for (file, name), decided in DECIDED.items():
        for row in getattr(evidence, file):
            value = getattr(row, name)
            if decided == WITHHELD and not isinstance(value, Mark):
                yield file, name
            if decided == ROUNDED and isinstance(value, int) and value % base:
                yield file, name


def test_nothing_but_rounded_counts_of_people_leaves(releases):
    for _, evidence in releases:
        assert not set(find_breaches(evidence, BASE))
    study, _ = releases[0]
    plain = build_results(replace(study, disclosure=DisclosureRules()))
    missed = set(find_breaches(plain, BASE))
    rounded = {place for place, decided in DECIDED.items() if decided == ROUNDED}
    # In two waves nobody comes back after a gap; all passages are rated; ten documents were coded twice, which is a multiple as it is.
    assert rounded - missed <= {
        ("flow", "back"),
        ("themes", "unrated"),
        ("agreement", "documents"),
        ("agreement", "units"),
    }
