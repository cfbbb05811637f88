"""A fault in a declaration is named with its file, its key and what would be right."""

import re
import shutil
from pathlib import Path

import pytest

from analysis.errors import Breaches
from analysis.study.files import OPTIONAL, AreasFile
from analysis.study.places import find_places, locate_keys
from analysis.study.reading import read_file, read_study

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
    "a pair of one area": ("areas.csv", "code,arm\nNFL-01,nfl", "code,arm,pair\nNFL-01,nfl,one",
        "areas.csv: areas: pair 'one' is not one area of each arm"),
    "returned before it left": ("areas.csv", "code,arm\nNFL-01,nfl", "code,arm,left,returned\nNFL-01,nfl,2018-01-01,2016-01-01",
        "areas.csv: areas 'NFL-01': it returned without having left before"),
    "left before it joined": ("areas.csv", "code,arm\nNFL-01,nfl", "code,arm,joined,left\nNFL-01,nfl,2018-01-01,2016-01-01",
        "areas.csv: areas 'NFL-01': it left before it joined; mend the dates"),
    "noun left empty": ("study.toml", 'many = "residents"', 'many = ""',
        "study.toml: study words respondent many: '' can't stand in a sentence; a noun such as 'pupil' or 'pupils', on one line and with no spaces around it, would be right"),
    "noun on two lines": ("study.toml", 'one = "household"', 'one = "house\\nhold"',
        "study.toml: study words sampled one: 'house\\nhold' can't stand in a sentence"),
    "noun in braces": ("study.toml", "[study.words]", '[study.words]\nprogramme = "{places}"',
        "study.toml: study words programme: '{places}' can't stand in a sentence"),
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
    "undeclared arm": ("areas.csv", "NFL-01,nfl", "NFL-01,nfc",
        "areas.csv: areas 'NFL-01': arm 'nfc' is not declared; did you mean 'nfl'?"),
    "code not in the codebook": ("study.toml", "positive = [4, 5]", "positive = [4, 6]",
        "study.toml: outcomes 'strain': positive code 6 is not in codebook.csv"),
    "id twice": ("study.toml", 'id = "w2"', 'id = "w1"',
        "study.toml: waves: 'w1' is declared 2 times; once would be right"),
    "label twice": ("study.toml", 'label = "Local environment"', 'label = "Economic activity"',
        "study.toml: labels of domains: 'Economic activity' is declared 2 times; once would be right"),
    "unknown status": ("codebook.csv", "Don't know,dont_know", "Don't know,unsure",
        "codebook.csv: status: input should be 'answered', 'dont_know', 'refused', 'not_asked' or 'unexplained', found 'unsure'"),
    "no type on a variable's first row": ("codebook.csv", "sex,coded,Sex,1", "sex,,Sex,1",
        "codebook.csv: type: input should be 'respondent', 'former', 'count', 'area', 'arm', 'weight', 'coded', 'number' or 'note', found ''"),
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
        "checklists.csv: where: 'tbl-rules' is no id of a section; ids such as sec-methods, with spaces between them, would be right"),
    "item twice": ("checklists.csv", "gripp2-sf,2,", "gripp2-sf,1,",
        "checklists.csv: item 1 of 'gripp2-sf' is in line 8 already; once would be right"),
    "item neither answered nor explained": ("checklists.csv", 'funders",,Not given in this report.', 'funders",,',
        "checklists.csv: item 22 of 'strobe' has neither where nor note"),
    "synthetic file among real ones": ("study.toml", 'source = "synthetic"', 'source = "raw"',
        "study.toml: file 'synthetic/wave-1.csv' does not go with source 'raw': demonstration files, and no others, lie in synthetic/"),
    "real file among synthetic ones": ("study.toml", 'file = "synthetic/wave-2.csv"', 'file = "raw/wave-2.csv"',
        "study.toml: file 'raw/wave-2.csv' does not go with source 'synthetic'"),
    "notice on real data": ("study.toml", 'source = "synthetic"', 'source = "raw"',
        "study.toml: study: source 'raw' has neither notice nor truth; take them out"),
    "not TOML": ("findings.toml", "[[claims]]", "[[claims]", "findings.toml: not valid TOML"),
}  # fmt: skip


