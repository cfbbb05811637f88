"""All that a chapter may import: results, and the tables, figures and words made of them."""

from importlib import import_module
from typing import TYPE_CHECKING

from .results.results import load_results

if TYPE_CHECKING:
    from .report import brief, figures, tables, words

__all__ = ["brief", "figures", "load_results", "tables", "words"]


def __getattr__(name: str):
    """Import what shows results only where it is used: a check of freshness need not wait."""
    if name in __all__:
        return import_module(f".report.{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
