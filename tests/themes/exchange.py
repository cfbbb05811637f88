"""REFI-QDA projects as programs write them, put together for tests. All texts are made up."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

SPACE = "urn:QDA-XML:project:1.0"
USER = "11111111-0000-4000-8000-000000000001"
CODE = "22222222-0000-4000-8000-000000000001"
INNER = "22222222-0000-4000-8000-000000000002"
SOURCE = "33333333-0000-4000-8000-00000000000{}"
CODES = (
    f'<Code guid="{CODE}" name="ties" isCodable="true"><Description>who knows whom</Description>'
    f'<Code guid="{INNER}" name="new" isCodable="true"/></Code>'
)


def guid(kind: int, number: int) -> str:
    """A guid of its own for each element."""
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def coding(number: int, code: str = CODE, user: str = USER) -> str:
    return (
        f'<Coding guid="{guid(5, number)}" creatingUser="{user}"><CodeRef targetGUID="{code}"/>'
        "</Coding>"
    )


def passage(number: int, start: object, end: object, name: str = "", inside: str = "") -> str:
    """A selection in a text, coded with the first code if nothing else is inside it."""
    return (
        f'<PlainTextSelection guid="{guid(4, number)}" name={quoteattr(name)} '
        f'startPosition="{start}" endPosition="{end}">{inside or coding(number)}'
        "</PlainTextSelection>"
    )


def text_source(number: int, path: str, inside: str, name: str | None = None) -> str:
    return (
        f'<TextSource guid="{SOURCE.format(number)}" name="{name or f"Note {number}"}" '
        f'plainTextPath="{path}">{inside}</TextSource>'
    )


def project_xml(
    sources: str, *, origin: str = "Any 1.0", codes: str = CODES, rest: str = ""
) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{SPACE}" name="made up" '
        f'origin="{origin}"><Users><User guid="{USER}" name="Ada"/></Users>'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook>{rest}<Sources>{sources}</Sources></Project>"
    )


def write_project(
    path: Path, xml: str | bytes, files: dict[str, str | bytes], *, name="project.qde"
):
    """A zip with a project's XML and its files, deflated as programs do."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
        for file, content in files.items():
            archive.writestr(file, content)
    return path
