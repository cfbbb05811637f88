"""What the authors claim of a domain, and how they read its evidence."""

from typing import Literal

from .declared import declared


@declared
class Reading:
    """How a survey result and the interviews are read together, and what follows.

    `relation` says how the interviews stand to the survey, `meta_inference` what can be inferred
    from both that neither gives alone. Of a claim that names no outcome there is no relation, and
    `meta_inference` is what can be inferred from the interviews.
    """

    relation: Literal["", "confirms", "complements", "extends", "disagrees"] = ""
    meta_inference: str
    follows: str


@declared
class Claim:
    """A statement about a domain and the evidence it rests on.

    `themes` speak for it and have to be raised for it to stand; `contrary` ones may speak against
    it and carry nothing. The readings are written for every way the survey can come out, so that
    none is left standing when the results move; a claim that names no outcome expects nothing of
    the survey and needs only the one for an unclear survey. `reviewed_at` is the wave at which it
    was last reread, empty in a study without a survey. `stamp` is the fingerprint of the evidence
    at the time of review; see `findings.stamps`.
    """

    domain: str
    statement: str
    expects: Literal["", "better", "no clear change"] = ""
    outcomes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()
    reviewed_at: str = ""
    reviewed_by: str
    stamp: str = ""
    better: Reading | None = None
    unclear: Reading
    worse: Reading | None = None
