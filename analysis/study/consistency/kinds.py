"""Whether what a study declares makes a study of some kind: of a survey, of interviews, of both."""

from collections.abc import Iterator

from ..records import Study
from .faults import Fault


def check_kinds(study: Study) -> Iterator[Fault]:
    """A study has a survey or interviews; a survey has all that it takes, and no outcome is
    declared without one."""
    if not study.surveyed and study.qualitative is None:
        yield (
            "study.toml",
            "neither waves nor [qualitative] are declared; a study has a survey, interviews or "
            "both",
        )
    if not study.surveyed:
        for outcome in study.outcomes:
            yield (
                "study.toml",
                f"outcomes '{outcome.id}': no wave is declared that could have asked about it; "
                "declare the wave, or take the outcome out",
            )
        return
    for kind in ("arms", "areas", "outcomes"):
        if not getattr(study, kind):
            yield "study.toml", f"{kind}: none is declared; a study with waves needs them"
    if not study.codebook:
        yield "codebook.csv", "the file is missing or empty; a study with waves needs it"
