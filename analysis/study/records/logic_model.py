"""The programme's theory of change."""

from .declared import declared


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
