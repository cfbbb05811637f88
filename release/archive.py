"""Site, PDF and results of a version in one zip file, the same bytes from the same inputs."""

import io
import zipfile
from pathlib import Path

from analysis.errors import naming
from analysis.writing import write_whole

WRITTEN = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file knows
MODE = 0o100644 << 16
UNIX = 3


def write_archive(target: Path, contents: dict[str, bytes]) -> None:
    """Write files, by their names, into a folder of the archive that is called like it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", WRITTEN)
            entry.create_system, entry.external_attr = UNIX, MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    with naming(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, packed.getvalue())


def read_site(pdf: Path) -> dict[str, bytes]:
    """The published site by name, and beside it the PDF that lies in it."""
    site = pdf.parent
    pages = {
        f"site/{file.relative_to(site).as_posix()}": file.read_bytes()
        for file in site.rglob("*")
        if file.is_file()
    }
    return pages | {pdf.name: pdf.read_bytes()}
