"""The texts of declarations changed in place; comments and order stay."""

import dataclasses
import tempfile
from pathlib import Path

from ..errors import Breaches
from ..study.files import OPTIONAL, REPORTED, REQUIRED
from ..study.reading import read_study
from ..study.records import Answer, Correction, Departures, Rename, Study, Wave
from ..survey.inspection.proposal import Proposal, place_wave
from ..writing import write_whole
from .lines import edit_lists, format_row, insert_block, insert_rows, remove_blocks, remove_rows
from .transaction import read_text, write_through

STUDY = "study.toml"
CODEBOOK = "codebook.csv"
RENAMES = "renames.csv"
CORRECTIONS = "corrections.toml"
CLAIMS = "findings.toml"


def edit_declarations(folder: Path, study: Study, proposal: Proposal) -> dict[str, str]:
    """Texts of the declarations with the proposal in them; comments and order stay."""
    texts = {STUDY: edit_study(read_text(folder / STUDY), study, proposal)}
    if proposal.answers:
        old, rows = read_text(folder / CODEBOOK), map(dataclasses.asdict, proposal.answers)
        texts[CODEBOOK] = insert_rows(old, rows, beside="variable")
    if proposal.renames:
        texts[RENAMES] = append_renames(read_text(folder / RENAMES), proposal.renames)
    if proposal.corrections:
        old, count = read_text(folder / CORRECTIONS), len(study.corrections)
        texts[CORRECTIONS] = append_corrections(old, proposal.corrections, count)
    return texts


def note_additions(folder: Path, proposal: Proposal, *, copied: bool) -> Proposal:
    """The proposal with what is written besides the wave's block noted in it."""
    wave = proposal.wave
    listed = {RENAMES: proposal.renames, CORRECTIONS: proposal.corrections}
    made = [name for name, rows in listed.items() if rows and not (folder / name).exists()]
    wave = dataclasses.replace(
        wave,
        added_answers=tuple(answer.name for answer in proposal.answers),
        added_files=(*([wave.file] if copied else []), *made),
    )
    return dataclasses.replace(proposal, wave=wave)


def withdraw_declarations(
    folder: Path, study: Study, wave: Wave, answers: tuple[Answer, ...]
) -> dict[str, str | None]:
    """Texts of the declarations without a wave and the rows of the codebook that go with it.

    A file that came with the wave and has nothing else in it goes: its text is None.
    """
    rows = {(each.variable, each.code) for each in answers}
    texts = {
        STUDY: remove_wave(read_text(folder / STUDY), study, wave, answers),
        CODEBOOK: remove_rows(
            read_text(folder / CODEBOOK), lambda row: (row["variable"], row["code"]) in rows
        ),
        RENAMES: remove_rows(read_text(folder / RENAMES), lambda row: row["wave"] == wave.id),
        CORRECTIONS: remove_blocks(
            read_text(folder / CORRECTIONS), "corrections", lambda each: each["wave"] == wave.id
        ),
        CLAIMS: move_reviews(read_text(folder / CLAIMS), study, wave),
    }
    left = {RENAMES: study.renames, CORRECTIONS: study.corrections}
    for name, declared in left.items():
        if name in wave.added_files and all(each.wave == wave.id for each in declared):
            texts[name] = None
    return {name: text for name, text in texts.items() if text != read_text(folder / name)}


def remove_wave(text: str, study: Study, wave: Wave, answers: tuple[Answer, ...]) -> str:
    """study.toml without a wave, and other waves without the variables that go with it."""
    asked = {row.variable for row in study.codebook if row not in answers}
    gone = {row.variable for row in answers} - asked
    left = remove_blocks(text, "waves", lambda block: block["id"] == wave.id)
    if left == text:
        raise Breaches(STUDY, [f"wave '{wave.id}' is not written as a block; take it out by hand"])
    return edit_lists(
        left, "waves", "not_asked", lambda names: [name for name in names if name not in gone]
    )


def move_reviews(text: str, study: Study, wave: Wave) -> str:
    """findings.toml with claims that were reread at a wave as reread at the one before it."""
    others = [each.id for each in study.waves if each != wave]
    before = others[max(study.waves.index(wave) - 1, 0)] if others else ""
    for claim in study.claims:
        if claim.reviewed_at == wave.id:
            text = edit_claim(text, claim.domain, {"reviewed_at": before})
    return text


def edit_study(text: str, study: Study, proposal: Proposal) -> str:
    """study.toml with the new wave, and earlier ones without the variables that are new in it."""
    if proposal.absent:
        text = edit_lists(text, "waves", "not_asked", lambda names: [*names, *proposal.absent])
    values = {}
    for field in dataclasses.fields(Wave):
        value = getattr(proposal.wave, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            values[field.name] = list(value) if isinstance(value, tuple) else value
    if "departures" in values:
        values["departures"] = describe_departures(proposal.wave.departures)
    return insert_block(text, "waves", place_wave(study.waves, proposal.wave), values)


def describe_departures(departures: Departures) -> dict:
    """What differs from a file that departs in nothing, as TOML has it: a record is a table."""
    return {
        field.name: [
            dataclasses.asdict(each) if dataclasses.is_dataclass(each) else each for each in value
        ]
        if isinstance(value := getattr(departures, field.name), tuple)
        else value
        for field in dataclasses.fields(Departures)
        if getattr(departures, field.name) != field.default
    }


def append_renames(text: str, renames: tuple[Rename, ...]) -> str:
    """renames.csv with rows added."""
    names = [field.name for field in dataclasses.fields(Rename)]
    return insert_rows(text or format_row(names) + "\n", map(dataclasses.asdict, renames))


def append_corrections(text: str, corrections: tuple[Correction, ...], count: int) -> str:
    """corrections.toml with blocks after the `count` that it has."""
    for place, correction in enumerate(corrections, start=count):
        text = insert_block(text, "corrections", place, dataclasses.asdict(correction))
    return text


def write_claim(folder: Path, domain: str, values: dict[str, str] | None) -> None:
    """Set values of a domain's claim in findings.toml, or take it out, in one move."""
    path = folder / CLAIMS
    write_whole(path, edit_claim(read_text(path), domain, values))


def edit_claim(text: str, domain: str, values: dict[str, str] | None) -> str:
    """findings.toml with a claim changed, or taken out for None; comments and order stay.

    Raises
    ------
    Breaches
        It is not there any more.
    """
    import tomlkit

    document = tomlkit.parse(text)
    claims = document.get("claims", [])
    place = next((n for n, claim in enumerate(claims) if claim.get("domain") == domain), None)
    if place is None:
        raise Breaches(CLAIMS, [f"there is no claim on '{domain}' any more; start again"])
    if values is None:
        del claims[place]
    else:
        claims[place].update(values)
    return tomlkit.dumps(document)


def try_out(folder: Path, texts: dict[str, str | None]) -> Study:
    """The study by its declarations as they would be, read aside; None for a file that goes.

    Raises
    ------
    Breaches
        They would not be sound.
    """
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / folder.name
        trial.mkdir()
        for name in (*REQUIRED, *OPTIONAL, *REPORTED):
            text = texts.get(name, read_text(folder / name) or None)
            if text is not None:
                write_through(trial / name, text)
        return read_study(trial)
