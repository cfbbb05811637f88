"""What of a report a study has something for, read from what it declares."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..report.sentence import inside, listed, small
from ..study.records import Claim, Domain, Outcome, Study, Theme
from ..themes.sources import KINDS, read_sources
from .naming import CHAPTER

# Areas; what is called few goes up to fewer than fifty where they are alike, and further where they
# are not (Cameron and Miller 2015, section VI).
MANY = 50
# The reporting checklists that have a place in the templates: title of the section, name.
CHECKLISTS = {
    "gramms": ("Mixed methods", "GRAMMS"),
    "gripp2-sf": ("Public involvement", "the GRIPP short form"),
    "tidier-php": ("The programme", "TIDieR-PHP"),
    "strobe": ("The survey", "STROBE"),
}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Whether a study has something to say of a matter.

    `few` tells that there are few areas, `returning` that somebody could be asked twice, `margins`
    that an effect can be shown to be negligible, `falls` that a fall is better on some outcome.
    """

    survey: bool
    effects: bool
    few: bool
    returning: bool
    interviews: bool
    journals: bool
    coders: bool
    claims: bool
    themes: bool
    several: bool
    secondary: bool
    margins: bool
    subgroups: bool
    falls: bool
    logic: bool
    published: bool
    checklists: bool
    corrections: bool

    @property
    def baseline(self) -> bool:
        """Whether nobody was asked yet after the programme began."""
        return self.survey and not self.effects

    @property
    def voices(self) -> bool:
        """Whether anything was said that was coded."""
        return self.interviews or self.journals

    @property
    def joint(self) -> bool:
        """Whether survey and interviews can be set side by side."""
        return self.effects and self.interviews

    @property
    def material(self) -> str:
        """What was coded: "interviews and journals"."""
        kinds = {"interviews": self.interviews, "journals": self.journals}
        return listed([kind for kind, there in kinds.items() if there])


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A domain as its chapter tells of it; `key` is its id where labels of figures need one."""

    id: str
    key: str
    label: str
    inside: str
    chapter: str
    outcomes: tuple[Outcome, ...]
    themes: tuple[Theme, ...]
    claim: Claim | None

    @property
    def contested(self) -> bool:
        """Whether interviews may speak for or against a claim."""
        return bool(self.claim and (self.claim.themes or self.claim.contrary))


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """A reporting checklist as its section tells of it."""

    name: str
    key: str
    title: str
    label: str


def find_parts(study: Study) -> Parts:
    """Read from a study's declarations what a report on it has something for."""
    kinds = dict.fromkeys(KINDS, False)
    if study.qualitative:
        found = set(read_sources(study)["kind"])
        kinds = {kind: kind in found for kind in KINDS}
    effects = bool(study.before() and study.after())
    return Parts(
        survey=bool(study.waves),
        effects=effects,
        few=len(study.areas) < MANY,
        returning=len(study.waves) > 1,
        interviews=kinds["interview"],
        journals=kinds["journal"],
        coders=bool(study.qualitative and len(study.qualitative.coders) > 1),
        claims=bool(study.claims),
        themes=bool(study.themes),
        several=len(study.domains) > 1,
        secondary=any(outcome.role == "secondary" for outcome in study.outcomes),
        margins=effects and any(outcome.margin is not None for outcome in study.outcomes),
        subgroups=effects and bool(study.model.subgroups),
        falls=any(outcome.better == "lower" for outcome in study.outcomes),
        logic=study.logic_model is not None,
        published=bool(study.published),
        checklists=bool(study.checklists),
        corrections=bool(study.corrections),
    )


def list_subjects(study: Study) -> tuple[Subject, ...]:
    """List the domains as chapters tell of them, in order."""
    keys = make_keys(domain.id for domain in study.domains)
    claims = {claim.domain: claim for claim in study.claims}
    return tuple(
        Subject(
            id=domain.id,
            key=keys[domain.id],
            label=domain.label,
            inside=inside(domain),
            chapter=place_chapter(domain, keys[domain.id]),
            outcomes=tuple(each for each in study.outcomes if each.domain == domain.id),
            themes=tuple(each for each in study.themes if each.domain == domain.id),
            claim=claims.get(domain.id),
        )
        for domain in study.domains
    )


def place_chapter(domain: Domain, key: str) -> str:
    """Return the file of a domain's chapter: the one declared, else one named by the domain."""
    return domain.chapter or CHAPTER.format(key)


def list_checklists(study: Study) -> tuple[Checklist, ...]:
    """List the reporting checklists, in order."""
    keys = make_keys(dict.fromkeys(item.checklist for item in study.checklists))
    return tuple(
        Checklist(name=name, key=key, title=title, label=label)
        for name, key in keys.items()
        for title, label in [CHECKLISTS.get(name, (name, name))]
    )


def list_traits(study: Study) -> list[str]:
    """List what people are told apart by where answers are missing: "sex", "age"."""
    labels = {item.id: item.label for item in study.characteristics}
    return [small(labels[name]) for name in study.model.covariates]


def make_keys(ids: Iterable[str]) -> dict[str, str]:
    """Return for each id one that a label may have, no two alike."""
    keys: dict[str, str] = {}
    for id in ids:
        plain = re.sub("[^a-z0-9]+", "-", id.lower()).strip("-") or "x"
        key, number = plain, 1
        while key in keys.values():
            number += 1
            key = f"{plain}-{number}"
        keys[id] = key
    return keys