# The line that each fault quotes, read off the edited files; none where several could be meant.
QUOTED = {
    "break without a note": 'breaks = ["w2"]',
    "break at no wave": 'breaks = ["w3"]',
    "break at the first wave": 'breaks = ["w1"]',
    "new answer that is none": 'new_answers = ["influence -8"]',
    "before that is not before": 'id = "w1"',
    "wave without a label": 'id = "w2"',
    "a pair of one area": '',
    "returned before it left": 'NFL-01,nfl,2018-01-01,2016-01-01',
    "left before it joined": 'NFL-01,nfl,2018-01-01,2016-01-01',
    "noun left empty": 'respondent = { one = "resident", many = "" }',
    "noun on two lines": 'sampled = { one = "house\\nhold", many = "households" }',
    "article that is none": 'place = { one = "area", many = "areas", article = "the" }',
    "noun in braces": 'programme = "{places}"',
    "unknown noun": 'places = "towns"',
    "misspelt key": 'positve = [1, 2]',
    "misspelt table": '[disclosures]',
    "wrong type": 'min_cell = "ten"',
    "wrong choice": 'period = "later"',
    "missing key": 'id = "influence"',
    "undeclared domain": 'domain = "local-enviroment"',
    "undeclared arm": 'NFL-01,nfc',
    "code not in the codebook": 'positive = [4, 6]',
    "id twice": '',
    "label twice": '',
    "unknown status": "influence,coded,,-8,Don't know,unsure",
    "no type on a variable's first row": 'sex,,Sex,1,Man,answered',
    "departure of no variable": 'departures = {labels = ["sx"]}',
    "separators of a coded variable": 'departures = {numbers = [{variable = "sex"}]}',
    "one sign for two things": 'departures = {numbers = [{variable = "age", thousands = "."}]}',
    "header above the file": 'departures = {header = 0}',
    "misspelt departure": 'departures = {label = ["sex"]}',
    "theme in no domain": 'neighbour-ties,social,Ties between residents,"Residents get to know one another, look in on each other, or lack places t…',
    "claim on an undeclared outcome": 'domain = "local-decision-making"',
    "claim without a reading": '[claims.worst]',
    "published number of the wrong type": 'value = "7.5"',
    "correction in no wave": 'wave = "w3"',
    "item answered in what is no section": 'gramms,4,"Integration: where it took place, how, and who took part",tbl-rules sec-joint,Partly: where and how. Who took …',
    "item twice": 'gripp2-sf,1,"Methods: how the public was involved, clearly described",sec-done,Partly: residents\' part in the programme.…',
    "item neither answered nor explained": 'strobe,22,"Funding: sources, and the role of the funders",,',
    "synthetic file among real ones": '',
    "real file among synthetic ones": '',
    "notice on real data": 'source = "raw" # raw once the programme\'s own files are registered below',
    "not TOML": '[[claims]',
}  # fmt: skip
CITED = re.compile(r"(\S+?)(?: line (\d+) \((.*?)\))?: (.*)", re.DOTALL)


@pytest.mark.parametrize("case", CASES)
def test_fault(folder, case):
    name, old, new, wanted = CASES[case]
    edit(folder, name, old, new)
    cited = [CITED.fullmatch(fault) for fault in faults(folder)]
    found = [each for each in cited if f"{each[1]}: {each[4]}".startswith(wanted)]
    assert found, faults(folder)
    file, number, quoted, _ = found[0].groups()
    assert (quoted or "") == QUOTED.get(case, new.split("\n")[-1]), "the line it is about"
    if number:
        line = (folder / file).read_text().split("\n")[int(number) - 1]
        assert line.strip() == quoted or line.startswith(quoted.removesuffix("…"))


