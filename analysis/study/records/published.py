"""Numbers that others published."""

from .declared import declared


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
