"""Delivered files and answers → the declarations of a study."""

from .declarations import write_declarations
from .records import Draft, Files
from .study import draft_study

__all__ = ["Draft", "Files", "draft_study", "write_declarations"]
