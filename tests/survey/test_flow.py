"""Who came back from wave to wave, counted by hand."""

import dataclasses

import pandas as pd

from analysis.results.records import Mark
from analysis.survey.flow import follow_respondents
from tests.impact.test_outcomes import declare

Z = Mark.NOT_APPLICABLE


def panel_of(waves):
    """A panel of respondents by wave, each a letter; those in capitals are of the programme."""
    rows = [
        {"wave": f"w{place}", "respondent": name, "arm": "in" if name.isupper() else "out"}
        for place, names in enumerate(waves)
        for name in names
    ]
    return pd.DataFrame(rows)


def follow(*waves):
    """Flow records as tuples: wave, arm, re-interviewed, new, back, not seen again."""
    study = declare(before=len(waves) - 1)
    return [dataclasses.astuple(row) for row in follow_respondents(panel_of(waves), study)]


def test_two_waves():
    # Of A B C D, C and D come back, beside E; of x y z none stays but z, beside v and w.
    assert follow("ABCDxyz", "CDEzvw") == [
        ("w1", "in", 2, 1, Z, 2),
        ("w1", "out", 1, 2, Z, 2),
    ]


def test_three_waves_with_returns_after_a_gap():
    # At w2: C again; A, who missed w1, and F not the wave before; D and E not seen. Of the
    # others z again, nobody back, q new, and v and w not seen.
    assert follow("ABCDxyz", "CDEzvw", "CAFzq") == [
        ("w1", "in", 2, 1, Z, 2),
        ("w1", "out", 1, 2, Z, 2),
        ("w2", "in", 1, 2, 1, 2),
        ("w2", "out", 1, 1, 0, 2),
    ]


def test_every_wave_is_made_of_those_again_and_new_and_loses_the_others():
    waves = ("ABCDEFGHuvwxyz", "CDEFGIJKwxyzst", "AEFGIJLMxyzsqr", "ABEJMNOPuvyzrq")
    for row in follow_respondents(panel_of(waves), declare(before=3)):
        size = dict.fromkeys(("w0", "w1", "w2", "w3"), 8 if row.arm == "in" else 6)
        assert row.reinterviewed + row.new == size[row.wave]
        assert row.reinterviewed + row.not_seen == size[f"w{int(row.wave[1]) - 1}"]


def test_without_a_panel_nothing_is_counted():
    assert follow("ABxy", "CDvw") == [("w1", "in", Z, Z, Z, Z), ("w1", "out", Z, Z, Z, Z)]


def test_one_panel_has_nobody_new_and_nobody_lost():
    assert follow("ABxy", "ABxy") == [("w1", "in", 2, Z, Z, Z), ("w1", "out", 2, Z, Z, Z)]


def test_who_is_new_stays_for_disclosure_control_where_anybody_was_lost_and_the_other_way():
    # Were nobody known to be new, the sizes of the waves would tell that one was lost.
    assert follow("ABxy", "ABx") == [("w1", "in", 2, 0, Z, 0), ("w1", "out", 1, 0, Z, 1)]
    assert follow("ABx", "ABxy") == [("w1", "in", 2, 0, Z, 0), ("w1", "out", 1, 1, Z, 0)]


def test_a_fresh_sample_is_told_from_people_who_come_back_to_a_panel_later():
    # Nobody of w0 was in w1; A and x, of w0, were in w2, of w1 nobody.
    assert follow("ABxy", "CDvw", "AEFxu")[2:] == [
        ("w2", "in", Z, Z, 1, Z),
        ("w2", "out", Z, Z, 1, Z),
    ]


def test_one_arm_without_returns_has_zero_for_disclosure_control_to_hide():
    assert follow("ABxy", "ACvw") == [("w1", "in", 1, 1, Z, 1), ("w1", "out", 0, 2, Z, 2)]
