"""Another program that opens Word files: LibreOffice, without a window."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def convert(source: Path, form: str, folder: Path) -> Path:
    """A file as LibreOffice saves it in another form, `pdf` or `docx`, in a folder."""
    command = [
        find_office(), f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless",
        "--convert-to", form, "--outdir", str(folder / form), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / form / f"{source.stem}.{form}"


def find_office() -> str:
    if path := shutil.which("soffice"):
        return path
    reason = (
        "no LibreOffice found: install the package 'libreoffice-writer-nogui' to open Word files"
    )
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
