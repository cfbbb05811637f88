"""XML of the exchange format, parsed without definitions, and elements named in messages."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

GUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LIMIT_TAGS = 500_000  # about 100,000 codings
SHOWN = 5


def parse_xml(content: bytes, right: tuple[str, ...]) -> Element:
    """The root of an XML document that is one of the `right` ones, "{namespace}Name".

    Raises
    ------
    ValueError
        It is not XML, has definitions of its own or is another document; with words for it.
    """
    if content.count(b"<") > LIMIT_TAGS:
        raise ValueError(f"the XML has more than {LIMIT_TAGS:,} tags; split the project")
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ValueError("the XML has definitions (DTD, entities), as no program writes") from error
    except (ParseError, LookupError, ValueError) as error:
        raise ValueError("the XML is damaged or cut off; export it again") from error
    if root.tag not in right:
        names = " or ".join(f"{name} in {space}" for space, name in map(split_tag, right))
        raise ValueError(f"the XML has another root or namespace than {names}")
    return root


def split_tag(tag: str) -> tuple[str, str]:
    """Namespace and name of a tag."""
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{"), name


def read_guid(element: Element, attribute: str = "guid") -> str:
    """A guid without braces and in one case; nothing if there is none."""
    return element.get(attribute, "").strip("{} ").lower()


def name_element(element: Element, number: int) -> str:
    """An element by its kind and guid or, without a proper one, by its number among its kind.

    Never by its name, which may be a person's or the text of an interview.
    """
    guid = read_guid(element)
    return f"{split_tag(element.tag)[1]} {guid if GUID.fullmatch(guid) else f'number {number}'}"


def fold_faults(faults: dict[str, list[str]]) -> list[str]:
    """One sentence for each thing that is wrong, with the first elements it is wrong with."""
    return [
        f"{', '.join(names[:SHOWN])}"
        + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
        + f": {wrong}"
        for wrong, names in faults.items()
    ]


SPACE = "{urn:QDA-XML:project:1.0}"


def list_children(element: Element, names: tuple[str, ...]) -> list[Element]:
    """Children of the kinds named, in the order of the file."""
    tags = {f"{SPACE}{name}" for name in names}
    return [child for child in element if child.tag in tags]
