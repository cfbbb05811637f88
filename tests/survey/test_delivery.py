"""Files of every format become the same table, with what they say of their columns."""

import dataclasses
import warnings

import openpyxl
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from analysis.errors import Breaches, Remark
from analysis.study.reading import read_study
from analysis.survey.delivery import Column, read_delivery
from analysis.survey.delivery.ddi import read_ddi
from analysis.survey.inspection.drafts import draft_codes, draft_variable, tell_status, turn_codes
from analysis.survey.panel import build_panel
from tests.copies import ROOT
from tests.deliveries import FORMATS, deliver, draw_third, write_ddi

TABLE = pd.DataFrame(
    {
        "id": ["R1", "R2", "R3", "R4"],
        "influence": [1.0, -9.0, 2.0, None],
        "weight": [0.9524, 1.0, 250.75, 3.0],
        "place": ["Café", "Don’t know", "", "£200"],
    }
)
TEXT = {
    "id": ["R1", "R2", "R3", "R4"],
    "influence": ["1", "-9", "2", ""],
    "weight": ["0.9524", "1", "250.75", "3"],
    "place": ["Café", "Don’t know", "", "£200"],
}
ANSWERS = {1: "Definitely agree", 2: "Tend to agree", -8: "Don't know", -9: "Refused"}


def fault_of(path) -> str:
    with pytest.raises(Breaches) as caught:
        read_delivery(path)
    return str(caught.value)


