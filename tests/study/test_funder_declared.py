"""Declarations for a funder: complete and right, or each fault named."""

import re

import pytest

from analysis.errors import Breaches
from analysis.study.consistency.funder import find_check_character
from analysis.study.files import FORMATS
from analysis.study.formats import read_format
from analysis.study.reading import read_study
from tests.funders import complete


@pytest.fixture
def declared(folder):
    """A study's folder with a complete declaration."""
    path = folder / "funder.toml"
    path.write_text(complete(path.read_text()))
    return folder


def faults(folder) -> list[str]:
    with pytest.raises(Breaches) as raised:
        read_study(folder)
    return list(raised.value.faults)


def test_a_complete_declaration_is_read(declared):
    funder = read_study(declared).funder
    (author,) = funder.authors
    assert author.roles == ("Conceptualization", "Writing – original draft")
    assert funder.currency.isoformat() == "2019-03-31"
    assert funder.abbreviations["CI"] == "confidence interval"


def test_a_study_may_declare_nothing_for_a_funder(folder):
    (folder / "funder.toml").unlink()
    assert read_study(folder).funder is None


@pytest.mark.parametrize(
    "orcid", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]
)
def test_the_last_character_of_an_orcid_id(orcid):
    """The examples of ORCID, Structure of the ORCID identifier."""
    assert find_check_character(orcid) == orcid[-1]


CASES = {
    "unknown format": ('format = "nihr-full"', 'format = "nihr-ful"',
        "funder.toml: format: format 'nihr-ful' is not declared; did you mean 'nihr-full'?"),
    "slip in an ORCID iD": ("0000-0002-1825-0097", "0000-0002-1852-0097",
        "funder.toml: authors 'Josiah Carberry' orcid: '0000-0002-1852-0097' has a slip: with these"),
    "an address as an ORCID iD": ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097",
        "funder.toml: authors 'Josiah Carberry' orcid: 'https://orcid.org/0000-0002-1825-0097' is no ORCID iD"),
    "no role of the taxonomy": ('"Conceptualization"', '"Ideas"',
        "funder.toml: authors 'Josiah Carberry' roles (item 1): input should be 'Conceptualization', "),
    "corresponding author who is none": ('corresponding = "Josiah Carberry"', 'corresponding = "J Carberry"',
        "funder.toml: corresponding: author 'J Carberry' is not declared; did you mean 'Josiah Carberry'?"),
    "a text of nothing": ('award = "ABC123"', 'award = " "',
        "funder.toml: award is empty; write it, or leave the key out"),
    "a title of nothing": ('title = "Residents', 'title = ""\n# "',
        "funder.toml: title is empty; write it, or leave the key out"),
    "an author's text of nothing": ('interests = "none"', 'interests = " "',
        "funder.toml: authors 'Josiah Carberry' interests is empty"),
    "a short form of nothing": ('CI = "confidence interval"', 'CI = ""',
        "funder.toml: abbreviations 'CI' has an empty side"),
    "a day that is none": ("currency = 2019-03-31", 'currency = "March 2019"',
        "funder.toml: currency: input should be a valid date"),
    "misspelt key": ("award =", "awards =",
        "funder.toml: key 'awards' is unknown; did you mean 'award'?"),
    "an undeclared characteristic": ("currency = 2019-03-31",
        'currency = 2019-03-31\npopulation = [{characteristic = "sx", category = "Man", percent = 49, source = "x"}]',
        "funder.toml: population 'sx' 'Man': characteristic 'sx' is not declared; did you mean 'sex'?"),
    "a share of more than all": ("currency = 2019-03-31",
        'currency = 2019-03-31\npopulation = [{characteristic = "sex", category = "Man", percent = 149, source = "x"}]',
        "funder.toml: population 'sex' 'Man': 149 is no percentage; 0 to 100 would be right"),
}  # fmt: skip


CITED = re.compile(r"funder\.toml(?: line (\d+) \((.*?)\))?: (.*)", re.DOTALL)


@pytest.mark.parametrize(("old", "new", "wanted"), CASES.values(), ids=CASES.keys())
def test_fault(declared, old, new, wanted):
    path = declared / "funder.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    lines = path.read_text().split("\n")
    cited = [CITED.fullmatch(fault) for fault in faults(declared)]
    found = [each for each in cited if f"funder.toml: {each[3]}".startswith(wanted)]
    assert found, faults(declared)
    number, quoted, _ = found[0].groups()
    assert lines[int(number) - 1].strip() == quoted
    changed = next(line for line in new.split("\n")[::-1] if not line.startswith("#"))
    assert changed in quoted or quoted in changed or quoted == "[abbreviations]"


def test_all_faults_at_once(declared):
    path = declared / "funder.toml"
    text = path.read_text().replace("0097", "0098").replace('award = "ABC123"', 'award = ""')
    path.write_text(text.replace('contact = "jc@example.org"', 'contact = " "'))
    assert len(faults(declared)) == 2, "an empty text is none, a blank one a slip"


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_format_can_be_read(path):
    """And asks for what can be declared, in parts that can be found."""
    found = read_format(path.stem)
    assert found.name and found.parts
    assert all((part.section == "") == (part.kind != "chapter") for part in found.parts)


def test_the_limits_of_nihr():
    """Journals Library, information for authors."""
    full, synopsis = read_format("nihr-full"), read_format("nihr-synopsis")
    limits = {part.title: part.words for part in full.parts if part.words}
    assert limits == {
        "Abstract": 500, "Plain language summary": 300, "Scientific summary": 2400,
        "Main text": 50000,
    }  # fmt: skip
    assert {p.title: p.words for p in synopsis.parts if p.words} == limits | {"Main text": 15000}
    assert (full.title_words, full.megabytes) == (20, 10)


def test_a_fault_of_a_format_is_named(tmp_path, monkeypatch):
    (tmp_path / "strange.toml").write_text('name = "Strange"\nword = 3\n')
    monkeypatch.setattr("analysis.study.formats.FORMATS", tmp_path)
    with pytest.raises(Breaches, match=r"(?s)funders/strange\.toml.*key 'word' is unknown"):
        read_format("strange")
