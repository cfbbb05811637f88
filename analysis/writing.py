"""Files written whole or not at all."""

import os
from pathlib import Path

from .errors import naming


def write_whole(path: Path, content: str | bytes) -> None:
    """Put content into a file in one move; what stood there stays if that fails.

    Processes that write the same file at once each have a draft of their own.
    """
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with naming(path):
        try:
            draft.write_bytes(content if isinstance(content, bytes) else content.encode())
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
