"""What pages say of areas adjusted for what is known of them, and that they say it only then."""

from dataclasses import replace

import pytest

from analysis.report import figures, tables, words
from analysis.report.markdown import escape, plain
from analysis.study.records import Area
from tests.report.conftest import specification
from tests.report.test_figures import drawn_text


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def declare(results, *names):
    """Results of a study that adjusts areas for these."""
    model = replace(results.study.model, area_covariates=names)
    areas = tuple(
        Area(code=area.code, arm=area.arm, covariates={"share of homes rented": place / 10})
        for place, area in enumerate(results.study.areas)
    )
    more = specification("areas-adjusted", 5.2, -0.4, 10.8, 0.066)
    return replace(
        results,
        study=replace(results.study, model=model, areas=areas),
        specifications=(*results.specifications, more),
    )


def test_figure_and_table_have_one_more_row_and_say_what_it_is_adjusted_for(results):
    known = declare(results, "share of homes rented", "baseline")
    told = (
        "Areas adjusted for differences: in share of homes rented and the outcome’s own level "
        "before"
    )
    drawn = drawn_text(figures.robustness(known))
    assert told in drawn
    assert "5.2 (−0.4 to 10.8)" in drawn
    table = tables.specifications(known)
    (row,) = [row for row in table.rows if row[0] == "Areas adjusted for differences"]
    assert row[1:3] == ("5.2 (−0.4\u00a0to\u00a010.8)", "0.066")
    assert any(told in note for note in table.notes)


def test_the_methods_explain_it(results):
    changes = words.area_means(declare(results, "share of homes rented"))
    assert (
        "One more estimate compares the areas’ changes, adjusted for share of homes rented; each "
        "thing adjusted for costs a degree of freedom. It takes for granted that areas alike in "
        "this would have changed alike without the programme."
    ) in changes
    levels = words.area_means(declare(results, "baseline"))
    assert "areas’ levels after, adjusted for the outcome’s own level before;" in levels
    assert "comparison of changes seems the less biased" in levels


def test_where_nothing_is_declared_nothing_is_said(results):
    assert words.area_means(results) == (
        "Every area counts the same, so this is the effect on the average area, where the others "
        "give the effect on the average household."
    )
    drawn = drawn_text(figures.robustness(results))
    assert "adjusted for differences" not in drawn
    assert "adjusted for differences" not in str(tables.specifications(results))


def test_a_hostile_name_reads_as_written(results, hostile):
    known = declare(results, hostile)
    for shown in (words.area_means(known), tables.specifications(known)):
        assert escape(hostile) in shown._repr_markdown_()
    assert plain(hostile).split()[0] in drawn_text(figures.robustness(known))
