"""A fault in a declaration is named with its file, its key and what would be right."""

import shutil
from pathlib import Path

import pytest

from analysis.errors import Breaches
from analysis.study.files import OPTIONAL
from analysis.study.reading import read_study

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def folder(tmp_path) -> Path:
    copy = tmp_path / "study"
    copy.mkdir()
    for path in DATA.glob("*.*"):
        shutil.copy(path, copy)
    return copy


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def faults(folder: Path) -> list[str]:
    with pytest.raises(Breaches) as caught:
        read_study(folder)
    return list(caught.value.faults)


CASES = {
    "break without a note": ("study.toml", 'items = ["belong"]', 'items = ["belong"]\nbreaks = ["w2"]',
        "study.toml: outcomes 'belong': breaks and break_note go together; name the waves from which on the wording differs, and say how"),
    "break at no wave": ("study.toml", 'items = ["belong"]', 'items = ["belong"]\nbreaks = ["w3"]\nbreak_note = "new"',
        "study.toml: outcomes 'belong' breaks: wave 'w3' is not declared; declared: w1, w2"),
    "break at the first wave": ("study.toml", 'items = ["belong"]', 'items = ["belong"]\nbreaks = ["w1"]\nbreak_note = "new"',
        "study.toml: outcomes 'belong' breaks: 'w1' is the first wave; name the wave from which on the wording differs from an earlier one"),
    "new answer that is none": ("study.toml", 'id = "w2"', 'id = "w2"\nnew_answers = ["influence -8"]',
        "study.toml: waves 'w2' new_answers: 'influence -8' is no answer of codebook.csv; right is a variable and a code, such as 'influence 5'"),
    "before that is not before": ("study.toml", 'period = "before"\nfieldwork = [2015-', 'period = "before"\nfieldwork = [2019-',
        "study.toml: waves 'w1': it counts as before, but wave 'w2', which counts as after, was not fielded later"),
    "wave without a label": ("study.toml", 'label = "2018/19"', 'label = " "',
        "study.toml: waves 'w2': it needs a label, and an id of letters, digits, - and _"),
    "a pair of one area": ("study.toml", 'code = "NFL-01"', 'code = "NFL-01"\npair = "one"',
        "study.toml: areas: pair 'one' is not one area of each arm"),
    "returned before it left": ("study.toml", 'code = "NFL-01"', 'code = "NFL-01"\nleft = 2018-01-01\nreturned = 2016-01-01',
        "study.toml: areas 'NFL-01': it returned without having left before"),
    "left before it joined": ("study.toml", 'code = "NFL-01"', 'code = "NFL-01"\njoined = 2018-01-01\nleft = 2016-01-01',
        "study.toml: areas 'NFL-01': it left before it joined; mend the dates"),
    "noun left empty": ("study.toml", 'many = "residents"', 'many = ""',
        "study.toml: study words, respondent many: '' can't stand in a sentence; a noun such as 'pupil' or 'pupils', on one line and with no spaces around it, would be right"),
    "noun on two lines": ("study.toml", 'one = "household"', 'one = "house\\nhold"',
        "study.toml: study words, sampled one: 'house\\nhold' can't stand in a sentence"),
    "noun in braces": ("study.toml", "[study.words]", '[study.words]\nprogramme = "{places}"',
        "study.toml: study words, programme: '{places}' can't stand in a sentence"),
    "article that is none": ("study.toml", 'article = "an"', 'article = "the"',
        "study.toml: study words place article: input should be 'a' or 'an', found 'the'"),
    "unknown noun": ("study.toml", "[study.words]", '[study.words]\nplaces = "towns"',
        "study.toml: study words, key 'places' is unknown; did you mean 'place'?"),
    "misspelt key": ("study.toml", "positive = [1, 2]", "positve = [1, 2]",
        "study.toml: outcomes 'influence', key 'positve' is unknown; did you mean 'positive'?"),
    "misspelt table": ("study.toml", "[disclosure]", "[disclosures]",
        "study.toml: key 'disclosures' is unknown; did you mean 'disclosure'?"),
    "wrong type": ("study.toml", "min_cell = 10", 'min_cell = "ten"',
        "study.toml: disclosure min_cell: input should be a valid integer, found 'ten'"),
    **{
        f"counts rounded to {found}": ("study.toml", "withhold_base = 30", f"withhold_base = 30\nround_counts = {given}",
            f"study.toml: disclosure round_counts: input should be 3, 5 or 10, found {found}")
        for given, found in (("4", "4"), ("0", "0"), ('"5"', "'5'"), ("true", "True"), ("5.5", "5.5"))
    },
    "wrong choice": ("study.toml", 'period = "after"', 'period = "later"',
        "study.toml: waves 'w2' period: input should be 'before' or 'after', found 'later'"),
    "missing key": ("study.toml", 'better = "higher"\n', "",
        "study.toml: outcomes 'influence', key 'better' is missing"),
    "undeclared domain": ("study.toml", 'domain = "local-environment"', 'domain = "local-enviroment"',
        "study.toml: outcomes 'satisfied': domain 'local-enviroment' is not declared; did you mean 'local-environment'?"),
    "undeclared arm": ("study.toml", 'code = "NFL-01"\narm = "nfl"', 'code = "NFL-01"\narm = "nfc"',
        "study.toml: areas 'NFL-01': arm 'nfc' is not declared; did you mean 'nfl'?"),
    "code not in the codebook": ("study.toml", "positive = [4, 5]", "positive = [4, 6]",
        "study.toml: outcomes 'strain': positive code 6 is not in codebook.csv"),
    "id twice": ("study.toml", 'id = "w2"', 'id = "w1"',
        "study.toml: waves: 'w1' is declared 2 times; once would be right"),
    "label twice": ("study.toml", 'label = "Local environment"', 'label = "Economic activity"',
        "study.toml: labels of domains: 'Economic activity' is declared 2 times; once would be right"),
    "unknown status": ("codebook.csv", "Don't know,dont_know", "Don't know,unsure",
        "codebook.csv: line 21 status: input should be 'answered', 'dont_know', 'refused', 'not_asked' or 'unexplained', found 'unsure'"),
    "no type on a variable's first row": ("codebook.csv", "sex,coded,Sex,1", "sex,,Sex,1",
        "codebook.csv: line 7 type: input should be 'respondent', 'former', 'area', 'arm', 'weight', 'coded', 'number' or 'note', found ''"),
    "departure of no variable": ("study.toml", 'id = "w2"', 'id = "w2"\ndepartures = {labels = ["sx"]}',
        "study.toml: waves 'w2' departures labels: variable 'sx' is not declared; did you mean 'sex'?"),
    "separators of a coded variable": ("study.toml", 'id = "w2"', 'id = "w2"\ndepartures = {numbers = [{variable = "sex"}]}',
        "study.toml: waves 'w2' departures numbers: variable 'sex' is not declared; declared: age, weight"),
    "one sign for two things": ("study.toml", 'id = "w2"', 'id = "w2"\ndepartures = {numbers = [{variable = "age", thousands = "."}]}',
        "study.toml: waves 'w2' departures numbers: 'age' has '.' both between thousands and before decimals; they need to differ"),
    "header above the file": ("study.toml", 'id = "w2"', 'id = "w2"\ndepartures = {header = 0}',
        "study.toml: waves 'w2' departures: header 0, rows_below 0; rows of a file are counted from 1, and those below the header from 0"),
    "misspelt departure": ("study.toml", 'id = "w2"', 'id = "w2"\ndepartures = {label = ["sex"]}',
        "study.toml: waves 'w2' departures, key 'label' is unknown; did you mean 'labels'?"),
    "theme in no domain": ("themes.csv", "neighbour-ties,social-connectivity", "neighbour-ties,social",
        "themes.csv: 'neighbour-ties': domain 'social' is not declared; declared: social-connectivity"),
    "claim on an undeclared outcome": ("findings.toml", 'outcomes = ["influence"]', 'outcomes = ["influnce"]',
        "findings.toml: claims 'local-decision-making': outcome 'influnce' is not declared; did you mean 'influence'?"),
    "claim without a reading": ("findings.toml", "[claims.worse]", "[claims.worst]",
        "findings.toml: claims 'social-connectivity', key 'worst' is unknown; did you mean 'worse'?"),
    "published number of the wrong type": ("published.toml", "value = 7.5", 'value = "7.5"',
        "published.toml: numbers 'influence' value: input should be a valid number, found '7.5'"),
    "correction in no wave": ("corrections.toml", 'wave = "w2"', 'wave = "w3"',
        "corrections.toml: corrections 'area': wave 'w3' is not declared"),
    "item answered in what is no section": ("checklists.csv", "sec-findings-rules sec-joint", "tbl-rules sec-joint",
        "checklists.csv: line 5 where: 'tbl-rules' is no id of a section; ids such as sec-methods, with spaces between them, would be right"),
    "item twice": ("checklists.csv", "gripp2-sf,2,", "gripp2-sf,1,",
        "checklists.csv: line 9: item 1 of 'gripp2-sf' is in line 8 already; once would be right"),
    "item neither answered nor explained": ("checklists.csv", 'funders",,Not given in this report.', 'funders",,',
        "checklists.csv: line 43: item 22 of 'strobe' has neither where nor note"),
    "synthetic file among real ones": ("study.toml", 'source = "synthetic"', 'source = "raw"',
        "study.toml: file 'synthetic/wave-1.csv' does not go with source 'raw': demonstration files, and no others, lie in synthetic/"),
    "real file among synthetic ones": ("study.toml", 'file = "synthetic/wave-2.csv"', 'file = "raw/wave-2.csv"',
        "study.toml: file 'raw/wave-2.csv' does not go with source 'synthetic'"),
    "notice on real data": ("study.toml", 'source = "synthetic"', 'source = "raw"',
        "study.toml: study: source 'raw' has neither notice nor truth; take them out"),
    "not TOML": ("findings.toml", "[[claims]]", "[[claims]", "findings.toml: not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "wanted"), CASES.values(), ids=CASES.keys())
def test_fault(folder, name, old, new, wanted):
    edit(folder, name, old, new)
    assert any(fault.startswith(wanted) for fault in faults(folder)), faults(folder)


def test_a_wrong_base_is_one_fault_and_a_right_one_none(folder):
    edit(folder, "study.toml", "withhold_base = 30", "withhold_base = 30\nround_counts = 4")
    assert len(faults(folder)) == 1
    for old, base in ((4, 3), (3, 5), (5, 10)):
        edit(folder, "study.toml", f"round_counts = {old}", f"round_counts = {base}")
        assert read_study(folder).disclosure.round_counts == base


def test_all_faults_of_all_files_at_once(folder):
    edit(folder, "study.toml", "positive = [1, 2]", "positve = [1, 2]")
    edit(folder, "study.toml", "min_df = 10", "min_df = true")
    edit(folder, "published.toml", "value = 7.5", 'value = "7.5"')
    told = "\n".join(faults(folder))
    for words in ("'positve'", "min_df", "published.toml"):
        assert words in told


def test_all_faults_of_area_covariates_at_once(folder):
    for code, rest in {
        "NFL-01": '"high", rented = true}', "NFL-02": "nan}", "NFL-03": "0.4, baseline = 3}",
        "NFL-04": "1, rented = 0.3}",
    }.items():  # fmt: skip
        line = f'code = "{code}"'
        edit(folder, "study.toml", line, f"{line}\ncovariates = {{deprivation = {rest}")
    edit(folder, "study.toml", "[model]\n",
         '[model]\narea_covariates = ["deprivation", "deprived", "baseline", "baseline"]\n')  # fmt: skip
    told = faults(folder)
    assert told[:7] == [
        "study.toml: model area_covariates: area covariate 'deprived' is not declared; did you "
        "mean 'deprivation'?",
        "study.toml: model area_covariates: 'baseline' is named 2 times",
        "study.toml: areas 'NFL-01' covariates: 'deprivation' is 'high'; a number would be right",
        "study.toml: areas 'NFL-01' covariates: 'rented' is True; a number would be right",
        "study.toml: areas 'NFL-02' covariates: 'deprivation' is nan; a finite number would be "
        "right",
        "study.toml: areas 'NFL-03' covariates: 'baseline' stands for the area's own mean before; "
        "give the number another name",
        "study.toml: areas 'NFL-05' covariates: 'deprivation' is missing; model area_covariates "
        "names it",
    ]
    assert len(told) == 6 + 14, "and so on for all areas without a number"


def test_numbers_of_areas_may_stand_there_unused(folder):
    edit(folder, "study.toml", 'code = "NFL-01"', 'code = "NFL-01"\ncovariates = {deprived = 3}')
    assert read_study(folder).areas[0].covariates == {"deprived": 3}


def test_a_missing_file_is_named(folder):
    (folder / "codebook.csv").unlink()
    assert faults(folder) == [
        "codebook.csv: the file is missing or empty; a study with waves needs it"
    ]


def test_optional_files_may_be_absent(folder):
    for name in OPTIONAL.keys() - {"codebook.csv", "codeframe.csv", "themes.csv"}:
        (folder / name).unlink(missing_ok=True)
    study = read_study(folder)
    assert study.claims == study.checklists == ()


def test_further_rows_of_a_variable_may_leave_type_and_label_empty(folder):
    whole = read_study(folder).codebook
    path = folder / "codebook.csv"
    seen, lines = set(), []
    for line in path.read_text().splitlines():
        name, kind, rest = line.split(",", 2)
        lines.append(f"{name},{'' if name in seen else kind},{rest}")
        seen.add(name)
    path.write_text("\n".join(lines) + "\n")
    assert sum(line.split(",")[1] == "" for line in lines) > 100
    assert read_study(folder).codebook == whole
