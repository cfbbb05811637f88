"""Whether what a study declares refers to what it declares and does not contradict itself."""

from collections.abc import Iterator

from ..records import Study
from .authored import check_authored, check_checklists, check_releases
from .design import check_design, check_names
from .faults import Fault
from .funder import check_funder
from .kinds import check_kinds
from .questions import check_codebook, check_outcomes, check_waves
from .words import check_words


def check_consistency(study: Study) -> Iterator[Fault]:
    """Everything that is well-formed but refers to something undeclared or contradicts itself."""
    lacking = list(check_kinds(study))
    if lacking:
        # All that refers to what is not there would be a fault as well.
        yield from lacking
        return
    yield from check_names(study)
    yield from check_words(study)
    yield from check_design(study)
    yield from check_codebook(study)
    yield from check_outcomes(study)
    yield from check_waves(study)
    yield from check_authored(study)
    yield from check_checklists(study)
    yield from check_releases(study)
    yield from check_funder(study)
