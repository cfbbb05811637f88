"""Files that a page shows or links to, each named by its content, so that it is made only once."""

import hashlib
import re
from pathlib import Path

FOLDER = Path("_figures")


def address(name: str, content: str, suffix: str) -> Path:
    """Return where in the project the file of a content is, made already or not."""
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return FOLDER / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}-{digest}{suffix}"