@pytest.mark.parametrize("options", [{}, {"row_compress": True}, {"compress": True}])
def test_spss_keeps_labels_and_user_missing_codes(tmp_path, options):
    path = tmp_path / ("w.zsav" if "compress" in options else "w.sav")
    pyreadstat.write_sav(
        TABLE, str(path), column_labels={"influence": "Influence on decisions"},
        variable_value_labels={"influence": ANSWERS},
        missing_ranges={"influence": [{"lo": -9, "hi": -1}, 77], "place": ["XX"]}, **options,
    )  # fmt: skip
    found = read_delivery(path)
    assert found.table.to_dict("list") == TEXT
    column = found.column("influence")
    assert column.label == "Influence on decisions"
    assert column.answers == {str(code): text for code, text in ANSWERS.items()}
    assert [column.marks_missing(code) for code in ("-9", "-4.5", "-1", "77", "1", "0", "")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
    assert found.column("place").marks_missing("XX")


@pytest.mark.parametrize("version", [15, 12, 10])
def test_stata_keeps_tagged_missing_codes_apart(tmp_path, version):
    """Stata's .a and .b are kinds of missing answer, its . is none."""
    table = TABLE.drop(columns="place").astype({"influence": object})
    table["influence"] = [1, "a", "b", None]
    path = tmp_path / "w.dta"
    pyreadstat.write_dta(
        table, str(path), version=version, missing_user_values={"influence": ["a", "b"]},
        variable_value_labels={"influence": {1: "Definitely agree", "a": "Refused"}},
        column_labels={"influence": "Influence on decisions"},
    )  # fmt: skip
    found = read_delivery(path)
    assert found.table["influence"].tolist() == ["1", ".a", ".b", ""]
    assert found.table["weight"].tolist() == TEXT["weight"]
    column = found.column("influence")
    assert column.answers == {"1": "Definitely agree", ".a": "Refused"}
    assert column.marks_missing(".a") and not column.marks_missing("1")


def test_four_byte_numbers_have_the_digits_they_were_written_with(tmp_path):
    path = tmp_path / "w.dta"
    pd.DataFrame({"weight": pd.Series([0.9524, 1.1, 2.0], dtype="float32")}).to_stata(
        path, write_index=False
    )
    assert read_delivery(path).table["weight"].tolist() == ["0.9524", "1.1", "2"]


ENCODINGS = {
    "UTF-8": ("utf-8", ",", None),
    "UTF-8 with mark": ("utf-8-sig", ",", None),
    "UTF-16": ("utf-16", ",", "UTF-16"),
    "UTF-16 without mark": ("utf-16-le", ",", "UTF-16"),
    "Windows-1252": ("cp1252", ",", "Windows-1252"),
    "Mac Roman": ("mac_roman", ",", "Mac Roman"),
    "semicolons": ("cp1252", ";", "semicolons"),
    "tabs": ("utf-8", "\t", "tabs"),
    "bars": ("utf-8", "|", "vertical bars"),
}


@pytest.mark.parametrize(("encoding", "separator", "told"), ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_in_any_encoding_and_with_any_separator(tmp_path, encoding, separator, told, end):
    path = tmp_path / "w.csv"
    text = pd.DataFrame(TEXT).to_csv(index=False, sep=separator, lineterminator=end)
    path.write_bytes(text.encode(encoding))
    found = read_delivery(path)
    assert found.table.to_dict("list") == TEXT
    assert (told or "") in " ".join(found.remarks)
    assert bool(found.remarks) == bool(told)


def test_cells_may_hold_separators_quotation_marks_and_line_ends(tmp_path):
    path = tmp_path / "w.csv"
    path.write_text('a,b\n1,"x, ""y""\nz"\n007,NA\n')
    assert read_delivery(path).table.to_dict("list") == {
        "a": ["1", "007"],
        "b": ['x, "y"\nz', "NA"],
    }


TEXT_FAULTS = {
    "two encodings": ("id,place\nR1,Café\n".encode() + "R2,Café\n".encode("cp1252"), "several encodings are mixed: part is UTF-8 (line 2)"),
    "Windows and Mac": ("id,place\nR1,Don’t see ½ of it\n".encode("cp1252") + "R2,Müller für Café\n".encode("mac_roman"), "several encodings may be mixed"),
    "encoded twice": ("id,place\nR1,Café\n".encode().decode("cp1252").encode(), "encoded twice (line 2)"),
    "cut in a letter": ("id,place\nR1,Café".encode()[:-1], "in the middle of a letter"),
    "cut in a row": (b"id,place\nR1,x\nR2", "1 row has another number of columns than the header (line 3)"),
    "cut in a quotation": (b'id,place\nR1,"x', "a quotation mark is opened and not closed"),
    "no text": (b"id,place\nR1,\x00\x01\n", "characters that no text has"),
    "one column": (b"id place\nR1 x\n", "the header is one column"),
    "no name": (b"id,,place\nR1,x,y\n", "column 2 has no name"),
    "a name twice": (b"id,place,place\nR1,x,y\n", "columns 2, 3 have a name that stands twice"),
    "empty": (b"", "the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "wanted"), TEXT_FAULTS.values(), ids=TEXT_FAULTS)
def test_text_that_is_no_table(tmp_path, content, wanted):
    path = tmp_path / "w.csv"
    path.write_bytes(content)
    told = fault_of(path)
    assert wanted in told
    assert "R1" not in told and "R2" not in told and "Caf" not in told


def test_an_excel_sheet(tmp_path):
    path = tmp_path / "w.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [("id", "influence", "seen"), ("R1", 1, True), ("R2", 0.9524, None), (None, None)]:
        sheet.append(row)
    book.create_sheet("empty")
    book.save(path)
    assert read_delivery(path).table.to_dict("list") == {
        "id": ["R1", "R2"],
        "influence": ["1", "0.9524"],
        "seen": ["1", ""],
    }
    book["empty"].append(["labels"])
    book.save(path)
    assert "2 of its 2 sheets hold something; one would be right" in fault_of(path)


def test_parquet_of_any_type(tmp_path):
    path = tmp_path / "w.parquet"
    table = pa.table(
        {
            "influence": pa.array([1, None, -9], pa.int8()),
            "weight": pa.array([0.9524, 1.0, None], pa.float32()),
            "sex": pa.array(["1", "2", "1"]).dictionary_encode(),
            "day": pa.array([0, 1, None], pa.date32()),
        }
    )
    parquet.write_table(table, path)
    assert read_delivery(path).table.to_dict("list") == {
        "influence": ["1", "", "-9"],
        "weight": ["0.9524", "1", ""],
        "sex": ["1", "2", "1"],
        "day": ["1970-01-01", "1970-01-02", ""],
    }
    parquet.write_table(pa.table({"id": ["R1"], "answers": [[1, 2]]}), path)
    assert "column 2 holds more than single values" in fault_of(path)


@pytest.mark.slow
def test_every_format_gives_the_same_wave(tmp_path):
    """The third wave as drawn is what is read, but for zeros at the ends of weights."""
    study = read_study(ROOT / "data")
    third = draw_third(study).reset_index(drop=True)
    for suffix in FORMATS:
        found = read_delivery(deliver(third, tmp_path / f"w{suffix}", study.codebook)).table
        assert found.index[0] == (1 if suffix in (".sav", ".dta", ".parquet") else 2)
        found = found.reset_index(drop=True)
        assert list(found) == list(third)
        weights = found.pop("weight").astype(float), third["weight"].astype(float)
        assert (weights[0] == weights[1]).all()
        expected = third.drop(columns="weight").astype(str)
        assert all((found[name] == expected[name]).all() for name in expected), suffix


def test_a_ddi_codebook(tmp_path):
    study = read_study(ROOT / "data")
    columns = read_ddi(write_ddi(tmp_path / "codebook.xml", study.codebook))
    assert list(columns) == list(dict.fromkeys(row.variable for row in study.codebook))
    assert columns["sex"] == Column(
        label="Sex", answers={"1": "Man", "2": "Woman", "-9": "Refused"}, missing=("-9",)
    )


def test_what_ddi_codebooks_of_data_archives_hold(tmp_path):
    """Ranges of invalid values, codes with zeros in front, labels as attributes, CDATA and line
    ends, as archives' programs write them (elements var, catgry, invalrng, item and range of
    https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd)."""
    path = tmp_path / "codebook.xml"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
        <codeBook xmlns="ddi:codebook:2_5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <dataDscr><varGrp ID="G1" var="V1 V2"><labl>Health</labl></varGrp>
        <var ID="V1" name="GENHLTH" intrvl="discrete"><location width="2"/>
        <labl><![CDATA[How is your health
          in general?]]></labl><qstn><qstnLit>How is it?</qstnLit></qstn>
        <invalrng><item VALUE="-8"/><range UNITS="REAL" min="-99" max="-90"/></invalrng>
        <valrng><range min="1" max="5"/></valrng>
        <catgry><catValu>01</catValu><labl>Very good</labl><catStat type="freq">7</catStat></catgry>
        <catgry missing="Y"><catValu>
        -9
        </catValu></catgry>
        <catgry><labl>a group of categories</labl></catgry></var>
        <var name="OLD" labl=" Older style "><catgry catValu="2" labl="No" missing="Y"/></var>
        </dataDscr></codeBook>"""
    )
    columns = read_ddi(path)
    health = columns["GENHLTH"]
    assert health.label == "How is your health in general?"
    assert health.answers == {"1": "Very good"}
    assert [health.marks_missing(code) for code in ("-9", "-8", "-95", "1", "-1")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert columns["OLD"] == Column(label="Older style", answers={"2": "No"}, missing=("2",))


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><codeBook><var name="&b;"/></codeBook>'


@pytest.mark.parametrize("content", ["", "R1,1", "<codeBook><var", "<codeBook/>", BOMB])
def test_what_is_no_ddi_codebook(tmp_path, content):
    path = tmp_path / "codebook.xml"
    path.write_text(content)
    with pytest.raises(Breaches, match="DDI-Codebook"):
        read_ddi(path)


def test_statuses_are_read_from_what_agencies_write():
    said = {
        "Refused": "refused",
        "Refusal": "refused",
        "Prefer not to say": "refused",
        "Don't know": "dont_know",
        "DON’T KNOW": "dont_know",
        "Item not applicable": "not_asked",
        "Does not apply": "not_asked",
        "Not asked in this wave": "not_asked",
        "Interview ended early": "unexplained",
    }
    assert {label: tell_status(label, missing=True) for label in said} == said
    assert tell_status("Interview ended early", missing=False) == "answered"


def test_codes_are_drafted_only_with_a_meaning(folder):
    rows = [row for row in read_study(folder).codebook if row.variable == "influence"]
    counts = pd.Series({"1": 500, "5": 40, "6": 40, "-7": 12, "-6": 3, "-9": 4, "97": 2})
    column = Column(answers={"5": "Neither", "97": "Ended early"}, missing=("97",))
    drafted = draft_codes(counts, rows, column, least=10)
    assert [(row.code, row.status) for row in drafted] == [
        ("5", "answered"), ("-7", "unexplained"), ("97", "unexplained"),
    ]  # fmt: skip


def test_a_new_column_is_coded_only_if_all_its_codes_have_meanings():
    counts, label = pd.Series({"1": 5, "2": 5, "-9": 1}), "Owns a car"
    known = Column(label=label, answers={"1": "Yes", "2": "No"})
    assert [(row.type, row.code, row.status, row.label) for row in
            draft_variable("car", counts, known, former=False)] == [
        ("coded", "1", "answered", label), ("coded", "2", "answered", ""),
        ("coded", "-9", "unexplained", ""),
    ]  # fmt: skip
    partly = dataclasses.replace(known, answers={"1": "Yes"})
    (row,) = draft_variable("car", counts, partly, former=False)
    assert row.type == "note"


def test_a_scale_that_was_turned_round_is_turned_back(folder):
    rows = [row for row in read_study(folder).codebook if row.variable == "influence"]
    answers = [row.answer for row in rows][:4]
    turned = Column(answers=dict(zip("4321", answers, strict=True)))
    assert turn_codes(rows, turned) == {"1": "4", "2": "3", "3": "2", "4": "1"}
    same = Column(answers=dict(zip("1234", answers, strict=True)))
    assert turn_codes(rows, same) == {}
    other = Column(answers=dict(zip("4321", ["Agree", *answers[1:]], strict=True)))
    assert turn_codes(rows, other) == {}


def put(column: str, rows: slice, value: str):
    def edit(lines):
        place = lines[0].index(column)
        for line in lines[1:][rows]:
            line[place] = value
        return lines

    return edit


def test_negative_codes_without_a_meaning_warn_and_count_as_no_answer(change_wave):
    study = change_wave("wave-1", put("influence", slice(0, 40), "-7"))
    with pytest.warns(Remark) as caught:
        panel = build_panel(study)
    (told,) = [str(each.message) for each in caught]
    assert (
        "column 'influence': a missing code has no meaning in codebook.csv: '-7', in 40 rows"
        in told
    )
    assert (panel["influence:status"] == "unexplained").sum() == 40
    assert panel.loc[panel["influence:status"] == "unexplained", "influence"].isna().all()


def test_empty_cells_warn_and_count_as_no_answer_in_the_first_wave_as_in_a_later_one(change_wave):
    change_wave("wave-1", put("influence", slice(0, 40), ""))
    study = change_wave("wave-2", put("influence", slice(0, 30), " "))
    with pytest.warns(Remark) as caught:
        panel = build_panel(study)
    for told, wave in zip(caught, ("w1", "w2"), strict=True):
        assert f"wave '{wave}'" in str(told.message)
        assert "empty cells of 'influence' count as no answer, unexplained" in str(told.message)
    without = panel["influence:status"] == "unexplained"
    assert panel[without].groupby("wave").size().to_dict() == {"w1": 40, "w2": 30}
    assert panel.loc[without, "influence"].isna().all()


def test_empty_cells_are_what_the_codebook_says(folder, change_wave):
    change_wave("wave-1", put("influence", slice(0, 40), ""))
    with (folder / "codebook.csv").open("a") as codebook:
        codebook.write("influence,,,,Routed past it,not_asked\n")
    panel = build_panel(read_study(folder))
    first = panel[panel["wave"] == "w1"][:40]
    assert (first["influence:status"] == "not_asked").all()


def test_a_rare_code_without_a_meaning_is_not_named(change_wave):
    with pytest.warns(Remark) as caught:
        build_panel(change_wave("wave-1", put("influence", slice(3, 6), "-7")))
    (told,) = [str(each.message) for each in caught]
    assert "-7" not in told and "in 3 rows: lines 5, 6, 7" in told


def test_no_effect_moves_by_the_scale_of_a_wave_s_weights(folder, change_wave):
    """Weights times 250 give the same panel, which is all that effects are made from."""
    old = build_panel(read_study(folder))

    def scale(lines):
        place = lines[0].index("weight")
        for line in lines[1:]:
            line[place] = repr(float(line[place]) * 250)
        return lines

    new = build_panel(change_wave("wave-2", scale))
    assert (new["weight"] - old["weight"]).abs().max() < 1e-9
    assert new.groupby("wave")["weight"].mean().tolist() == pytest.approx([1, 1])
    pd.testing.assert_frame_equal(new.drop(columns="weight"), old.drop(columns="weight"))


def test_the_demonstration_reads_without_a_remark(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error", Remark)
        build_panel(read_study(folder))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("blank", [True, False])
def test_a_header_in_two_rows_as_surveymonkey_writes_it_is_one_question(tmp_path, suffix, blank):
    """Questions in the first row, blank above all but the first option of one; in the second row
    "Response", "Open-Ended Response" and options."""
    rows = [
        [
            "Respondent ID",
            "How is your health?",
            "What helps?",
            "" if blank else "Friends?",
            "Why?",
        ],
        ["", "Response", "Family", "Friends", "Open-Ended Response"],
        ["118", "Good", "Family", "", "No reason"],
    ]
    path = tmp_path / f"w{suffix}"
    if suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([cell or None for cell in row])
        book.save(path)
    assert fault_of(path) == (
        f"w{suffix}:\n  - rows 1 and 2 are one header in two rows, as SurveyMonkey writes it: row 2 "
        "holds 'Response' and options, no respondent. Have the file exported for SPSS, or put the "
        "codebook's name of every column into row 1 of a copy and delete row 2 there"
    )
