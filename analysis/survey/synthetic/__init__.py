"""Demonstration survey waves from a declared truth; nothing in them was observed."""

from .truth import SurveyTruth, state_truth
from .waves import generate_waves

__all__ = ["SurveyTruth", "generate_waves", "state_truth"]
