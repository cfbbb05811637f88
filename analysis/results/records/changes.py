"""What became of each thing since an earlier release."""

from dataclasses import dataclass

from .marks import Mark, Number


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one thing since the previous release, also where nothing did.

    `kind` is effect, finding, themes, wave, outcome, domain or unread (could not be compared), `id`
    what it is about and `label` its name. `what` is empty, or some of these words: new, dropped;
    of an effect moved (by more than the earlier standard error), sign, zero (the interval
    includes it now and did not, or the reverse), verdict, estimable, unit; of a finding status,
    statement; of counts counts. `was` and `now` are verdicts, statuses or counts in words. For an
    effect, `old` to `old_high` with `old_se` are of wave `old_wave`, `new` to `new_high` of `wave`.
    `chapters` are the files that show it, `sections` those of them that a reader can follow;
    `release` is the one compared with.
    """

    kind: str
    id: str
    label: str
    what: str
    was: str = ""
    now: str = ""
    old_wave: str = ""
    wave: str = ""
    unit: str = ""
    old: Number = Mark.NOT_APPLICABLE
    old_low: Number = Mark.NOT_APPLICABLE
    old_high: Number = Mark.NOT_APPLICABLE
    old_se: Number = Mark.NOT_APPLICABLE
    new: Number = Mark.NOT_APPLICABLE
    new_low: Number = Mark.NOT_APPLICABLE
    new_high: Number = Mark.NOT_APPLICABLE
    chapters: str = ""
    sections: str = ""
    release: str = ""
