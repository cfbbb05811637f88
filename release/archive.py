"""Site, PDF and results of a version in one zip file, the same bytes from the same inputs.

Archives are committed: they are all that a new machine needs to show every edition, whatever it
has of renderers and packages, and to the byte as they were published.
"""

import hashlib
import io
import zipfile
from pathlib import Path

from analysis.errors import Breaches, naming
from analysis.study.records import Release, Study
from analysis.writing import write_whole

ARCHIVES = Path("releases")
SUMS = "SHA256SUMS"  # what `sha256sum --check` reads
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file knows
MODE = 0o100644 << 16
UNIX = 3


def write_archive(target: Path, contents: dict[str, bytes], published: dict[str, str]) -> None:
    """Write files, by their names, into a folder of the archive that is called like it.

    Raises
    ------
    Breaches
        An archive of this name was published with other content, by the checksums given.
    """
    content = pack_files(target.stem, contents)
    digest = hashlib.sha256(content).hexdigest()
    if published.get(target.name, digest) != digest:
        raise Breaches(
            "Nothing is released",
            [f"{target.name} was published with other content; choose the next version"],
        )
    with naming(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
        write_sums(target.parent, read_sums(target.parent) | {target.name: digest})


def pack_files(stem: str, contents: dict[str, bytes]) -> bytes:
    """The archive's bytes, which depend on names and contents alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{stem}/{name}", WRITTEN)
            entry.create_system, entry.external_attr = UNIX, MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def name_archive(study: Study, release: Release) -> Path:
    """Where the archive of a release lies."""
    return ARCHIVES / f"{study.study.id}-{release.version}.zip"


def read_sums(folder: Path = ARCHIVES) -> dict[str, str]:
    """The checksum of each archive in a folder that was released, by its name."""
    file = folder / SUMS
    return parse_sums(file.read_text(encoding="utf-8")) if file.exists() else {}


def parse_sums(text: str) -> dict[str, str]:
    """Checksums by name from lines as `sha256sum` writes them."""
    return {line[66:]: line[:64] for line in text.splitlines() if line}


def write_sums(folder: Path, sums: dict[str, str]) -> None:
    """Write the checksums down."""
    text = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    write_whole(folder / SUMS, text)


def read_site(pdf: Path) -> dict[str, bytes]:
    """The built site by name, the PDF in it."""
    site = pdf.parent
    return {
        f"site/{file.relative_to(site).as_posix()}": file.read_bytes()
        for file in site.rglob("*")
        if file.is_file()
    }
