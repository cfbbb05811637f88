"""What a study declares: the records that `declarations` fills from the study's folder."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

# Read by pydantic where declarations are checked; unknown keys and loose types are refused.
STRICT = {"extra": "forbid", "strict": True}

# What goes into Markdown unescaped, as a cross-reference, has to be the id of a section.
SECTION = re.compile(r"sec-[a-z0-9]+(-[a-z0-9]+)*")

VERSION = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}")


def declared(cls):
    """Make a frozen, keyword-only record that refuses keys it does not know."""
    cls.__pydantic_config__ = STRICT
    return dataclass(frozen=True, kw_only=True)(cls)


@declared
class Identity:
    """The study's name and where its data come from.

    `notice` is printed wherever `source` is "synthetic". `seed` feeds every random draw of
    the analysis. `truth` is the file that holds what generated synthetic outcomes. `licence` is
    the one under which others may use the results, by its short name; a release needs it.
    """

    id: str
    title: str
    source: Literal["synthetic", "raw"]
    seed: int
    notice: str = ""
    truth: str | None = None
    licence: str = ""


@declared
class Model:
    """Choices of the impact analysis, made before the data.

    `confidence` and `power` are shares. `engine` is the address of the Ibis back end that reads
    the panel. `covariates` and `subgroups` name characteristics. `shock` is the standard
    deviation of what happens to an area in a wave, in standard deviations of the outcome, that
    the design reckons with; `imputations` is how often missing answers are drawn.
    """

    confidence: float = 0.95
    power: float = 0.80
    engine: str = "duckdb://"
    covariates: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    shock: float = 0.05
    imputations: int = 20


@declared
class DisclosureRules:
    """Thresholds on unweighted counts of respondents below which a number is not shown."""

    min_cell: int = 10
    min_df: int = 10
    flag_base: int = 50
    withhold_base: int = 30


@declared
class CheckRules:
    """Limits beyond which a check of the survey does not pass.

    `balance` is a standardised difference, `missing_gap` percentage points between arms.
    """

    balance: float = 0.25
    missing_gap: float = 5.0


@declared
class FindingRules:
    """`min_people` interviewees have to raise a theme before it counts as evidence."""

    min_people: int = 10


@declared
class Arm:
    """One of the two groups of areas that are compared."""

    id: str
    label: str
    short: str
    role: Literal["programme", "comparator"]


@declared
class Area:
    """A place that was sampled, the cluster of the analysis.

    An area without `arm` holds respondents of both; the arm then stands in the wave file.
    `start` names the first wave after the programme began there, if not everywhere the same.
    It was surveyed in the waves whose fieldwork began on the day it `joined` or later, and before
    the day it `left` or since the day it `returned`.
    """

    code: str
    arm: str | None = None
    start: str | None = None
    joined: date | None = None
    left: date | None = None
    returned: date | None = None

    def is_surveyed(self, wave: "Wave") -> bool:
        """Whether a wave was to be in the field there."""
        late = self.joined is not None and wave.fieldwork[0] < self.joined
        gone = self.left is not None and self.left <= wave.fieldwork[0]
        back = self.returned is not None and self.returned <= wave.fieldwork[0]
        return not late and (back or not gone)


@declared
class Wave:
    """One round of fieldwork and the file it was delivered in, registered by its checksum.

    `not_asked` names variables of the codebook that the file does not have, `new_answers` what
    could first be answered in this wave, each as a variable and a code ("influence 5").
    """

    id: str
    label: str
    period: Literal["before", "after"]
    fieldwork: tuple[date, date]
    file: str
    sha256: str
    not_asked: tuple[str, ...] = ()
    new_answers: tuple[str, ...] = ()


@declared
class Domain:
    """A part of neighbourhood life the programme aimed at."""

    id: str
    label: str


@declared
class Outcome:
    """A measure from the survey.

    A share counts respondents whose answer to the one item is among the `positive` codes, or
    whose score is `at_least` a value; a mean averages the score itself. A score is the sum of
    the items (those under `reversed` scored low + high - x), looked up in `metric` if given.
    `subject` is what a sentence about the outcome starts with. An effect inside `margin` either
    way, in the outcome's unit, would change no decision. From each of the waves in `breaks` on the
    question is worded differently, as `break_note` says; waves on two sides of a break are not
    compared.
    """

    id: str
    domain: str
    label: str
    subject: str
    question: str
    scale: str
    items: tuple[str, ...]
    measure: Literal["share", "mean"]
    better: Literal["higher", "lower"]
    role: Literal["primary", "secondary"]
    source: str
    unit: str = "percentage points"
    positive: tuple[int, ...] = ()
    at_least: float | None = None
    margin: float | None = None
    range: tuple[float, float] | None = None
    metric: tuple[float, ...] = ()
    reversed: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    break_note: str = ""


@declared
class Characteristic:
    """Something that describes who answered; numbers are grouped at `breaks`."""

    id: str
    label: str
    variable: str
    breaks: tuple[int, ...] = ()


@declared
class Role:
    """The capacity in which somebody was interviewed or kept a journal."""

    id: str
    label: str


@declared
class Qualitative:
    """Coded interviews and journals: what the files are and in which roles people spoke.

    `codings` are projects of coding programs or tables of excerpts, `sources` the table of the
    documents coded in them. Where several `coders` coded one document, the first named here
    counts and the others tell how far they agree. `redactions` is the table of names and places
    that must not be printed.
    """

    codings: tuple[str, ...]
    sources: str
    roles: tuple[Role, ...]
    coders: tuple[str, ...] = ()
    redactions: str | None = None

    def files(self) -> tuple[str, ...]:
        """All files that the excerpts rest on."""
        return (*self.codings, self.sources, *([self.redactions] if self.redactions else []))


@declared
class Answer:
    """One row of the codebook: a code of a variable and what it means.

    Rows of a number have a range such as "18..100" in `code`. `status` keeps the kinds of
    missing answer apart; an unexplained code marks no answer, for a reason nobody stated. A
    column of type former has the number a respondent had in an earlier wave.
    """

    variable: str
    type: Literal["respondent", "former", "area", "arm", "weight", "coded", "number", "note"]
    label: str = ""
    code: str = ""
    answer: str = ""
    status: Literal["answered", "dont_know", "refused", "not_asked", "unexplained"] = "answered"

    def span(self) -> tuple[float, float] | None:
        """Lowest and highest value of a number, None if `code` is no range."""
        low, dots, high = self.code.partition("..")
        try:
            return (float(low), float(high)) if dots else None
        except ValueError:
            return None


@declared
class Theme:
    """Something that people spoke of, within a domain."""

    id: str
    domain: str
    label: str
    description: str


@declared
class Code:
    """What a code of the coders' project means here.

    It stands for a `theme`, says how its passages speak (`valence`), or is left out; then `note`
    says why.
    """

    code: str
    theme: str = ""
    valence: Literal["", "positive", "mixed", "negative"] = ""
    note: str = ""


@declared
class Reading:
    """How a survey result and the interviews are read together, and what follows.

    `relation` says how the interviews stand to the survey, `meta_inference` what can be inferred
    from both that neither gives alone.
    """

    relation: Literal["confirms", "complements", "extends", "disagrees"]
    meta_inference: str
    follows: str


@declared
class Claim:
    """A statement about a domain and the evidence it rests on.

    `themes` speak for it and have to be raised for it to stand; `contrary` ones may speak against
    it and carry nothing. The readings are written for every way the survey can come out, so that
    none is left standing when the results move. `stamp` is the fingerprint of the evidence at the
    time of review; see `findings.stamp_evidence`.
    """

    domain: str
    statement: str
    expects: Literal["better", "no clear change"]
    outcomes: tuple[str, ...]
    themes: tuple[str, ...]
    contrary: tuple[str, ...] = ()
    reviewed_at: str
    reviewed_by: str
    stamp: str = ""
    better: Reading
    unclear: Reading
    worse: Reading


@declared
class Published:
    """A number somebody else published, with the key of its reference."""

    id: str
    label: str
    value: float
    unit: str
    cite: str
    low: float | None = None
    high: float | None = None
    outcome: str | None = None
    approximate: bool = False
    note: str = ""


@declared
class Correction:
    """A known slip in a delivered file: `expect` answers `found` in a column become another."""

    wave: str
    variable: str
    found: str
    becomes: str
    expect: int
    reason: str


@declared
class ChecklistItem:
    """An item of a reporting checklist and where the report answers it.

    `where` holds ids of the report's sections with spaces between them. An item that is answered
    in part or nowhere says so in `note`.
    """

    checklist: str
    number: str
    item: str
    where: str = ""
    note: str = ""

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of the sections that answer the item."""
        return tuple(self.where.split())


