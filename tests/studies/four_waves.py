"""The demonstration study with two waves before and two after, declared unlike each other."""

import hashlib
import re
from pathlib import Path

from analysis.commands.demo import write_demonstration
from analysis.study.reading import read_study
from tests.study_tables import declare_area

WAVE = """[[waves]]
id = "{id}"
label = "{label}"
period = "{period}"
fieldwork = [{start}-10-01, {end}-03-31]
file = "synthetic/wave-{id}.csv"
sha256 = "{sha256}"
{more}
"""
NOTE = "the word strongly was taken out"


def declare(text: str) -> str:
    """The text of study.toml with a wave before and a wave after the others; the newest did not
    ask about debt and asked about belonging in other words, as the second did about satisfaction."""
    first = WAVE.format(
        id="w0", label="2012/13", period="before", start=2012, end=2013, sha256="0" * 64, more=""
    )
    last = WAVE.format(
        id="w3", label="2021/22", period="after", start=2021, end=2022, sha256="3" * 64,
        more='not_asked = ["debt"]\n',
    )  # fmt: skip
    text = text.replace('[[waves]]\nid = "w1"', first + '[[waves]]\nid = "w1"')
    text = text.replace('[[domains]]\nid = "social', last + '[[domains]]\nid = "social')
    for item, wave in (("belong", "w3"), ("satisfied", "w1")):
        old = f'items = ["{item}"]\n'
        assert old in text
        text = text.replace(old, f'{old}breaks = ["{wave}"]\nbreak_note = "{NOTE}"\n')
    return text


def write_four_waves(data: Path) -> None:
    """Make a copy of the demonstration study one with four waves, drawn from the same truth; one
    area joined late and one left early."""
    path = data / "study.toml"
    path.write_text(declare(path.read_text()))
    declare_area(data, "CMP-08", joined="2014-06-01")
    declare_area(data, "NFL-07", left="2020-12-31")
    study = read_study(data)
    write_demonstration(study)
    text = path.read_text()
    for wave in study.waves:
        digest = hashlib.sha256((data / wave.file).read_bytes()).hexdigest()
        text = re.sub(
            rf'(file = "{re.escape(wave.file)}"\nsha256 = ")[0-9a-f]*', rf"\g<1>{digest}", text
        )
    path.write_text(text)
