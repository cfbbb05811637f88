"""Files that a page shows or offers, named by their content and kept from build to build."""

import hashlib
from pathlib import Path

from ..writing import write_whole

FOLDER = Path("_figures")


def keep(name: str, text: str) -> Path:
    """Write a file into a folder called after its content, unless it is there."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    path = FOLDER / digest / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    return path