def test_a_fault_quotes_the_line_of_its_key(folder):
    edit(folder, "study.toml", 'better = "higher"', 'better = "more"')
    (told,) = faults(folder)
    lines = (folder / "study.toml").read_text().split("\n")
    number = lines.index('better = "more"') + 1
    assert told == (
        f"study.toml line {number} (better = \"more\"): outcomes 'influence' better: input should "
        "be 'higher' or 'lower', found 'more'"
    )


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("a = 1\nb = [\n  1, # one\n  2,\n]\nc = 3\n", "c", 6),
        ('a = """\n[b]\nc = 1\n"""\n[b]\nc = 2\n', "b c", 6),
        ("a.b = 1\na.c = 2\n", "a c", 2),
        ("[t]\n'x y' = 1\n[t.u]\nv = 2\n", "t x y", 2),
        ("[t]\n'x y' = 1\n[t.u]\nv = 2\n", "t u v", 4),
        ("[[t]]\nid = 'p'\n[t.u]\nv = 1\n[[t]]\nid = 'q'\n[t.u]\nv = 2\n", "t 'q' u v", 8),
        ("[[t]]\n[[t.s]]\nid = 1\n[[t]]\n[[t.s]]\nid = 1\n", "t (number 2) s '1'", 6),
        ("[[t]]\r\nid = 'p'\r\nv = 1\r\n".replace("\r", ""), "t 'p'", 2),
        ("[[t]]\nid = 'p'\nv = 1\n[[t]]\nid = 'p'\nv = 2\n", "t 'p' v", None),
        ("t = [{id = 'p'},\n  {id = 'q'}]\n", "t 'q'", None),
        ("a = 1\nb = \n", "not valid TOML", 2),
    ],
)
def test_lines_of_keys(text, name, line):
    assert find_places(text, ".toml").get(name) == line


def test_rows_are_found_behind_empty_lines_and_cells_of_several_lines():
    text = 'id,label\n\n\na,"one\ntwo"\nb,x\n\nc,y\nc,z\n'
    places = find_places(text, ".csv")
    assert {name: places.get(name) for name in ("line 1", "line 2", "'b'", "line 4", "'c'")} == {
        "line 1": 1, "line 2": 4, "'b'": 6, "line 4": 8, "'c'": None,
    }  # fmt: skip


def test_every_place_of_the_study_that_is_found_is_where_it_says():
    """Each key of every file stands on the line that it is found at."""
    for path in sorted(DATA.glob("*.toml")):
        text = path.read_text()
        lines = text.split("\n")
        found = list(locate_keys(text))
        assert len(found) > 5
        for loc, number in found:
            key = [part for part in loc if isinstance(part, str)][-1]
            assert re.match(rf"[\[\w.\"]*\b{re.escape(key)}\b", lines[number - 1]), (path, loc)


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


def declare_in_blocks(folder: Path) -> None:
    """Write the areas of areas.csv as blocks of study.toml in its place."""
    rows = [line.split(",") for line in (folder / "areas.csv").read_text().splitlines()[1:]]
    blocks = "".join(f'[[areas]]\ncode = "{code}"\narm = "{arm}"\n\n' for code, arm in rows)
    edit(folder, "study.toml", 'areas = "areas.csv"\n', "")
    edit(folder, "study.toml", "[[waves]]", f"{blocks}[[waves]]")
    (folder / "areas.csv").unlink()


COVARIATES = [
    "areas 'NFL-01' covariates: 'deprivation' is 'high'; a number would be right",
    "areas 'NFL-01' covariates: 'rented' is True; a number would be right",
    "areas 'NFL-02' covariates: 'deprivation' is nan; a finite number would be right",
    "areas 'NFL-03' covariates: 'baseline' stands for the area's own mean before; give the number "
    "another name",
    "areas 'NFL-05' covariates: 'deprivation' is missing; model area_covariates names it",
]


