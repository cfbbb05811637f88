"""All declarations of one study, and what follows from them together."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from .checklists import ChecklistItem
from .claims import Claim
from .codebook import Answer, Correction, Rename
from .declared import declared
from .design import Area, Arm, Wave
from .funder import Funder
from .interviews import Code, Qualitative, Theme
from .logic_model import LogicModel
from .outcomes import Characteristic, Domain, Outcome
from .published import Published
from .releases import Release
from .rules import CheckRules, DisclosureRules, FindingRules, Model
from .words import Words

AWAITED = "there is no {survey} after the {programme} yet"


@declared
class Identity:
    """The study's name and where its data come from.

    `notice` is printed wherever `source` is "synthetic". `seed` feeds every random draw of
    the analysis. `truth` is the file that holds what generated synthetic outcomes. `licence` is
    the one under which others may use the results, by its short name; a release needs it. `words`
    are the nouns by which texts speak of the study.
    """

    id: str
    title: str
    source: Literal["synthetic", "raw"]
    seed: int
    notice: str = ""
    truth: str | None = None
    licence: str = ""
    words: Words = Words()


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
    funder: Funder | None = None

    @property
    def truth(self) -> str | None:
        """File of the truth behind synthetic outcomes."""
        return self.study.truth

    @property
    def words(self) -> Words:
        """What respondents, places and the rest are called."""
        return self.study.words

    @property
    def synthetic(self) -> bool:
        """Whether the data were generated for demonstration."""
        return self.study.source == "synthetic"

    @property
    def weighted(self) -> bool:
        """Whether respondents have survey weights, which no reader knows."""
        return any(row.type == "weight" for row in self.codebook)

    @property
    def counted(self) -> bool:
        """Whether rows stand for several respondents each, whom nothing tells apart."""
        return any(row.type == "count" for row in self.codebook)

    @property
    def mixed(self) -> bool:
        """Whether some areas have respondents of both arms."""
        return any(area.arm is None for area in self.areas)

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
        first = next((wave.id for wave in self.after()), None)
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

    def estimated(self) -> tuple[Wave, ...]:
        """Waves that estimates are of: those after the programme; the newest before while there
        is none after, whose estimates have no effect; none without a survey."""
        return self.after() or self.waves[-1:]

    @property
    def newest(self) -> Wave | None:
        """The newest wave after the programme, the newest of all while none is, None without a
        survey."""
        return next(reversed(self.estimated()), None)

    @property
    def surveyed(self) -> bool:
        """Whether there is a survey."""
        return bool(self.waves)

    @property
    def awaited(self) -> bool:
        """Whether there is a survey, and no wave of it after the programme yet."""
        return self.surveyed and not self.after()

    @property
    def wave_by_wave(self) -> bool:
        """Whether levels are told wave by wave: with more than one before and one after, and while
        there is none after."""
        return len(self.waves) > 2 or self.awaited

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
        if self.awaited:
            return self.words.fill(AWAITED)
        if wave not in self.asked(outcome):
            return f"not asked in the {self.words.survey.one} of {wave.label}"
        if self.compared(outcome, wave):
            return ""
        if not any(each.period == "before" for each in self.asked(outcome)):
            return f"not asked before the {self.words.programme}"
        until = self.waves[: self.waves.index(wave) + 1]
        changed = [each.label for each in until if each.id in outcome.breaks][-1]
        survey = self.words.survey.one
        return (
            f"the question's wording changed in the {survey} of {changed}, and no {survey} before "
            f"the {self.words.programme} asked it so"
        )

    def leading(self, outcome: Outcome) -> Wave:
        """The newest wave after at which an outcome can be compared; the newest if it never can."""
        found = (w for w in reversed(self.after()) if not self.why_apart(outcome, w))
        return next(found, self.newest)

    def list_apart(self, waves: tuple[Wave, ...]) -> list[str]:
        """Codes of areas that were not surveyed in all of these waves."""
        return [a.code for a in self.areas if not all(a.is_surveyed(wave) for wave in waves)]
