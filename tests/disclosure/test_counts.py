"""Counts rounded at random: the rule, the draw behind it, and what stands beside counts."""

import hashlib
from dataclasses import replace
from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from examples import declare
from scipy import stats

from analysis.disclosure.counts import limit_cases, round_agreement, round_saturation
from analysis.disclosure.draws import Draw, Draws, digest, join
from analysis.results.records import Agreement, Mark, NegativeCase, Saturation
from analysis.study.records import Correction, DisclosureRules

BASES = (3, 5, 10)
KEYS = [join(str(number).encode()) for number in range(3000)]


def make(base, key=KEYS[0], least=10):
    return Draw(key=key, rules=DisclosureRules(round_counts=base, min_cell=least))


class Fixed(Draw):
    """A draw that comes out as told."""

    came_out = 0

    def draw(self, multiple):
        return self.came_out


def spread(base, count, least=1):
    """What a count is shown as, for each way the draw may come out."""
    shown = []
    for number in range(base):
        draw = Fixed(key=b"", rules=DisclosureRules(round_counts=base, min_cell=least))
        object.__setattr__(draw, "came_out", number)
        shown.append(draw.round(count))
    return shown


@pytest.mark.parametrize("base", BASES)
def test_every_count_is_a_multiple_less_than_a_base_away_and_right_on_average(base):
    """By enumeration of all ways in which the draw may come out."""
    for count in range(base, 200):
        shown = spread(base, count)
        assert set(shown) == {count // base * base, ceil(count / base) * base}
        assert Fraction(sum(shown), base) == count


@pytest.mark.parametrize("base", BASES)
def test_all_ways_of_the_draw_are_as_frequent(base):
    """Over three thousand keys, and over many counts with one key; chi-squared at one in 10,000."""
    over_keys = [make(base, key).draw(7) for key in KEYS]
    over_counts = [make(base).draw(number) for number in range(3000)]
    for drawn in (over_keys, over_counts):
        observed = np.bincount(drawn, minlength=base)
        assert len(observed) == base
        assert stats.chisquare(observed).pvalue > 1e-4


def test_keys_and_counts_draw_for_themselves():
    """Neither the next count nor the next key follows from the last."""
    first = [make(5, key).draw(7) for key in KEYS]
    for other in ([make(5, key).draw(8) for key in KEYS], [*first[1:], first[0]]):
        table = np.zeros((5, 5))
        np.add.at(table, (first, other), 1)
        assert stats.chi2_contingency(table).pvalue > 1e-4


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("key", KEYS[:50])
def test_a_part_never_exceeds_its_whole(base, key):
    shown = [make(base, key).round(count) for count in range(300)]
    assert shown == sorted(shown)


def test_a_draw_of_its_own_for_each_count_would_let_parts_exceed_the_whole():
    """Why one draw serves all counts between two multiples."""

    def alone(count, key):
        multiple, rest = divmod(count, 5)
        return 5 * (multiple + (make(5, key).draw(count) < rest))

    assert any(alone(42, key) > alone(43, key) for key in KEYS)


def test_no_count_that_passed_the_threshold_is_shown_below_it():
    for base, least in ((3, 10), (5, 10), (10, 10), (5, 8), (10, 5), (3, 11)):
        for count in range(least, 60):
            shown = spread(base, count, least)
            assert min(shown) >= least
            assert set(shown) <= {
                max(count // base, ceil(least / base)) * base,
                ceil(count / base) * base,
            }


def test_something_is_never_shown_as_nothing_and_symbols_stay():
    for base in BASES:
        assert {make(base, key).round(1) for key in KEYS[:50]} == {base}
        assert make(base).round(0) == 0
        assert make(base).round(Mark.CONFIDENTIAL) == "c"


def test_percentages_follow_from_what_is_shown():
    for key in KEYS[:50]:
        draw = make(5, key)
        for part, whole in ((12, 41), (41, 41), (40, 41), (0, 41)):
            assert draw.divide(part, whole) == 100 * draw.round(part) / draw.round(whole) <= 100
    assert make(5).divide(0, 0) == 0.0


@pytest.fixture
def study(tmp_path):
    """Two waves before and one after, each with a file of a few bytes."""
    study = declare(before=("w0", "w1"), disclosure=DisclosureRules(round_counts=5))
    waves = tuple(replace(wave, file=f"{wave.id}.csv") for wave in study.waves)
    for wave in waves:
        (tmp_path / wave.file).write_bytes(f"answers of {wave.id}\n".encode())
    return replace(study, folder=tmp_path, waves=waves)


def test_a_wave_has_the_draw_of_its_file_and_corrections_alone(study):
    first, second, _ = study.waves
    before = [Draws(study).of(wave).key for wave in study.waves]
    assert len(set(before)) == 3
    (study.folder / second.file).write_bytes(b"answers of w1, one row less\n")
    after = [Draws(study).of(wave).key for wave in study.waves]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]
    mended = Correction(wave="w2", variable="x", found="1", becomes="2", expect=1, reason="slip")
    corrected = replace(study, corrections=(mended,))
    now = [Draws(corrected).of(wave).key for wave in study.waves]
    assert [a == b for a, b in zip(after, now, strict=True)] == [True, True, False]
    without = replace(study, waves=(first, second))
    assert [Draws(without).of(wave).key for wave in (first, second)] == after[:2]


def test_waves_together_have_a_draw_of_their_own(study):
    first, second, _ = study.waves
    draws = Draws(study)
    keys = {draws.of(*w).key for w in ((first,), (second,), (first, second), study.waves)}
    assert len(keys) == 4
    with pytest.raises(TypeError):
        draws.of()


def test_the_key_is_no_published_checksum(study, tmp_path):
    path = tmp_path / study.waves[0].file
    plain = {name: hashlib.new(name, path.read_bytes()).digest() for name in ("sha256", "blake2b")}
    key = Draws(study).of(study.waves[0]).key
    assert not {key, digest(path)} & set(plain.values())


def saturate(size, least=10):
    """As disclosure control leaves it: three themes at once, one more at 7 and at 23."""
    known = [3 + (place >= 7) + (place >= 23) for place in range(1, size + 1)]
    return tuple(
        Saturation(interview=i, new=Mark.CONFIDENTIAL, themes=Mark.CONFIDENTIAL)
        if i < least
        else Saturation(interview=i, new=int(i == 23), themes=themes)
        for i, themes in enumerate(known, 1)
    )


def test_the_interviews_in_their_order_do_not_tell_how_many_there_are():
    for key in KEYS[:20]:
        draw = make(5, key)
        rows = round_saturation(saturate(42), draw)
        assert [row.interview for row in rows] == list(range(5, draw.round(42) + 1, 5))
        assert [row.themes for row in rows[:5]] == ["c", 4, 4, 4, 5]
        assert {row.themes for row in rows[4:]} == {5}
        assert [row.new for row in rows[:5]] == ["c", "c", 0, 0, 1]
    assert round_saturation((), make(5)) == ()


def test_no_digit_of_the_agreement_tells_how_many_documents_there_are():
    row = Agreement(
        domain="all", documents=12, coders=2, units=264, agreed=100 * 243 / 264, alpha=0.812345,
        alpha_low=0.687654, alpha_high=Mark.UNAVAILABLE, kappa=0.81, kappa_low=0.7, kappa_high=0.9,
        reason="",
    )  # fmt: skip
    shown = round_agreement(row, make(5))
    assert shown.documents in (10, 15) and shown.units == 22 * shown.documents
    assert (shown.agreed, shown.alpha, shown.alpha_low, shown.alpha_high) == (92.0, 0.81, 0.69, "x")
    assert round_agreement(shown, make(5)) == shown  # as taken over from the last results


def test_what_was_said_against_a_claim_is_not_listed_in_full():
    case = NegativeCase(
        domain="d", theme="t", stance="negative", kind="interview", role="r", year=2019,
        valence="negative", form="summary", text="",
    )  # fmt: skip
    rows = tuple(replace(case, theme=theme, text=str(i)) for i in range(14) for theme in "tu")
    assert limit_cases(rows, 10) == rows[:20]
