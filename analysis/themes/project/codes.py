"""Codes as REFI-QDA nests them, in a project or in a codebook (.qdc) of their own."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from ...errors import Breaches
from .archive import read_file
from .markup import fold_faults, name_element, parse_xml, read_guid, split_tag
from .records import Code

# ATLAS.ti 9 writes 0:4, NVivo 12 for Mac 1:0, the standard says 1.0.
SPACES = ("urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4")
LIMIT_DEPTH = 50


def read_codebook(path: Path) -> tuple[Code, ...]:
    """All codes of a codebook in REFI-QDA, of any program.

    Raises
    ------
    Breaches
        The file is missing, damaged, something else or not clear. All faults at once.
    """
    try:
        root = parse_xml(read_file(path), tuple(f"{{{space}}}CodeBook" for space in SPACES))
    except FileNotFoundError as error:
        raise Breaches(path.name, ["the file is missing"]) from error
    except OSError as error:
        raise Breaches(path.name, ["not a file that can be read"]) from error
    except ValueError as error:
        right = "right: a codebook exported as REFI-QDA Codebook (.qdc)"
        raise Breaches(path.name, [f"{error}; {right}"]) from error
    faults: dict[str, list[str]] = {}
    codes = read_codes(root, faults)
    if faults:
        raise Breaches(path.name, fold_faults(faults))
    return tuple(codes.values())


def read_codes(codebook: Element | None, faults: dict[str, list[str]]) -> dict[str, Code]:
    """Codes by guid, a code before those it contains; faults are added to those given."""
    found: dict[str, Code] = {}
    paths: Counter[str] = Counter()
    for number, (element, path, depth) in enumerate(walk_codes(codebook), 1):
        guid, label = read_guid(element), name_element(element, number)
        name = element.get("name", "")
        paths[path] += 1
        for wrong, is_wrong in {
            "has no guid": not guid,
            "has the guid of another code": guid in found,
            "has no name": not name.strip(),
            "has the name and the place of another code; rename one of them": paths[path] > 1,
            f"lies more than {LIMIT_DEPTH} codes deep": depth >= LIMIT_DEPTH,
        }.items():
            if is_wrong:
                faults.setdefault(wrong, []).append(label)
        found[guid] = Code(name=name, path=path, description=read_description(element))
    return found


def walk_codes(codebook: Element | None) -> Iterator[tuple[Element, str, int]]:
    """Every code with its path and depth; what lies too deep is reached, but no deeper."""
    if codebook is None:
        return
    space = f"{{{split_tag(codebook.tag)[0]}}}"
    waiting = [(code, "", 0) for code in reversed(codebook.findall(f"{space}Codes/{space}Code"))]
    while waiting:
        element, above, depth = waiting.pop()
        path = f"{above}/{element.get('name', '')}" if depth else element.get("name", "")
        yield element, path, depth
        if depth < LIMIT_DEPTH:
            inside = reversed(element.findall(f"{space}Code"))
            waiting += [(code, path, depth + 1) for code in inside]


def read_description(element: Element) -> str:
    """What a code is said to stand for, in an element or, as older programs do, an attribute."""
    space = f"{{{split_tag(element.tag)[0]}}}"
    return element.findtext(f"{space}Description") or element.get("description", "")
