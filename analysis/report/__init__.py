"""What a page shows of the results: tables, figures and words."""

from .markdown import show_text

show_text()
