"""Files written whole or not at all."""

import os
from pathlib import Path

from render.problems import naming


def write_whole(path: Path, content: bytes) -> None:
    """Put content into a file in one move; what stood there stays if that fails."""
    draft = path.with_name(f".{path.name}")
    with naming(path):
        try:
            draft.write_bytes(content)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
