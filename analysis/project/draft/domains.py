"""The parts that a study is told in, each with a chapter of its own."""

from ...study.records import Domain
from ..naming import CHAPTER, make_id
from ..questions import Dialogue, Question


def ask_domains(themes: tuple[Domain, ...]) -> Dialogue:
    """Ask into which parts the measures fall; those that codes are grouped by are proposed."""
    labels = yield Question(
        key="domains",
        text="Into which domains, parts of life, do the measures fall; each gets a chapter",
        default=tuple(domain.label for domain in themes) or ("Outcomes",),
        kind="list",
    )
    return tuple(map(make_domain, labels))


def group_codes(codes: list[str]) -> tuple[Domain, ...]:
    """Domains by the topmost codes of those that lie below others."""
    above = dict.fromkeys(code.split("/")[0] for code in codes if "/" in code)
    return tuple(map(make_domain, above))


def make_domain(label: str) -> Domain:
    """A domain by its label."""
    id = make_id(label)
    return Domain(id=id, label=label, chapter=CHAPTER.format(id))
