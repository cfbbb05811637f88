"""The demonstration study to be changed, and a third wave for it as agencies deliver it."""

import shutil
from pathlib import Path

import pytest

from analysis.study.reading import read_study
from tests.copies import ROOT
from tests.deliveries import FORMATS, deliver, describe_odd, draw_third, make_odd, write_ddi


@pytest.fixture
def study_folder(tmp_path) -> Path:
    """A copy of the demonstration study that a test may change."""
    copy = tmp_path / "study"
    shutil.copytree(ROOT / "data", copy, ignore=shutil.ignore_patterns("raw", "results"))
    return copy


@pytest.fixture(scope="module")
def waves(tmp_path_factory):
    """The third wave as drawn and with all that is odd about it, in every format, with a DDI
    codebook for those that hold no labels."""
    folder = tmp_path_factory.mktemp("delivered")
    study = read_study(ROOT / "data")
    third = draw_third(study)
    odd, codebook = make_odd(third, study), describe_odd(study)
    write_ddi(folder / "codebook.xml", codebook)
    for suffix in FORMATS:
        deliver(odd, folder / f"odd{suffix}", codebook)
    deliver(third, folder / "plain.sav", study.codebook)
    return folder