def test_all_faults_of_area_covariates_at_once(folder):
    declare_in_blocks(folder)
    for code, rest in {
        "NFL-01": '"high", rented = true}', "NFL-02": "nan}", "NFL-03": "0.4, baseline = 3}",
        "NFL-04": "1, rented = 0.3}",
    }.items():  # fmt: skip
        line = f'code = "{code}"'
        edit(folder, "study.toml", line, f"{line}\ncovariates = {{deprivation = {rest}")
    edit(folder, "study.toml", "[model]\n",
         '[model]\narea_covariates = ["deprivation", "deprived", "baseline", "baseline"]\n')  # fmt: skip
    told = [CITED.fullmatch(fault) for fault in faults(folder)]
    assert [f"{each[1]}: {each[4]}" for each in told][:7] == [
        "study.toml: model area_covariates: area covariate 'deprived' is not declared; did you "
        "mean 'deprivation'?",
        "study.toml: model area_covariates: 'baseline' is named 2 times",
        *(f"study.toml: {fault}" for fault in COVARIATES),
    ]
    assert told[2][3] == 'covariates = {deprivation = "high", rented = true}'
    assert len(told) == 6 + 14, "and so on for all areas without a number"


def test_the_same_faults_in_a_table(folder):
    """There, every cell that is no number is a text."""
    path = folder / "areas.csv"
    given = {"NFL-01": "high,TRUE,", "NFL-02": "nan,,", "NFL-03": "0.4,,3", "NFL-04": "1,0.3,"}
    header, *lines = path.read_text().splitlines()
    rows = [f"{line},{given.get(line.split(',')[0], ',,')}" for line in lines]
    path.write_text("\n".join([f"{header},deprivation,rented,baseline", *rows]) + "\n")
    edit(folder, "study.toml", "[model]\n", '[model]\narea_covariates = ["deprivation"]\n')
    told = [CITED.fullmatch(fault) for fault in faults(folder)]
    wanted = [fault.replace("is True", "is 'TRUE'") for fault in COVARIATES]
    assert [each[4] for each in told][:5] == wanted
    assert {each[1] for each in told} == {"areas.csv"} and len(told) == 4 + 14
    assert [(each[2], each[3]) for each in told][:2] == [("2", "NFL-01,nfl,high,TRUE,")] * 2


def test_numbers_of_areas_may_stand_there_unused(folder):
    declare_in_blocks(folder)
    edit(folder, "study.toml", 'code = "NFL-01"', 'code = "NFL-01"\ncovariates = {deprived = 3}')
    assert read_study(folder).areas[0].covariates == {"deprived": 3}


def test_a_table_of_areas_declares_what_blocks_do(folder):
    """Every key of an area, and numbers in columns of their own."""
    (folder / "areas.csv").write_text(
        "arm,code,pair,start,joined,left,returned,deprivation,share of homes rented\n"
        "nfl,A,one,w2,2015-01-01,2016-01-01,2017-01-01,0.41,30\n"
        "cmp,B,one,,,,,-1e-2,\n"
        ",C,,,,,,,\n"
    )
    with_table = read_file(folder / "areas.csv", AreasFile).rows
    blocks = folder / "blocks.toml"
    blocks.write_text("""
        [[rows]]
        code = "A"
        arm = "nfl"
        pair = "one"
        start = "w2"
        joined = 2015-01-01
        left = 2016-01-01
        returned = 2017-01-01
        covariates = {deprivation = 0.41, "share of homes rented" = 30}
        [[rows]]
        code = "B"
        arm = "cmp"
        pair = "one"
        covariates = {deprivation = -0.01}
        [[rows]]
        code = "C"
    """)
    assert with_table == read_file(blocks, AreasFile).rows
    assert [area.covariates for area in with_table] == [
        {"deprivation": 0.41, "share of homes rented": 30}, {"deprivation": -0.01}, {},
    ]  # fmt: skip


