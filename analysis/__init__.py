"""All that a chapter may import: results, and the tables, figures and words made of them."""

from .report import figures, tables, words
from .results import load_results

__all__ = ["figures", "load_results", "tables", "words"]
