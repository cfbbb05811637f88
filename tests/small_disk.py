"""A file system so small that it can be full, and one that can't be written to."""

import os
import subprocess
from pathlib import Path

import pytest

FILL = "fill"
FULL = "can't be written because its disk is full: free some space and run it again"
LOCKED = "can't be written: read-only file system; make its folder writable and run it again"


class SmallDisk:
    """A file system in memory, mounted at a folder."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        folder.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small file system needs root")

    def fill(self, left: int = 0) -> None:
        """Leave so many bytes free and no more."""
        (self.folder / FILL).unlink(missing_ok=True)
        with (self.folder / FILL).open("wb", buffering=0) as file:
            size = os.statvfs(self.folder)
            os.posix_fallocate(file.fileno(), 0, max(size.f_bavail * size.f_bsize - left, 1))

    def lock(self) -> None:
        """Let nothing be written any more."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


def check_refusal(code: int, out: str, err: str, what: str) -> None:
    """One sentence on the file and what to do, and no traceback."""
    assert code == 1, out + err
    assert "Traceback" not in out + err, err
    assert err.count(what) == 1, err
