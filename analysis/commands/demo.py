"""demo: generate the demonstration data: waves, excerpts and the truth behind them."""

import argparse
import errno
import io
import tempfile
from pathlib import Path

import pandas as pd

from ..errors import Breaches, naming
from ..project.demonstration import copy_demonstration, list_demonstrations
from ..results.freshness import hash_file
from ..results.records import Truth
from ..results.store import format_records
from ..study.reading import find_study, read_file, read_study
from ..study.records import Answer, Study, declared
from ..survey.synthetic import SurveyTruth, generate_waves, state_truth
from ..themes.synthetic import SummariesFile, ThemesTruth, generate_excerpts
from .terminal import say
from .transaction import alone, replace_together


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--study", metavar="NAME", help="files of an invented study to begin with")
    parser.add_argument("folder", nargs="?", type=Path, help="where those files go")


def run(arguments: argparse.Namespace) -> int:
    """Write the demonstration data and say which checksums study.toml has to register."""
    if arguments.study or arguments.folder:
        return copy_study(arguments)
    study = read_study(find_study())
    if not (study.folder / "demonstration.toml").exists():
        right = ", ".join(list_demonstrations())
        raise Breaches(
            "demo",
            ["this study has no demonstration.toml, from which its data could be made; files of an "
             f"invented study to begin with: demo --study NAME FOLDER ({right})"],
        )  # fmt: skip
    written = write_demonstration(study)
    say(f"Wrote {', '.join(written)} in {study.folder}.")
    for wave in study.waves:
        found = hash_file(study.folder / wave.file)
        if found != wave.sha256:
            say(f"study.toml, wave '{wave.id}': register sha256 = \"{found}\"")
    return 0


def copy_study(arguments: argparse.Namespace) -> int:
    """Put the files of an invented study into a folder."""
    if not (arguments.study and arguments.folder):
        right = ", ".join(list_demonstrations())
        raise Breaches("demo", [f"--study NAME and a folder go together; studies: {right}"])
    names = copy_demonstration(arguments.study, arguments.folder)
    say(f"Wrote {', '.join(names)} in {arguments.folder}. All of it is invented.")
    return 0


@declared
class DemonstrationFile:
    """The tables of demonstration.toml."""

    survey: SurveyTruth
    themes: ThemesTruth


def write_demonstration(study: Study) -> list[str]:
    """Generate and write all demonstration files; return their names in the study's folder.

    Raises
    ------
    Breaches
        The study is not declared synthetic, or demonstration.toml or summaries.toml has faults.
    """
    if not study.synthetic:
        raise Breaches("study.toml", ["study source is 'raw'; only 'synthetic' is generated"])
    truth = read_file(study.folder / "demonstration.toml", DemonstrationFile)
    summaries = read_file(study.folder / "summaries.toml", SummariesFile).summaries
    waves = generate_waves(study, truth.survey)
    codings, documents = generate_excerpts(study, truth.themes, summaries)
    texts = {}
    for name, table in zip(study.qualitative.codings, codings.values(), strict=True):
        texts[name] = write_table(table)
    texts[study.qualitative.sources] = write_table(documents)
    texts[study.truth] = format_records(state_truth(study, truth.survey), Truth, study.study.notice)
    folder = study.folder
    with naming(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".") as aside:
        copies = {wave.file: Path(aside) / Path(wave.file).name for wave in study.waves}
        for wave in study.waves:
            write_wave(waves[wave.id], copies[wave.file], study.codebook)
        with alone(folder):
            replace_together(folder, texts, copies)
    return [*copies, *texts]


def write_wave(table: pd.DataFrame, path: Path, codebook: tuple[Answer, ...]) -> None:
    """Write a wave in the format that its file's name asks for, as an agency's program would.

    SPSS and Stata files get the codebook's labels, SPSS files its missing codes; all but CSV
    have numbers where the codebook has codes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        path.write_text(write_table(table), encoding="utf-8", newline="\n")
        return
    numeric = {row.variable for row in codebook if row.type in ("coded", "number", "weight")}
    table = table.apply(lambda column: pd.to_numeric(column) if column.name in numeric else column)
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    elif path.suffix == ".xlsx":
        packed = io.BytesIO()
        table.to_excel(packed, index=False)
        path.write_bytes(packed.getvalue())
    else:
        write_labelled(table, path, codebook)


def write_labelled(table: pd.DataFrame, path: Path, codebook: tuple[Answer, ...]) -> None:
    """Write an SPSS or Stata file."""
    import pyreadstat

    labels: dict[str, dict] = {}
    missing: dict[str, list] = {}
    for row in codebook:
        if row.type in ("coded", "number") and row.answer:
            labels.setdefault(row.variable, {})[int(row.code)] = row.answer
        if row.type in ("coded", "number") and row.status != "answered":
            missing.setdefault(row.variable, []).append(int(row.code))
    described = {
        "column_labels": {row.variable: row.label for row in codebook if row.label},
        "variable_value_labels": {name: labels[name] for name in table if name in labels},
    }
    try:
        if path.suffix == ".dta":
            pyreadstat.write_dta(table, str(path), **described)
            return
        ranges = {name: [{"lo": min(codes), "hi": max(codes)}]
                  for name, codes in missing.items() if name in table}  # fmt: skip
        pyreadstat.write_sav(table, str(path), missing_ranges=ranges, **described)
    except pyreadstat.ReadstatError as error:
        # It does not say why; that the system refused is the likeliest.
        raise OSError(errno.EIO, str(error), str(path)) from None


def write_table(table) -> str:
    """A table as CSV text with the same bytes on every system."""
    return table.to_csv(index=False, lineterminator="\n")
