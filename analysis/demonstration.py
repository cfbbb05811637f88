"""Demonstration data for a study: waves, excerpts and the truth that generated them."""

from .declarations import parse, read_raw
from .errors import Breaches
from .evidence import Truth
from .results import format_records
from .study import Study, declared
from .survey.synthetic import SurveyTruth, generate_waves, state_truth
from .themes.synthetic import SummariesFile, ThemesTruth, generate_excerpts


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
    truth = parse(read_raw(study.folder / "demonstration.toml"), DemonstrationFile)
    summaries = parse(read_raw(study.folder / "summaries.toml"), SummariesFile).summaries
    waves = generate_waves(study, truth.survey)
    codings, documents = generate_excerpts(study, truth.themes, summaries)
    texts = {wave.file: write_table(waves[wave.id]) for wave in study.waves}
    for name, table in zip(study.qualitative.codings, codings.values(), strict=True):
        texts[name] = write_table(table)
    texts[study.qualitative.sources] = write_table(documents)
    texts[study.truth] = format_records(state_truth(study, truth.survey), Truth, study.study.notice)
    for name, text in texts.items():
        path = study.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def write_table(table) -> str:
    """A table as CSV text with the same bytes on every system."""
    return table.to_csv(index=False, lineterminator="\n")