def test_the_study_is_the_same_with_blocks(folder):
    with_table = read_study(folder)
    declare_in_blocks(folder)
    assert read_study(folder) == with_table


AREA_FAULTS = {
    "misspelt column": ("amr", "areas.csv line 1 (code,amr): column 'amr' holds no number; every column but code, arm, pair, start, joined, left, returned is a number known of the areas; did you mean 'arm'?"),
    "no code": (",nfl", "areas.csv line 2 (,nfl): key 'code' is missing"),
    "no day": ("joined", "areas.csv line 2 (NFL-01,nfl,soon): joined: input should be a valid date"),
    "more cells than columns": ("more", "areas.csv line 2 (NFL-01,nfl,0.4): it has more cells than the header"),
    "twice": ("twice", "areas.csv: areas: 'NFL-01' is declared 2 times; once would be right"),
    "no wave": ("start", "areas.csv line 2 (NFL-01,nfl,w9): areas 'NFL-01' start: wave 'w9' is not declared; declared: w1, w2"),
}  # fmt: skip
AREA_TABLES = {
    "amr": "code,amr\nNFL-01,nfl\n",
    ",nfl": "code,arm\n,nfl\n",
    "joined": "code,arm,joined\nNFL-01,nfl,soon\n",
    "more": "code,arm\nNFL-01,nfl,0.4\n",
    "twice": "code,arm\nNFL-01,nfl\nNFL-01,nfl\n",
    "start": "code,arm,start\nNFL-01,nfl,w9\n",
}


@pytest.mark.parametrize(("table", "wanted"), AREA_FAULTS.values(), ids=AREA_FAULTS)
def test_fault_in_a_table_of_areas(folder, table, wanted):
    (folder / "areas.csv").write_text(AREA_TABLES[table])
    told = faults(folder)
    assert len(told) == 1 and told[0].startswith(wanted), told


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("areas.csv", "places.csv", "input should be 'areas.csv' or [[areas]] blocks, found 'places.csv'"),
        ("areas.csv", None, "the file areas.csv is missing; put it beside study.toml"),
    ],
)  # fmt: skip
def test_areas_stand_in_one_place(folder, old, new, wanted):
    if new:
        edit(folder, "study.toml", old, new)
    else:
        (folder / old).unlink()
    (told,) = faults(folder)
    assert re.fullmatch(rf'study\.toml line \d+ \(areas = ".*"\): areas: {re.escape(wanted)}', told)


def test_blocks_beside_a_table_are_refused(folder):
    table = (folder / "areas.csv").read_text()
    declare_in_blocks(folder)
    (folder / "areas.csv").write_text(table)
    (told,) = faults(folder)
    assert "there is a file areas.csv as well" in told


def test_a_third_arm_is_one_fault_that_says_what_to_do(folder):
    edit(folder, "study.toml", "[[arms]]",
         '[[arms]]\nid = "new"\nlabel = "New"\nshort = "New"\nrole = "programme"\n\n[[arms]]')  # fmt: skip
    edit(folder, "areas.csv", "code,arm\nNFL-01,nfl", "code,arm,pair\nNFL-01,new,a")
    (told,) = faults(folder)
    assert told.startswith("study.toml: arms: 3 are declared: 'new' (programme), 'nfl' (programme)")
    for words in ("a study for each programme", "same comparator arm", "Holm", "Dunnett",
                  "correlation", "comparator is the same"):  # fmt: skip
        assert words in told


def test_a_missing_file_is_named(folder):
    (folder / "codebook.csv").unlink()
    assert faults(folder) == [
        "codebook.csv: the file is missing or empty; a study with waves needs it"
    ]


def test_optional_files_may_be_absent(folder):
    for name in OPTIONAL.keys() - {"areas.csv", "codebook.csv", "codeframe.csv", "themes.csv"}:
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
