"""Demonstration waves, drawn one after the other as an agency would deliver them."""

import numpy as np
import pandas as pd

from ...study.records import Study, Wave
from .answers import answer
from .people import TOGETHER, draw_areas, draw_people, shake_areas
from .truth import Slip, SurveyTruth


def generate_waves(study: Study, truth: SurveyTruth) -> dict[str, pd.DataFrame]:
    """Draw every wave as an agency would deliver it: codes as text, one row a respondent.

    A quarter of a later wave (`returning`) are people of the wave before it, whose answers
    correlate with their earlier ones through a Gaussian copula. A further wave changes none of
    those before it.
    """
    rng = np.random.default_rng(truth.seed)
    areas = draw_areas(study, truth, rng)
    waves: dict[str, pd.DataFrame] = {}
    people = pd.DataFrame()
    for number, wave in enumerate(study.waves):
        if number >= TOGETHER:
            rng = np.random.default_rng([truth.seed, number])
            shake_areas(areas, truth, wave, rng)
        people = draw_people(study, truth, people, number, rng)
        frame = answer(study, truth, wave, people, areas, rng)
        waves[wave.id] = slip(leave_out(frame, study, wave), truth.slips, wave.id)
    return waves


def leave_out(frame: pd.DataFrame, study: Study, wave: Wave) -> pd.DataFrame:
    """The file without the questions and the areas that the wave did not have."""
    surveyed = [area.code for area in study.areas if area.is_surveyed(wave)]
    kept = frame[frame["area"].isin(surveyed)].reset_index(drop=True)
    return kept.drop(columns=[name for name in wave.not_asked if name in kept])


def slip(frame: pd.DataFrame, slips: tuple[Slip, ...], wave: str) -> pd.DataFrame:
    """Write some values wrongly, as declared."""
    for fault in slips:
        if fault.wave == wave:
            rows = frame.index[frame[fault.variable] == fault.correct][: fault.rows]
            frame.loc[rows, fault.variable] = fault.written
    return frame
