"""Whose words are printed, and that nobody is named."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from analysis.disclosure.names import refuse_names
from analysis.errors import Breaches
from analysis.results.records import Evidence, Excerpt
from analysis.study.reading import read_study
from analysis.themes.excerpts import Excerpts
from analysis.themes.quotation import choose_excerpts, list_negative_cases
from analysis.themes.redaction import Redaction, name_places, read_redactions, redact

DATA = Path(__file__).parents[2] / "data"
STUDY = read_study(DATA)


def said(*rows) -> Excerpts:
    """One interview a row: consent, its own words, a summary, valence, theme."""
    names = [f"INT-{number:02d}" for number in range(len(rows))]
    documents = pd.DataFrame(
        {"document": names, "source": names, "kind": "interview", "role": "resident-adviser",
         "date": [f"2019-05-{day:02d}" for day in range(1, len(rows) + 1)],
         "consent": [row[0] for row in rows]}
    )  # fmt: skip
    codings = pd.DataFrame(
        {"document": names, "theme": [row[4] if len(row) > 4 else "grants" for row in rows],
         "valence": [row[3] for row in rows], "coder": "", "text": [row[1] for row in rows],
         "summary": [row[2] for row in rows], "counts": True}
    )  # fmt: skip
    return Excerpts(documents=documents, codings=codings.merge(documents, on="document"))


def printed(*rows):
    return [(e.form, e.text) for e in choose_excerpts(said(*rows), STUDY)]


def test_own_words_are_printed_only_with_consent_to_be_quoted():
    for consent, form in (("quote", "quote"), ("summary", "summary")):
        text = {"quote": "I applied.", "summary": "Says that there was an application."}[form]
        row = (consent, "I applied.", "Says that there was an application.", "positive")
        assert printed(row) == [(form, text)]
    assert printed(("none", "I applied.", "Says that there was one.", "positive")) == []


def test_without_a_summary_nothing_is_printed_of_who_did_not_consent_to_be_quoted():
    assert printed(("summary", "I applied.", "", "positive")) == []
    assert printed(("quote", "", "Says so.", "positive")) == [("summary", "Says so.")]


def test_the_next_source_speaks_where_the_earliest_did_not_consent():
    rows = (
        ("none", "No.", "Said no.", "negative"),
        ("summary", "No.", "Also said no.", "negative"),
    )
    assert printed(*rows) == [("summary", "Also said no.")]


def test_demonstration_data_print_summaries_alone():
    shown = choose_excerpts(said(("summary", "", "An invented summary.", "mixed")), STUDY)
    assert {excerpt.form for excerpt in shown} == {"summary"}


def test_negative_cases_are_those_who_speak_against_the_claim_each_wording_once():
    claim = next(claim for claim in STUDY.claims if claim.domain == "local-decision-making")
    assert "limits-of-influence" in claim.contrary and "oversight-groups" in claim.themes
    cases = list_negative_cases(
        said(
            ("summary", "", "Found the group open.", "positive", "oversight-groups"),
            ("summary", "", "Found the group closed.", "negative", "oversight-groups"),
            ("summary", "", "Found the group closed.", "negative", "oversight-groups"),
            ("summary", "", "Found a limit.", "mixed", "limits-of-influence"),
            ("summary", "", "Found no limit.", "positive", "limits-of-influence"),
            ("summary", "", "Found no money.", "negative", "money-advice"),
        ),
        STUDY,
    )
    assert [(case.domain, case.theme, case.stance, case.text) for case in cases] == [
        ("local-decision-making", "oversight-groups", "negative", "Found the group closed."),
        ("local-decision-making", "limits-of-influence", "contrary", "Found a limit."),
        ("economic-activity", "money-advice", "negative", "Found no money."),
    ]


NAMES = (
    Redaction(find="Ann", replace="[neighbour]", line=2),
    Redaction(find="Ann O'Hara", replace="[adviser]", line=3),
    Redaction(find="Example Green", replace="[the estate]", line=4),
)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Met Ann there.", "Met [neighbour] there."),
        ("ANN's idea", "[neighbour]'s idea"),
        ("Ann O'Hara and Ann", "[adviser] and [neighbour]"),
        ("Ann  O\u2019Hara", "[adviser]"),
        ("from Example-Green", "from [the estate]"),
        ("annual plans, Joanna", "annual plans, Joanna"),
    ],
)
def test_names_are_replaced_as_whole_words(text, redacted):
    found = redact(said(("quote", text, "", "positive")), NAMES)
    assert found.codings["text"].tolist() == [redacted]


def excerpt(text: str) -> Evidence:
    shown = Excerpt(theme="grants", kind="interview", role="third-sector", year=2019,
                    valence="positive", form="quote", text=text)  # fmt: skip
    return Evidence(excerpts=(shown,))


@pytest.mark.parametrize(
    "text",
    ["Met A\u0301nn there", "Met Ann\u200b there", "met ann", "Met A\u00adnn", "in EXAMPLE  green",
     "lives in NFL-03", "lives in nfl 03"],
)  # fmt: skip
def test_results_in_which_a_name_survives_are_refused_without_printing_it(text):
    with pytest.raises(Breaches) as caught:
        refuse_names(excerpt(text), STUDY, name_places(NAMES))
    (fault,) = caught.value.faults[:1]
    assert fault.startswith("results/excerpts.csv, line 2: ")
    assert "survives" in fault
    assert not any(word in str(caught.value) for word in ("Ann", "Example", "NFL"))


def test_words_that_hold_a_name_are_no_name():
    refuse_names(excerpt("annual plans for Joanna, 03 of them"), STUDY, name_places(NAMES))


def test_a_table_of_redactions_is_read_and_its_faults_are_named(tmp_path):
    qualitative = dataclasses.replace(STUDY.qualitative, redactions="names.csv")
    study = dataclasses.replace(STUDY, folder=tmp_path, qualitative=qualitative)
    (tmp_path / "names.csv").write_text("find,replace\nAnn,[neighbour]\n")
    assert read_redactions(study) == (Redaction(find="Ann", replace="[neighbour]", line=2),)
    (tmp_path / "names.csv").write_text("find,with\nAnn,[neighbour]\n")
    with pytest.raises(Breaches, match="column 'replace' is missing"):
        read_redactions(study)
    assert read_redactions(STUDY) == ()
