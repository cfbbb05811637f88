"""Time and memory of beginning a study from its two waves, beside its limits."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.study.reading import find_study, read_study
from analysis.study.records import Study

from .processes import measure

ROOT = Path(__file__).parents[1]
SECONDS = 5.0


def main() -> None:
    """Measure `new` in a process of its own, from the command to the whole project."""
    study = read_study(find_study())
    waves = [str(study.folder / wave.file) for wave in (study.before()[-1], study.after()[-1])]
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.toml"
        answers.write_text("\n".join(write_answers(study)))
        command = [sys.executable, "-m", "analysis", "new", f"{folder}/study"]
        command += ["--before", waves[0], "--after", waves[1], "--answers", str(answers)]
        seconds, megabytes, _ = measure(command, every=0.02, cwd=ROOT)
    table = Table("measured", "limit", title="a study begun from two waves of 3,000 rows")
    table.add_row(f"{seconds:.1f} s: files read, declared, checked, written", f"{SECONDS:g} s")
    table.add_row(f"{megabytes:.0f} MB: the whole process", "")
    Console().print(table)


def write_answers(study: Study) -> Iterator[str]:
    """What the files cannot tell: groups, days, and of each question what counts and is better."""
    measures = [each for each in study.outcomes if len(each.items) == 1]
    yield f'arms.programme.value = "{study.arm("programme").id}"'
    yield "waves.w1.fieldwork = [2015-10-01, 2016-03-31]"
    yield "waves.w2.fieldwork = [2018-10-01, 2019-03-31]"
    yield f"outcomes.which = {[each.items[0] for each in measures]}"
    for each in measures:
        key = f"outcomes.{each.items[0]}"
        yield f'{key}.measure = "share"'
        yield f'{key}.better = "{each.better}"'
        yield f"{key}.counts = {[str(code) for code in each.positive]}"
