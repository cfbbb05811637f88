"""Coded projects in the exchange format REFI-QDA (.qdpx), of any program.

The standard is REFI-QDA 1.5. By its section 10.2 positions are code points of the plain text;
what programs do instead is in `tell_unit`.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from ...errors import Breaches
from .archive import LIMIT_ENTRIES, Archive, open_archive
from .codes import SPACES, read_codes
from .codings import AREAS, count_codings, read_areas, read_spans, read_whole
from .markup import SPACE, fold_faults, list_children, name_element, parse_xml, read_guid, split_tag
from .records import Coding, Document, Project
from .texts import INSIDE, Page, Reading, open_page, read_nothing

TEXTS = ("TextSource", "Note")  # are a text themselves; the other kinds have one inside
MEDIA = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")


def read_refi(path: Path) -> Project:
    """Read a project that was exported as REFI-QDA.

    A coding of a case (NVivo codes people, places and the like) says who speaks and is no
    coding by a code, so it is left out; so is a selection without codes, which is a remark.

    Raises
    ------
    Breaches
        The file is damaged, hostile or no such project, or some of it can't be quoted with
        certainty. All faults at once.
    """
    with open_archive(path) as archive:
        try:
            root = parse_xml(archive.read(find_project(archive)), (f"{SPACE}Project",))
        except ValueError as error:
            raise Breaches(path.name, [str(error)]) from error
        return read_parts(path.name, root, archive)


def find_project(archive: Archive) -> str:
    """The name of the project's XML: not always project.qde, but at the top of the zip."""
    top = [name for name in archive.entries if "/" not in name]
    found = [name for name in top if name.endswith(".qde")] or [
        name for name in top if name.endswith(".xml") and name != "[content_types].xml"
    ]
    if len(found) != 1:
        wrong = f"has {len(found) or 'no'} project files (.qde) at its top"
        raise ValueError(f"{wrong}; right: the one file that your program exports as REFI-QDA")
    return found[0]


def read_parts(name: str, root: Element, archive: Archive) -> Project:
    """Codes, documents and codings of a project, or all that is wrong with them."""
    faults: dict[str, list[str]] = {}
    reading = Reading(
        archive=archive,
        origin=root.get("origin", ""),
        codes=read_codes(find_codebook(root), faults),
        cases={read_guid(case) for case in root.iterfind(f"{SPACE}Cases/{SPACE}Case")},
        users=read_users(root, faults),
        faults=faults,
    )
    pages, codings = [], []
    for element, label in list_sources(root, reading):
        for page, found in read_source(element, label, reading):
            pages.append(page)
            codings += found
    check_names([page.document for page in pages], reading)
    if faults:
        raise Breaches(name, fold_faults(faults))
    return Project(
        program=reading.origin,
        codes=tuple(reading.codes.values()),
        documents=tuple(page.document for page in pages),
        codings=tuple(codings),
    )


def find_codebook(root: Element) -> Element | None:
    """A project's codes, which some tools put in as a codebook with its own namespace."""
    spaces = (SPACE, *(f"{{{space}}}" for space in SPACES))
    found = [root.find(f"{space}CodeBook") for space in spaces]
    return next((codebook for codebook in found if codebook is not None), None)


def read_users(root: Element, faults: dict[str, list[str]]) -> dict[str, str]:
    """Names of coders by guid."""
    users: dict[str, str] = {}
    for number, user in enumerate(root.iterfind(f"{SPACE}Users/{SPACE}User"), 1):
        guid = read_guid(user)
        if not guid or guid in users:
            wrong = "has the guid of another coder" if guid else "has no guid"
            faults.setdefault(wrong, []).append(name_element(user, number))
        users[guid] = user.get("name") or user.get("id", "")
    return users


def list_sources(root: Element, reading: Reading) -> Iterator[tuple[Element, str]]:
    """All sources, and of the notes those that were coded, each with how messages call it."""
    sources = root.findall(f"{SPACE}Sources/*")
    notes = root.findall(f"{SPACE}Notes/{SPACE}Note")
    notes = [note for note in notes if next(note.iter(f"{SPACE}Coding"), None) is not None]
    if len(sources) + len(notes) > LIMIT_ENTRIES:
        reading.blame("Sources", f"are more than {LIMIT_ENTRIES:,}; split the project")
        return
    seen = set()
    for number, element in enumerate([*sources, *notes], 1):
        label, guid = name_element(element, number), read_guid(element)
        if not guid or guid in seen:
            reading.blame(label, "has the guid of another source" if guid else "has no guid")
        if element.tag not in {f"{SPACE}{kind}" for kind in (*TEXTS, *MEDIA)}:
            reading.blame(label, "is no kind of source that REFI-QDA has")
        seen.add(guid)
        yield element, label


def check_names(documents: list[Document], reading: Reading) -> None:
    """Role and consent are declared by name, so a name stands for one document."""
    seen = set()
    for number, document in enumerate(documents, 1):
        label = f"document number {number}"
        if not document.name.strip():
            reading.blame(label, "has no name; give it one")
        elif document.name in seen:
            reading.blame(label, "has the name of an earlier document; rename one of them")
        seen.add(document.name)


def read_source(
    source: Element, label: str, reading: Reading
) -> Iterator[tuple[Page, list[Coding]]]:
    """A source's document with its codings; several documents if it has several transcripts."""
    is_text = split_tag(source.tag)[1] in TEXTS
    holders = [source] if is_text else list_children(source, INSIDE)
    name = read_name(source, holders)
    pages = [open_page(holder, name, label, reading) for holder in holders[:1]]
    pages += [
        open_page(holder, f"{name}/{holder.get('name', '')}", label, reading)
        for holder in holders[1:]
    ]
    first = pages[0] if pages else read_nothing(name)
    found = [
        list(read_spans(holder, page, reading)) for holder, page in zip(holders, pages, strict=True)
    ]
    whole = [] if is_text else list(read_whole(source, first, reading))
    areas = list(read_areas(source, holders, first, reading))
    counted = sum(map(count_codings, (*holders, *list_children(source, AREAS))))
    counted += 0 if is_text else len(source.findall(f"{SPACE}Coding"))
    if counted != len(list(source.iter(f"{SPACE}Coding"))):
        reading.blame(label, "has codings where REFI-QDA has none; export the project again")
    yield first, [*(found[0] if found else []), *whole, *areas]
    yield from zip(pages[1:], found[1:], strict=True)


def read_name(source: Element, holders: list[Element]) -> str:
    """A source's name, or that of its text: ATLAS.ti names the transcript of a film only, qc up
    to 1.3 the file of a text."""
    named = [element.get("name") for element in (source, *holders)]
    file = source.get("plainTextPath", "").replace("\\", "/").rpartition("/")[2]
    return next(filter(None, named), file)
