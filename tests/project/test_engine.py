"""A newer engine in the place of an older one, and back."""

import json
import re
import shutil
from pathlib import Path

import pytest

from analysis.commands import upgrade
from analysis.errors import Breaches
from analysis.project import engine
from tests.command_line import run

CHANGED = "analysis/report/numbers.py"


@pytest.fixture
def older(tmp_path) -> Path:
    """A project that has an older engine: one file is other, one gone since, one not there yet,
    one package of another version."""
    project = tmp_path / "study"
    engine.copy_engine(engine.HERE, project)
    (project / CHANGED).write_text((project / CHANGED).read_text() + "\n# older\n")
    (project / "analysis/report/gone.py").write_text("x = 1\n")
    (project / "analysis/report/sentence.py").unlink()
    declared = project / "pyproject.toml"
    declared.write_text(declared.read_text().replace('version = "0.2.0"', 'version = "0.1.0"'))
    lock = project / "requirements.lock"
    lock.write_text(re.sub(r"^jinja2==\S+", "jinja2==3.0.0", lock.read_text(), flags=re.MULTILINE))
    record = engine.write_record(engine.describe_engine(project))
    (project / engine.RECORD).write_text(record)
    (project / "data").mkdir(exist_ok=True)
    (project / "data/study.toml").write_text("[study]\n")
    (project / "index.qmd").write_text("# Ours\n")
    return project


def list_texts(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and engine.BEFORE not in path.parts
    }


def test_engine_files_are_replaced_and_the_study_stays(older):
    before = list_texts(older)
    done = run(older, "upgrade", str(older), "--yes")
    assert done.returncode == 0, done.stderr
    after = list_texts(older)
    here = {name: (engine.HERE / name).read_bytes() for name in engine.list_files(engine.HERE)}
    assert {name: after[name] for name in here} == here
    assert "analysis/report/gone.py" not in after
    for name in ("index.qmd", "data/study.toml"):
        assert after[name] == before[name]
    assert json.loads(after[engine.RECORD])["version"] == "0.2.0"
    for said in ("0.1.0 → 0.2.0", "jinja2: 3.0.0 → ", "Begin a study of your own", "declared anew"):
        assert said in done.stdout


def test_and_back_to_the_byte(older):
    before = list_texts(older)
    assert run(older, "upgrade", str(older), "--yes").returncode == 0
    assert run(older, "upgrade", str(older), "--back", "--yes").returncode == 0
    assert list_texts(older) == before


def test_nothing_is_written_without_a_word(older):
    before = list_texts(older)
    assert run(older, "upgrade", str(older), "--dry-run").returncode == 0
    done = run(older, "upgrade", str(older))
    assert done.returncode == 1 and "nobody is there to ask" in done.stderr
    assert list_texts(older) == before
    assert not (older / engine.BEFORE).exists()


def test_files_edited_there_are_named_and_kept(older):
    (older / "Makefile").write_text("ours:\n")
    done = run(older, "upgrade", str(older), "--yes")
    assert done.returncode == 1 and "Makefile was edited there" in done.stderr
    assert (older / "Makefile").read_text() == "ours:\n"
    assert run(older, "upgrade", str(older), "--yes", "--overwrite").returncode == 0
    assert (older / "Makefile").read_bytes() == (engine.HERE / "Makefile").read_bytes()
    assert (older / engine.BEFORE / "Makefile").read_text() == "ours:\n"


def test_interrupted_the_project_is_as_it_was(older, monkeypatch):
    before = list_texts(older)
    real = shutil.os.replace
    calls = []

    def stop(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr("analysis.commands.transaction.os.replace", stop)
    plan = engine.plan_upgrade(older)
    with pytest.raises(KeyboardInterrupt):
        upgrade.replace_engine(older, engine.HERE, plan)
    monkeypatch.undo()
    assert list_texts(older) == before


def test_the_same_engine_changes_nothing(tmp_path):
    project = tmp_path / "study"
    engine.copy_engine(engine.HERE, project)
    assert engine.plan_upgrade(project).empty
    done = run(project, "upgrade", str(project), "--yes")
    assert done.returncode == 0 and "has this engine already" in done.stdout


def test_a_folder_without_a_record_is_refused(tmp_path):
    with pytest.raises(Breaches, match=r"engine\.json is missing"):
        engine.plan_upgrade(tmp_path)
