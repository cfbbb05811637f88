"""The texts of declarations changed in place; comments and order stay."""

import csv
import dataclasses
import io
import os
import shutil
import tempfile
from pathlib import Path

from ..errors import Breaches
from ..study.files import OPTIONAL, REQUIRED
from ..study.reading import read_study
from ..study.records import Answer, Correction, Departures, Rename, Study, Wave
from ..survey.inspection.proposal import Proposal, place_wave
from ..text import write_cell
from .transaction import read_text, write_through


def edit_declarations(folder: Path, study: Study, proposal: Proposal) -> dict[str, str]:
    """Texts of the declarations with the proposal in them; comments and order stay."""
    texts = {"study.toml": edit_study(read_text(folder / "study.toml"), study, proposal)}
    if proposal.answers:
        texts["codebook.csv"] = insert_answers(read_text(folder / "codebook.csv"), proposal.answers)
    if proposal.renames:
        texts["renames.csv"] = append_renames(read_text(folder / "renames.csv"), proposal.renames)
    if proposal.corrections:
        old = read_text(folder / "corrections.toml")
        texts["corrections.toml"] = append_corrections(old, proposal.corrections)
    return texts


def edit_study(text: str, study: Study, proposal: Proposal) -> str:
    """study.toml with the new wave, and earlier ones without the variables that are new in it."""
    import tomlkit

    document = tomlkit.parse(text)
    for block in document["waves"]:
        if proposal.absent:
            names = [*block.get("not_asked", []), *proposal.absent]
            block["not_asked"] = names
    block = tomlkit.table()
    for field in dataclasses.fields(Wave):
        value = getattr(proposal.wave, field.name)
        if field.name == "departures":
            continue  # a table of its own, which stands last
        if field.default is dataclasses.MISSING or value:
            block[field.name] = list(value) if isinstance(value, tuple) else value
    if departures := describe_departures(proposal.wave.departures):
        block["departures"] = departures
        departures.add(tomlkit.nl())
    else:
        block.add(tomlkit.nl())
    document["waves"].insert(place_wave(study.waves, proposal.wave), block)
    return tomlkit.dumps(document)


def describe_departures(departures: Departures):
    """What differs from a file that departs in nothing, as a table of TOML."""
    import tomlkit

    table = tomlkit.table()
    for field in dataclasses.fields(Departures):
        value = getattr(departures, field.name)
        if value == field.default:
            continue
        table[field.name] = list_plain(value) if isinstance(value, tuple) else value
    return table


def list_plain(values: tuple) -> list:
    """Values as TOML has them: a record becomes a table."""
    return [dataclasses.asdict(each) if dataclasses.is_dataclass(each) else each for each in values]


def insert_answers(text: str, answers: tuple[Answer, ...]) -> str:
    """codebook.csv with rows added, each after the last of its variable, or at the end."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix(end).split(end)
    names = next(csv.reader([lines[0].removeprefix("\ufeff")]))
    place = {}
    for number, line in enumerate(lines[1:], 1):
        if line:
            place[next(csv.reader([line]))[names.index("variable")]] = number
    last = len(lines) - 1
    for answer in sorted(answers, key=lambda each: place.get(each.variable, last)):
        added = len(lines) - 1 - last  # so far, all of them above
        line = format_row([getattr(answer, name, "") for name in names])
        lines.insert(place.get(answer.variable, last) + added + 1, line)
    return end.join(lines) + end


def format_row(cells: list) -> str:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(write_cell(str(cell)) for cell in cells)
    return line.getvalue()


def append_renames(text: str, renames: tuple[Rename, ...]) -> str:
    """renames.csv with rows added."""
    names = [field.name for field in dataclasses.fields(Rename)]
    if not text:
        text = format_row(names) + "\n"
    end = "\r\n" if "\r\n" in text else "\n"
    names = next(csv.reader([text.splitlines()[0].removeprefix("\ufeff")]))
    rows = [format_row([getattr(each, name, "") for name in names]) for each in renames]
    return text.removesuffix(end) + end + end.join(rows) + end


def append_corrections(text: str, corrections: tuple[Correction, ...]) -> str:
    """corrections.toml with blocks added."""
    import tomlkit

    blocks = []
    for correction in corrections:
        table = tomlkit.table()
        for field in dataclasses.fields(Correction):
            table[field.name] = getattr(correction, field.name)
        blocks.append("[[corrections]]\n" + tomlkit.dumps(table))
    start = text.rstrip("\n") + "\n\n" if text.strip() else ""
    return start + "\n".join(blocks)


CLAIMS = "findings.toml"


def write_claim(folder: Path, domain: str, values: dict[str, str] | None) -> None:
    """Set values of a domain's claim in findings.toml, or take it out, in one move."""
    path = folder / CLAIMS
    draft = path.with_name(f".{CLAIMS}")
    write_through(draft, edit_claim(read_text(path), domain, values))
    os.replace(draft, path)


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


def try_out(folder: Path, texts: dict[str, str]) -> None:
    """Read the declarations as they would be, aside.

    Raises
    ------
    Breaches
        They would not be sound.
    """
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / folder.name
        trial.mkdir()
        for name in (*REQUIRED, *OPTIONAL):
            if name in texts:
                (trial / name).write_text(texts[name], encoding="utf-8", newline="")
            elif (folder / name).exists():
                shutil.copyfile(folder / name, trial / name)
        read_study(trial)
