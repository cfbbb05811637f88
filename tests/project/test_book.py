"""The book of every kind of study: whole, sound, and with nothing of the first study in it."""

import ast
import dataclasses
import itertools
import re
import tomllib

import pytest
import yaml
from declared import SCHOOLS, list_studies, speaking

import analysis
from analysis.project.book import write_book
from analysis.project.filling import Code, quote, write
from analysis.project.templating import TEMPLATES
from analysis.study.reading import read_study
from tests.book.test_prose import computing, foreign_imports, long_cells, prose, typed_numbers
from tests.copies import ROOT

STUDIES = list_studies()
PROFILES = ("web", "funder", "brief")
CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOTE = re.compile(r"^::: \{\.to-write\}\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`\{python\} (\w+)`")
CROSS = re.compile(r"(fig|tbl|sec|eq)-")
# What only the first study is about, says or cites.
FIRST = re.compile(
    r"\bNRP\b|\bNfLs?\b|\bNFL\b|neighbourhood|resilien|North West|CoReN|CLAHRC|oversight|"
    r"popay|nrpsite|giebel|\bcls2019|ngfat|household health|SWEMWBS|\bGAD\b|GAD-7|Liverpool|"
    r"Blackburn|Blackpool|Lancashire|Knowsley|Sefton|Southport|academic team|cultural coherence|"
    r"social connectivity|local decision",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", params=STUDIES, ids=lambda name: name.replace(" ", "-"))
def book(request) -> dict[str, str]:
    return write_book(STUDIES[request.param])


def chapters(book: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in book.items() if name.endswith(".qmd")}


def contents(book: dict[str, str], profile: str) -> list[str]:
    declared = yaml.safe_load(book[f"_quarto-{profile}.yml"])["book"]
    entries = [*declared["chapters"], *declared.get("appendices", [])]
    nested = [entry["chapters"] if isinstance(entry, dict) else [entry] for entry in entries]
    return [path for paths in nested for path in paths]


def cells(text: str) -> list[ast.Module]:
    return [ast.parse(cell) for cell in CELL.findall(text)]


def nodes(text: str, kind: type) -> list:
    return [node for cell in cells(text) for node in ast.walk(cell) if isinstance(node, kind)]


def ids(text: str) -> list[str]:
    return re.findall(r"\{#((?:sec|eq)-[\w-]+)", text) + re.findall(
        r"^#\| label: (\S+)$", text, re.MULTILINE
    )


def named(text: str) -> set[str]:
    """Keys after @ in the prose, of cross-references and of citations."""
    return set(
        re.findall(r"(?<![\w.])@([a-zA-Z][\w-]*\w)", re.sub(r"`[^`]*`", "", CELL.sub("", text)))
    )


def test_what_is_listed_is_there_and_what_is_there_is_listed(book):
    listed = {path for profile in PROFILES for path in contents(book, profile)}
    assert listed == set(chapters(book))
    for profile in PROFILES:
        assert len(contents(book, profile)) == len(set(contents(book, profile)))


def test_the_files_of_a_project_are_there(book):
    beside = {"_quarto.yml", "README.md", "CITATION.cff", "references.bib"}
    assert set(book) - set(chapters(book)) == beside | {f"_quarto-{each}.yml" for each in PROFILES}
    for name in ("_quarto.yml", "CITATION.cff"):
        assert yaml.safe_load(book[name])


def test_nothing_of_the_templates_is_left(book):
    for name, text in book.items():
        assert not re.search(r"<<|>>|<%|%>|<#|#>", text), name
        assert text.endswith("\n") and "\n\n\n" not in text and " \n" not in text, name


def test_divs_are_closed(book):
    for name, text in chapters(book).items():
        depth = 0
        for line in CELL.sub("", text).splitlines():
            if found := re.match(r":{3,}\s*(.*)", line):
                depth += 1 if found[1] else -1
                assert depth >= 0, name
        assert depth == 0, name


def test_cells_call_what_chapters_may_call_and_compute_nothing(book):
    for name, text in chapters(book).items():
        assert all(cell.body for cell in cells(text)), name
        assert long_cells(text) == foreign_imports(text) == computing(text) == [], name
        for node in nodes(text, ast.Attribute):
            assert node.attr in getattr(analysis, node.value.id).__all__, name


def test_values_are_computed_and_what_is_computed_is_used(book):
    for name, text in chapters(book).items():
        made = [n.id for n in nodes(text, ast.Name) if isinstance(n.ctx, ast.Store)]
        shown = set(INLINE.findall(text))
        assert shown <= set(made), name
        assert set(made) - shown <= {"results", "domain"}, name
        assert len(made) == len(set(made)), name


@pytest.mark.parametrize("profile", PROFILES)
def test_references_lead_somewhere_in_every_edition(book, profile):
    texts = [book[path] for path in contents(book, profile)]
    there = [each for text in texts for each in ids(text)]
    assert len(there) == len(set(there))
    wanted = {each for text in texts for each in named(text) if CROSS.match(each)}
    assert wanted <= set(there)
    floats = {each for each in there if each.startswith(("fig-", "tbl-"))}
    assert floats <= wanted, "a figure or table that no sentence speaks of"
    # Parts of the front page for other editions link to chapters that those have.
    for path, text in zip(contents(book, profile), texts, strict=True):
        for target in re.findall(r"\]\(((?:chapters/)?[\w/-]+\.qmd)", text):
            base = "" if path == "index.qmd" else "chapters/"
            assert base + target in contents(book, "web"), (path, target)


def test_what_is_cited_is_in_the_bibliography_which_has_the_methods_alone(book):
    cited = {key for text in chapters(book).values() for key in named(text) if not CROSS.match(key)}
    assert cited <= set(re.findall(r"^@\w+\{([^,]+),", book["references.bib"], re.MULTILINE))


def test_notes_say_what_how_long_and_give_an_example(book):
    for name, text in chapters(book).items():
        for note in NOTE.findall(text):
            assert len(note.split()) > 12 and note.strip()[0].isupper(), (name, note)
            told = "invented data" in note or "in full" in note
            assert told or re.search(r"From another study: “[^”]+”$", note.strip()), (name, note)
        assert "to-write" not in NOTE.sub("", text), name


def test_numbers_are_typed_in_notes_alone(book):
    for name, text in chapters(book).items():
        assert typed_numbers(NOTE.sub("", text)) == [], name


def test_paragraphs_cells_and_headings_stand_apart(book):
    """What begins a block has an empty line above it, or a div that it is the first in."""
    for name, text in chapters(book).items():
        lines = CELL.sub("```\n```\n", text).splitlines()
        for above, line in itertools.pairwise(lines):
            begins = re.match(r"#{1,3} |:{3,} ?\{", line) or (line == "```" and above != "```")
            assert not begins or not above or re.match(r":{3,} ?\{", above), (name, above, line)


def test_headings_are_what_chapters_begin_with(book):
    for name, text in chapters(book).items():
        heads = re.findall(r"^# .+$", CELL.sub("", text), re.MULTILINE)
        assert len(heads) == 1 and text.startswith(heads[0]), name


def test_templates_hold_nothing_of_the_first_study():
    for path in TEMPLATES.rglob("*"):
        if path.is_file() and path.suffix != ".toml":
            assert not FIRST.search(path.read_text()), (path.name, FIRST.search(path.read_text()))


@pytest.mark.parametrize("name", ["schools", "better", "not-estimable"])
def test_books_hold_nothing_of_the_first_study(name):
    declared = {outcome.everyday for outcome in STUDIES[name].outcomes}
    declared |= {outcome.subject for outcome in STUDIES[name].outcomes}
    declared |= {d.label for d in STUDIES[name].domains} | {d.id for d in STUDIES[name].domains}
    for path, text in write_book(STUDIES[name]).items():
        for each in sorted(declared - {""}, key=len, reverse=True):
            text = re.sub(re.escape(each), "", text, flags=re.IGNORECASE)
        assert not FIRST.search(text), (path, FIRST.search(text))


def test_a_study_of_schools_speaks_of_schools():
    for path, text in chapters(write_book(STUDIES["schools"])).items():
        told = prose(text).replace("Names and places", "Names")
        for arm in STUDIES["schools"].arms:
            told = told.replace(arm.label, "")
        assert not re.search(r"\b(area|areas|residents?|households?|places)\b", told), path
        assert not re.search(r"\b([Aa] [aeio]|[Aa]n [^aeiouh])\w+", told.replace("a one", "")), path
    methods = write_book(STUDIES["schools"])["chapters/methods.qmd"]
    assert "Schools change for many reasons" in methods
    assert "without the breakfast club both groups of schools" in methods


HAVE = {
    "no interviews": r"\binterview|\bjournals?\b|\bthemes?\b|\bcoders?\b",
    "as little as can be": (
        r"\binterview|\bjournals?\b|\bthemes?\b|\bclaims?\b|[Dd]omain by domain|secondary|"
        r"[Ss]ubgroup|[Mm]argin|[Cc]hecklist|[Cc]orrections|[Ll]ogic model"
    ),
    "no claims": r"\bclaims?\b|\bfindings-rules\b|\{\.finding\}",
    "before only": r"@fig-forest|sec-comparing|difference in differences|\bmargins?\b",
    "interviews only": (
        r"\bsurvey\b|\bwaves?\b|difference|\beffects?\b|\bprimary outcome\b|[Rr]espondents\b"
    ),
}


@pytest.mark.parametrize("name", HAVE)
def test_nothing_is_said_of_what_a_study_has_not(name):
    """But for the nouns of a study and what the licence of the code or a note speaks of."""
    allowed = {
        "as little as can be": ("technical-appendix",),
        "interviews only": ("changes", "data-provenance"),
    }
    for path, text in chapters(write_book(STUDIES[name])).items():
        if any(each in path for each in allowed.get(name, ())):
            continue
        told = NOTE.sub("", text)
        found = re.search(HAVE[name], told)
        assert not found, (path, told[max(0, found.start() - 60) : found.end() + 40])


def test_which_chapters_there_are_follows_from_what_is_declared():
    web = {name: set(contents(write_book(study), "web")) for name, study in STUDIES.items()}
    whole = web["the first study"]
    domains = {domain.chapter for domain in STUDIES["the first study"].domains}
    assert {"chapters/impact.qmd", "chapters/integration.qmd", "chapters/published.qmd"} <= whole
    assert domains < whole
    assert whole - web["no interviews"] == {"chapters/integration.qmd"}
    assert web["no claims"] == web["four waves"] == whole
    assert "chapters/impact.qmd" not in web["one domain"]
    assert len(web["one domain"] & domains) == 1
    assert "chapters/baseline.qmd" in web["before only"]
    assert not {"chapters/impact.qmd", "chapters/integration.qmd"} & web["before only"]
    assert "chapters/sample.qmd" not in web["interviews only"]
    assert not {"chapters/published.qmd", "chapters/checklists.qmd"} & web["as little as can be"]


def test_several_waves_show_by_themselves_once_they_are_there():
    for name in ("worse", "four waves"):
        book = write_book(STUDIES[name])
        assert ':::: {.content-visible when-meta="several_waves"}' in book["chapters/impact.qmd"]


def test_places_are_called_few_only_where_they_are():
    study = STUDIES["worse"]
    (one, *_), place = study.areas, study.words.place.many
    more = (dataclasses.replace(one, code=f"X{number}") for number in range(60))
    many = dataclasses.replace(study, areas=(*study.areas, *more))
    few = re.compile(
        rf"\bfew(, and unequal)? (ones|clusters|{place})|{place} were few", re.IGNORECASE
    )
    for each, told in ((study, True), (many, False)):
        # What methods take for granted, and where they were simulated, is the same for any number.
        text = " ".join("\n".join(write_book(each).values()).split())
        text = re.sub(
            rf"in few {place} of equal and of very unequal size, where|that no few", "", text
        )
        found = [said[0] for said in few.finditer(text)]
        assert bool(found) == told, found


def test_the_settings_are_those_of_the_first_study_but_for_what_it_is_called():
    """So that a key which the engine needs is not forgotten in the templates."""
    own = ("title", "author", "date", "description", "output-file")
    for name in ("_quarto.yml", *(f"_quarto-{each}.yml" for each in PROFILES)):
        ours = yaml.safe_load((ROOT / name).read_text())
        theirs = yaml.safe_load(write_book(STUDIES["the first study"])[name])
        assert list(ours) == list(theirs)
        for settings in (ours, theirs):
            for key in (*own, "chapters", "appendices"):
                settings["book"].pop(key, None)
            settings.get("citation", {}).pop("publisher", None)
        assert ours == theirs, name


def test_the_chapters_of_the_first_study_are_in_the_order_of_its_own_book():
    book = write_book(STUDIES["the first study"])
    for profile in PROFILES:
        own = {f"_quarto-{profile}.yml": (ROOT / f"_quarto-{profile}.yml").read_text()}
        assert contents(book, profile) == contents(own, profile)


def test_sources_of_published_numbers_are_left_to_write():
    bib = write_book(STUDIES["the first study"])["references.bib"]
    for number in STUDIES["the first study"].published:
        assert bib.count(f"@misc{{{number.cite},") == 1
        assert f"% To write: the reference of {number.cite}," in bib


HOSTILE = 'A "b" {{< env HOME >}} `{python} x` & <b> | *c* [d](e) # $f$ @popay \\'


def test_labels_are_text_and_never_code():
    study = STUDIES["worse"]
    domain = dataclasses.replace(study.domains[0], id="Ö/x y", label=HOSTILE, chapter="")
    outcomes = tuple(
        dataclasses.replace(
            each, domain=domain.id if each.domain == study.domains[0].id else each.domain
        )
        for each in study.outcomes
    )
    words = dataclasses.replace(SCHOOLS, programme=HOSTILE)
    hostile = dataclasses.replace(
        speaking(study, words),
        domains=(domain, *study.domains[1:]), outcomes=outcomes, claims=(),
    )  # fmt: skip
    book = write_book(hostile)
    path = "chapters/domain-x-y.qmd"
    for name, text in chapters(book).items():
        told = CELL.sub("", text)
        assert "{{< env" not in told and "<b>" not in told and "@popay" not in named(text), name
        assert "{python} x`" not in re.sub(r"\\.", "", told), name
        for cell in CELL.findall(text):
            ast.parse(cell)
            for option in re.findall(r"^#\| (.*)$", cell, re.MULTILINE):
                assert isinstance(yaml.safe_load(option), dict), option
    assert 'domain = "Ö/x y"' in book[path] and "{#sec-domain-x-y}" in book[path]
    assert yaml.safe_load(book["_quarto.yml"])["book"]["title"] == study.study.title


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Local decision-making", "Local decision-making"),
        ("Health, work and home", "Health, work and home"),
        ("Pupils’ wellbeing (all ages)", "Pupils’ wellbeing (all ages)"),
        ("A*b", "A\\*b"),
        ("1. First", "1\\. First"),
        ("- item", "\\- item"),
        ("a -- b", "a \\-\\- b"),
    ],
)
def test_plain_words_stay_plain_and_others_are_shown_as_written(text, markdown):
    assert write(text) == markdown
    assert write(Code(text)) == text
    assert yaml.safe_load(f'"{quote(text)}"') == markdown


def test_outcomes_and_domains_of_like_names_are_kept_apart():
    study = STUDIES["better"]
    first = study.outcomes[0]
    twins = tuple(
        dataclasses.replace(first, id=id, role=role)
        for id, role in (("a b", "primary"), ("a_b", "secondary"), ("A-b", "secondary"))
    )
    book = write_book(dataclasses.replace(study, outcomes=(*twins, *study.outcomes[1:])))
    text = book[f"chapters/domain-{first.domain}.qmd"]
    assert [f"change_a_b{end} = words.change(results" in text for end in ("", "_2", "_3")] == [
        True
    ] * 3


def test_the_day_is_the_one_that_is_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    book = write_book(STUDIES["better"])
    assert yaml.safe_load(book["_quarto.yml"])["book"]["date"] == "28 May 2026"
    assert "date-published: 2026-05-28" in book["CITATION.cff"]
    assert book == write_book(read_study(ROOT / "tests/studies/answers/better"))


def test_the_citation_names_the_version_of_the_engine():
    """As pyproject.toml has it, and as text that a program reads."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    cited = yaml.safe_load(write_book(STUDIES["worse"])["CITATION.cff"])
    assert cited["version"] == declared
