"""Rereading claims: what is shown, what is asked, and that an answer is an edit made by hand."""

import os
import sys
import tomllib
from pathlib import Path

import pexpect
import pytest

from analysis.commands.claim_sheet import prepare_sheet
from analysis.commands.declaration_edits import edit_claim
from analysis.commands.review import list_stale, review
from analysis.errors import Breaches
from analysis.results.chapters import read_chapters
from analysis.results.results import load_results
from tests.command_line import run
from tests.copies import ROOT

TEXT = (ROOT / "data/findings.toml").read_text()
SOCIAL, CULTURAL = "social-connectivity", "cultural-coherence"


def make_stale(folder: Path, *domains: str) -> None:
    """Have claims bear the stamp of other evidence, and make the results again."""
    path = folder / "findings.toml"
    text = path.read_text()
    for domain in domains:
        text = edit_claim(text, domain, {"stamp": "00000000-00000000"})
    path.write_text(text)
    done = run(folder, "results")
    assert done.returncode == 0, done.stderr


def claims(folder: Path) -> dict[str, dict]:
    found = tomllib.loads((folder / "findings.toml").read_text())["claims"]
    return {claim["domain"]: claim for claim in found}


def answer(folder: Path, *answers: str, domain: str | None = None):
    """Feed answers to a review; return how many were written, the sheets and what was said."""
    results = load_results(folder)
    given, sheets, said = iter(answers), [], []
    count = review(
        results,
        list_stale(results, domain),
        read_chapters(ROOT),
        lambda question: next(given),
        lambda sheet, place, total: sheets.append(sheet),
        said.append,
    )
    assert next(given, None) is None
    return count, sheets, said


@pytest.fixture(autouse=True)
def no_editor(monkeypatch):
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


def test_an_edit_touches_nothing_else():
    values = {"reviewed_at": "w9", "reviewed_by": "Rita", "stamp": "1-2"}
    old, new = TEXT.splitlines(), edit_claim(TEXT, CULTURAL, values).splitlines()
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert [b for _, b in changed] == [f'{k} = "{v}"' for k, v in values.items()]
    at = new.index('reviewed_at = "w9"')
    assert new[at - 5] == f'domain = "{CULTURAL}"'


def test_a_stamp_that_was_never_there_goes_to_its_claim():
    text = "".join(line for line in TEXT.splitlines(True) if not line.startswith("stamp"))
    new = tomllib.loads(edit_claim(text, CULTURAL, {"stamp": "1-2"}))["claims"]
    assert [claim.get("stamp") for claim in new][:3] == [None, "1-2", None]
    assert "stamp" not in new[1]["better"]


def test_dropping_leaves_the_others_as_they_were():
    text = edit_claim(TEXT, CULTURAL, None)
    assert text.startswith(TEXT[: TEXT.index("[[claims]]")])
    old = [claim for claim in tomllib.loads(TEXT)["claims"] if claim["domain"] != CULTURAL]
    assert tomllib.loads(text)["claims"] == old
    assert "# the claim is about the survey alone" in text


def test_line_ends_stay():
    assert "\n" not in edit_claim(TEXT.replace("\n", "\r\n"), SOCIAL, {"stamp": "1-2"}).replace(
        "\r\n", ""
    )


def test_a_claim_that_went_meanwhile_is_named():
    with pytest.raises(Breaches, match="no claim on 'air' any more"):
        edit_claim(TEXT, "air", {})


