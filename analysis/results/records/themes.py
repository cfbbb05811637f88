"""Who raised what in interviews and journals, and what was said."""

from dataclasses import dataclass

from .marks import Count, Mark, Number


@dataclass(frozen=True, kw_only=True)
class ThemeSummary:
    """How many people and entries raised a theme or a domain.

    `level` is theme or domain, `id` its id; `kind` interview or journal; `by` is all, role or
    year and `group` the role's id or the year. An entry is one interview or one dated journal
    entry. `positive`, `negative` and `mixed` count entries by valence, `unrated` those without
    one (not applicable where all have one); `base_people` and `base_entries` are all of that
    kind and group.
    """

    level: str
    id: str
    kind: str
    by: str
    group: str
    people: Count
    base_people: Count
    entries: Count
    base_entries: Count
    positive: Count
    negative: Count
    mixed: Count
    unrated: Count


@dataclass(frozen=True, kw_only=True)
class Cooccurrence:
    """How many people interviewed raised two themes, of whom each was raised by so many."""

    first: str
    second: str
    people: Count
    first_people: Count
    second_people: Count
    base_people: Count


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far coders of the same documents agree on which themes a document raises.

    `domain` is a domain's id or "all", `units` the documents coded by several coders times the
    themes. `agreed` is the percentage of units on which they agree, `alpha` Krippendorff's and
    `kappa` Cohen's coefficient with 95% intervals from the documents drawn again; `reason` says
    why one can't be given.
    """

    domain: str
    documents: int
    coders: int
    units: int
    agreed: Number
    alpha: Number
    alpha_low: Number
    alpha_high: Number
    kappa: Number
    kappa_low: Number
    kappa_high: Number
    reason: str


@dataclass(frozen=True, kw_only=True)
class Saturation:
    """How many themes an interview raised that none before it had, and how many are known then.

    Interviews are in order of date.
    """

    interview: int
    new: Count
    themes: Count


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """What a source said about a theme, as far as its consent allows.

    `form` is "quote" (its own words) or "summary" (an analyst's, in the third person). `role`
    is the source's, confidential where few people have it; there is no area.
    """

    theme: str
    kind: str
    role: str | Mark
    year: int
    valence: str
    form: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NegativeCase:
    """What a source said against a domain's claim; see `Excerpt`.

    `stance` is "negative" where it raised a theme negatively that the claim rests on, "contrary"
    where it raised, other than positively, one that may speak against it.
    """

    domain: str
    theme: str
    stance: str
    kind: str
    role: str | Mark
    year: int
    valence: str
    form: str
    text: str