@declared
class Rename:
    """A column that a wave's file calls otherwise than the codebook."""

    wave: str
    delivered: str
    variable: str


@declared
class Release:
    """A version of the report that was published.

    `waves` holds the ids of the waves in it, with spaces between them, and `results` the checksum
    of its results; see `results.hash_results`.
    """

    version: str
    date: date
    waves: str
    results: str

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers, so that versions can be put in order."""
        return tuple(map(int, self.version.split(".")))


@declared
class LogicModel:
    """The programme's theory of change: columns of boxes from left to right."""

    source: str
    columns: tuple["LogicColumn", ...]


@declared
class LogicColumn:
    """One step of the theory of change."""

    title: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Study:
    """All declarations of one study."""

    folder: Path
    study: Identity
    model: Model
    disclosure: DisclosureRules
    checks: CheckRules
    findings: FindingRules
    arms: tuple[Arm, ...]
    areas: tuple[Area, ...]
    waves: tuple[Wave, ...]
    domains: tuple[Domain, ...]
    outcomes: tuple[Outcome, ...]
    characteristics: tuple[Characteristic, ...]
    qualitative: Qualitative | None
    codebook: tuple[Answer, ...]
    themes: tuple[Theme, ...]
    codeframe: tuple[Code, ...]
    claims: tuple[Claim, ...]
    published: tuple[Published, ...]
    corrections: tuple[Correction, ...]
    checklists: tuple[ChecklistItem, ...]
    renames: tuple[Rename, ...]
    logic_model: LogicModel | None
    releases: tuple[Release, ...] = field(default_factory=tuple)

    @property
    def truth(self) -> str | None:
        """File of the truth behind synthetic outcomes."""
        return self.study.truth

    @property
    def synthetic(self) -> bool:
        """Whether the data were generated for demonstration."""
        return self.study.source == "synthetic"

    @cached_property
    def outcome(self) -> dict[str, Outcome]:
        """Outcomes by id."""
        return {outcome.id: outcome for outcome in self.outcomes}

    @cached_property
    def domain(self) -> dict[str, Domain]:
        """Domains by id."""
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def theme(self) -> dict[str, Theme]:
        """Themes by id."""
        return {theme.id: theme for theme in self.themes}

    @property
    def staggered(self) -> bool:
        """Whether the programme began at different waves in different areas."""
        comparator = self.arm("comparator").id
        first = self.after()[0].id
        starts = {area.start or first for area in self.areas if area.arm != comparator}
        return len(starts) > 1

    def arm(self, role: str) -> Arm:
        """The programme's or the comparators' arm."""
        return next(arm for arm in self.arms if arm.role == role)

    def released_in(self, wave: str) -> Release | None:
        """The first release that had a wave."""
        return next((each for each in self.releases if wave in each.waves.split()), None)

    def before(self) -> tuple[Wave, ...]:
        """Waves fielded before the programme could have an effect."""
        return tuple(wave for wave in self.waves if wave.period == "before")

    def after(self) -> tuple[Wave, ...]:
        """Waves fielded after it, in order."""
        return tuple(wave for wave in self.waves if wave.period == "after")

    @property
    def followed_up(self) -> bool:
        """Whether more than one wave followed the programme."""
        return len(self.after()) > 1

    def asked(self, outcome: Outcome) -> tuple[Wave, ...]:
        """Waves that asked all questions of an outcome, in whatever wording."""
        items = set(outcome.items)
        return tuple(wave for wave in self.waves if not items & set(wave.not_asked))

    def first_offered(self, outcome: Outcome, wave: Wave) -> tuple[Answer, ...]:
        """What could first be answered in a wave to an outcome's questions, in whatever wording."""
        new = [tuple(each.split()) for each in wave.new_answers if each.split()[0] in outcome.items]
        return tuple(a for a in self.codebook if (a.variable, a.code) in new) if new else ()

    def find_side(self, outcome: Outcome, wave: Wave) -> int:
        """How often an outcome's wording had changed by a wave."""
        until = self.waves[: self.waves.index(wave) + 1]
        return sum(each.id in outcome.breaks for each in until)

    def alike(self, outcome: Outcome, wave: Wave) -> tuple[Wave, ...]:
        """Waves that asked an outcome in the wording of a wave."""
        side = self.find_side(outcome, wave)
        return tuple(w for w in self.asked(outcome) if self.find_side(outcome, w) == side)

    def compared(self, outcome: Outcome, wave: Wave) -> tuple[Wave, ...]:
        """Waves before the programme that an outcome's effect at a wave is measured against."""
        return tuple(each for each in self.alike(outcome, wave) if each.period == "before")

    def why_apart(self, outcome: Outcome, wave: Wave) -> str:
        """Why no wave before can be compared with a wave on an outcome, empty if one can."""
        if wave not in self.asked(outcome):
            return f"not asked in the survey of {wave.label}"
        if self.compared(outcome, wave):
            return ""
        if not any(each.period == "before" for each in self.asked(outcome)):
            return "not asked before the programme"
        until = self.waves[: self.waves.index(wave) + 1]
        changed = [each.label for each in until if each.id in outcome.breaks][-1]
        return (
            f"the question's wording changed in the survey of {changed}, and no survey before the "
            "programme asked it so"
        )

    def leading(self, outcome: Outcome) -> Wave:
        """The newest wave after at which an outcome can be compared; the newest if it never can."""
        after = self.after()
        return next((w for w in reversed(after) if not self.why_apart(outcome, w)), after[-1])

    def list_apart(self, waves: tuple[Wave, ...]) -> list[str]:
        """Codes of areas that were not surveyed in all of these waves."""
        return [a.code for a in self.areas if not all(a.is_surveyed(wave) for wave in waves)]
