"""The preview: served on this machine only, rebuilt on an edit, standing when a build fails."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from orchard_book import edit

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        return waiting.getsockname()[1]


@pytest.fixture
def preview(standing: Path) -> Iterator[tuple[subprocess.Popen, str, Path]]:
    port = free_port()
    command = [sys.executable, "-m", "render", "preview", "--renderer", "embedded"]
    said = standing.parent / "said.txt"
    with said.open("w") as file:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=standing, stdout=file, stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    yield process, f"http://127.0.0.1:{port}/", said
    process.terminate()
    process.wait()


def wait_for(found, process: subprocess.Popen, said: Path) -> None:
    """Wait until a condition holds; the preview has no other way to say that it is ready."""
    until = time.monotonic() + 30
    while not found():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < until, said.read_text()
        time.sleep(0.1)


def test_an_edit_appears_and_a_fault_leaves_the_last_site(preview, standing: Path) -> None:
    process, address, said = preview

    def page() -> str:
        with urllib.request.urlopen(address + "chapters/trees.html", timeout=10) as answer:
            return answer.read().decode()

    wait_for(lambda: "preview: " + address in said.read_text(), process, said)
    wait_for(lambda: "Serving on" in said.read_text(), process, said)
    assert "Deeper text." in page()
    edit(standing, "chapters/trees.qmd", "Deeper text.", "Deeper words.")
    wait_for(lambda: "Deeper words." in page(), process, said)
    edit(standing, "chapters/trees.qmd", "Deeper words.", "See @fig-none.")
    wait_for(lambda: "refers to `fig-none`" in said.read_text(), process, said)
    assert "Deeper words." in page()
    edit(standing, "chapters/trees.qmd", "See @fig-none.", "Mended.")
    wait_for(lambda: "Mended." in page(), process, said)
