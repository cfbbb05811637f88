"""What a page may load and run: its own files, and the scripts that it was published with.

For a page opened from a folder, 'self' is every file of the machine (so in Chromium), and nothing
of any other host.
"""

import base64
import hashlib
from collections.abc import Iterable

from .page import Page


def write_policy(page: Page) -> str:
    """Return the Content-Security-Policy of a page (W3C, Content Security Policy Level 3).

    Scripts in the page run if their SHA-256 is that of one found at publication; so do handlers
    of events, and so are styles shown. Scripts of Quarto's pages write styles, which can't be
    known before: there all styles are allowed. Nothing comes from another host, and no form leads
    to one.
    """
    scripts = [*page.inline["script"], *page.inline["handler"]]
    attributes = page.inline["attribute"]
    styles = list_hashes([*page.inline["style"], *attributes], attributes)
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *list_hashes(scripts, page.inline["handler"])],
        "style-src": ["'self'", *(["'unsafe-inline'"] if page.by_quarto else styles)],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def list_hashes(texts: Iterable[str], attributes: Iterable[str]) -> list[str]:
    """Return the sources that allow these texts; in attributes they have to be asked for apart."""
    hashes = sorted({f"'sha256-{hash_text(text)}'" for text in texts})
    return [*(["'unsafe-hashes'"] if [*attributes] else []), *hashes]


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in base 64."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
