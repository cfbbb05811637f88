"""The draw by which a count goes up or down to a multiple of the base.

Two releases that differ in one respondent differ in every count that this respondent is in.
Rounding to the nearest multiple doesn't hide that: where the count crosses a border, as from 12 to
13 with base 5, the rounded count jumps and gives both numbers away. So the border is drawn: of a
count with remainder r, r in `base` draws go up (unbiased random rounding: Nargundkar & Saveland
1972, cited from Tiwari & Nigam 1993, Statistics & Probability Letters 18: 415-420; the censuses of
Canada, base 5, and New Zealand, base 3, are published so). A shown count may then be anything less
than the base away, and a jump may be a respondent's or the draw's.

What draws is a keyed hash. Its key is a digest of what the counts come from: the bytes of the
respondents' file and the corrections declared for it. So the same data give the same numbers at
every build, and there is no seed to guess nor a secret file to lose; with any other data all is
drawn anew, which hides where they differ. (That equal inputs draw alike is the idea of the
Australian cell keys: Thompson, Broadfoot & Elazar 2013.) The digest is written nowhere and is not
the published SHA-256. Whoever has the file has no need of it; whoever has all of it but one row
could try rows until its SHA-256 is the published one, with or without rounding.

One draw serves the counts between two multiples. So equal counts of a wave read the same wherever
they stand, and a part never exceeds its whole, as it may where each count has a draw of its own.

What it doesn't hide: a count that crosses the threshold of disclosure control itself, hidden in
one release and shown in the other; and the mean of many releases, each with other data.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..results.records import Count, Mark
from ..study.records import DisclosureRules, Study, Wave

PURPOSE = b"round counts"  # keeps these digests apart from any others of the same bytes


@dataclass(frozen=True, kw_only=True)
class Draw:
    """How counts that come from the same data are rounded.

    key : of the hash, at most 64 bytes
    """

    key: bytes
    rules: DisclosureRules

    def round(self, count: Count) -> Count:
        """A count as a multiple of the base, at most one base less one away; symbols stay.

        None that is shown falls below the threshold it has passed, and nothing becomes none.
        """
        if isinstance(count, Mark):
            return count
        base = self.rules.round_counts
        multiple, rest = divmod(count, base)
        rounded = base * (multiple + (self.draw(multiple) < rest))
        least = self.rules.min_cell if count >= self.rules.min_cell else min(count, 1)
        return max(rounded, base * -(-least // base))

    def draw(self, multiple: int) -> int:
        """A number from 0 to the base less one, for all counts that follow a multiple."""
        base = self.rules.round_counts
        message = f"{multiple} of {base}".encode()
        drawn = hashlib.blake2b(message, key=self.key, digest_size=16, person=PURPOSE).digest()
        return int.from_bytes(drawn) % base

    def divide(self, part: int, whole: int) -> float:
        """The percentage that follows from two counts as they are shown."""
        return 100 * self.round(part) / self.round(whole) if whole else 0.0


@dataclass(frozen=True)
class Draws:
    """The draws of a study: one for each file, and one for files whose counts are added up."""

    study: Study

    def of(self, *waves: Wave) -> Draw:
        """The draw for counts of a wave, or of several together."""
        found = [self.waves[wave.id] for wave in waves]
        return Draw(key=found[0] if len(found) == 1 else join(*found), rules=self.study.disclosure)

    @cached_property
    def waves(self) -> dict[str, bytes]:
        """The digest of each wave's data."""
        return {wave.id: digest_wave(self.study, wave) for wave in self.study.waves}

    @cached_property
    def interviews(self) -> Draw:
        """The draw for counts of people interviewed, of entries and of documents."""
        said = self.study.qualitative
        found = [digest(self.study.folder / name) for name in (*said.codings, said.sources)]
        return Draw(key=join(*found), rules=self.study.disclosure)


def digest_wave(study: Study, wave: Wave) -> bytes:
    """Digest of a wave's file and of the corrections declared for it, which alter rows as well."""
    mended = [each for each in study.corrections if each.wave == wave.id]
    return join(digest(study.folder / wave.file), repr(mended).encode())


def digest(path: Path) -> bytes:
    """Digest of a file, a piece at a time."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.blake2b(person=PURPOSE)).digest()


def join(first: bytes, *others: bytes) -> bytes:
    """Digest of several digests; there is at least one, since a key of none would be known."""
    return hashlib.blake2b(b"\n".join((first, *others)), person=PURPOSE).digest()