def test_answers_are_kept_edited_dropped_and_skipped(folder, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    health, local = "health-wellbeing", "local-decision-making"
    make_stale(folder, SOCIAL, CULTURAL, local, health)
    before = claims(folder)
    stamps = {finding.domain: finding.stamp for finding in load_results(folder).findings}
    count, sheets, said = answer(
        folder, "?", "k", "Rita Reviewer", "edit", "", "Stories \u202e\x1b were told.", "b", "s", "d", "n",
    )  # fmt: skip
    assert count == 2 and [sheet.claim.domain for sheet in sheets] == [
        SOCIAL,
        CULTURAL,
        local,
        health,
    ]
    after = claims(folder)
    stamped = {"reviewed_at": "w2", "reviewed_by": "Rita Reviewer"}
    assert after[SOCIAL] == before[SOCIAL] | stamped | {"stamp": stamps[SOCIAL]}
    edited = {"statement": "Stories were told.", "expects": "better", "stamp": stamps[CULTURAL]}
    assert after[CULTURAL] == before[CULTURAL] | stamped | edited
    assert (after[local], after[health]) == (before[local], before[health])
    assert any("chapters/health-wellbeing.qmd" in text for text in said)
    assert run(folder, "results").returncode == 0
    count, _, _ = answer(folder, "s", "d", "y", "Rita Reviewer")
    assert count == 1 and list(claims(folder)) == [d for d in before if d != health]
    left = [
        finding.domain for finding in load_results(folder).findings if finding.status == "stale"
    ]
    assert left == [local, health]


def test_an_interruption_loses_no_answer(folder, monkeypatch):
    make_stale(folder, SOCIAL, CULTURAL)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    with pytest.raises(StopIteration):
        answer(folder, "k", "Rita Reviewer")
    assert claims(folder)[SOCIAL]["stamp"] != "00000000-00000000"
    assert claims(folder)[CULTURAL]["stamp"] == "00000000-00000000"


def test_an_editor_is_used_where_one_is_named(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    editor = tmp_path / "editor.py"
    editor.write_text("import sys; open(sys.argv[1], 'a').write('It\\nis so.\\n')")
    old = claims(folder)[SOCIAL]["statement"]
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    assert answer(folder, "e", "Rita Reviewer", "n", domain=SOCIAL)[0] == 1
    assert claims(folder)[SOCIAL]["statement"] == f"{old} It is so."
    monkeypatch.setenv("EDITOR", "no-such-editor")
    with pytest.raises(Breaches, match="no-such-editor"):
        answer(folder, "e", "Rita Reviewer", domain=SOCIAL)
    assert claims(folder)[SOCIAL]["statement"] == f"{old} It is so."


def test_old_evidence_is_what_the_claim_was_last_reread_against(history):
    """In git, the newest results that bear the claim's stamp; a claim no results bear has none."""
    results = load_results(history)
    sheet = prepare_sheet(results, results.finding("local-decision-making"))
    assert sheet.then.startswith("when last reread (")
    what, then, now = sheet.evidence[0]
    assert what == "Can influence local decisions" and then == now
    assert "4.3" in now and now.endswith("no clear change")
    assert any("may speak against it" in line[0] for line in sheet.evidence)
    assert tell(history, "11111111-11111111").startswith("19.5 (")
    assert tell(history, "00000000-00000000") == "not known"


def tell(history: Path, stamp: str) -> str:
    """The earlier effect on influence for a claim that was last reread at a stamp."""
    path = history / "findings.toml"
    path.write_text(edit_claim(path.read_text(), "local-decision-making", {"stamp": stamp}))
    results = load_results(history)
    sheet = prepare_sheet(results, results.finding("local-decision-making"))
    return sheet.evidence[0][1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "run it at a terminal"),
        (("--domain", "air"), "there is no finding on domain 'air'"),
    ],
)
def test_it_is_refused_without_a_person_or_a_claim(folder, words, said):
    make_stale(folder, SOCIAL)
    done = run(folder, "review", *words)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr


def test_nothing_to_reread_and_stale_results_are_said_first(folder):
    assert "No claim is stale" in run(folder, "review").stdout
    (folder / "themes.csv").write_text((folder / "themes.csv").read_text() + "\n")
    done = run(folder, "review")
    assert done.returncode == 1 and "run `make results`, then review" in done.stderr


def test_a_person_walks_through_at_a_terminal(folder):
    make_stale(folder, SOCIAL, CULTURAL)
    environment = {
        **os.environ,
        "STUDY": str(folder),
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
    }
    terminal = pexpect.spawn(
        sys.executable, ["-m", "analysis", "review"], cwd=str(ROOT), env=environment,
        encoding="utf-8", dimensions=(60, 120), timeout=60,
    )  # fmt: skip
    terminal.expect("1 of 2: social-connectivity")
    terminal.expect("People involved describe better connections")
    terminal.expect("Not reread since")
    terminal.expect("keep, edit, drop, skip or quit")
    terminal.sendline("k")
    terminal.expect("Your name")
    terminal.sendline("Rita Reviewer")
    terminal.expect("Written to findings.toml")
    terminal.expect("2 of 2: cultural-coherence")
    terminal.expect("skip or quit")
    terminal.sendintr()
    terminal.expect("the answers so far are written. Next: make results")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert claims(folder)[SOCIAL]["reviewed_by"] == "Rita Reviewer"
    assert claims(folder)[CULTURAL]["stamp"] == "00000000-00000000"
