"""A Word file as its parts: XML and pictures in a zip archive, and how they refer to each other."""

import io
import posixpath
import zipfile
from itertools import count

from lxml import etree

CONTENT_TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
RELATIONSHIPS = "word/_rels/document.xml.rels"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
# No date: the archive of the same parts is the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Package:
    """The parts of a Word file, to be read, changed and written."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self._trees: dict[str, etree._Element] = {}

    def tree(self, name: str) -> etree._Element:
        """Return an XML part's root; what is changed in it is written."""
        if name not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, remove_blank_text=True)
            self._trees[name] = etree.fromstring(self.parts[name], parser)
        return self._trees[name]

    def replace(self, name: str, root: etree._Element) -> None:
        """Put another tree in the place of a part's."""
        self._trees[name] = root

    def target(self, relation: str) -> str:
        """Return the name of the part that the document refers to by an identifier."""
        for each in self.tree(RELATIONSHIPS):
            if each.get("Id") == relation:
                return posixpath.normpath(posixpath.join("word", each.get("Target")))
        raise KeyError(relation)

    def add(self, name: str, content: bytes, kind: str) -> str:
        """Add a part that the document refers to, and return the relationship's identifier.

        Parameters
        ----------
        name : str
            Where it goes, below `word/`.
        content : bytes
            What is in it.
        kind : str
            What it is to the document: `image`, `header` or `footer`.
        """
        self.parts[f"word/{name}"] = content
        relations = self.tree(RELATIONSHIPS)
        taken = {each.get("Id") for each in relations}
        relation = next(each for each in map("added{}".format, count(1)) if each not in taken)
        relations.append(
            etree.Element(
                f"{{{_RELATIONS}}}Relationship", Id=relation, Type=_KIND + kind, Target=name
            )
        )
        types, extension = self.tree(CONTENT_TYPES), name.rpartition(".")[2]
        if kind != "image":
            types.append(_override(f"/word/{name}", f"{_ML}{kind}+xml"))
        elif not types.findall(f"*[@Extension='{extension}']"):
            image = {"svg": "image/svg+xml", "jpg": "image/jpeg"}.get(
                extension, f"image/{extension}"
            )
            default = etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=image)
            types.insert(0, default)
        return relation

    def drop_unused_images(self) -> None:
        """Remove pictures that nothing shows any more."""
        document = self.tree(DOCUMENT)
        used = {value for node in document.iter() for value in node.attrib.values()}
        for each in list(self.tree(RELATIONSHIPS)):
            if each.get("Type") == _KIND + "image" and each.get("Id") not in used:
                name = f"word/{each.get('Target')}"
                self.tree(RELATIONSHIPS).remove(each)
                self.parts.pop(name, None)
                for override in self.tree(CONTENT_TYPES).findall(f"*[@PartName='/{name}']"):
                    self.tree(CONTENT_TYPES).remove(override)

    def write(self) -> bytes:
        """Return the file; the same parts give the same bytes."""
        for name, root in self._trees.items():
            self.parts[name] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in sorted(self.parts, key=lambda name: (name != CONTENT_TYPES, name)):
                entry = zipfile.ZipInfo(name, _EPOCH)
                packed = name.endswith(".png")
                entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.parts[name])
        return out.getvalue()


def _override(part: str, kind: str) -> etree._Element:
    return etree.Element(f"{{{_TYPES}}}Override", PartName=part, ContentType=kind)
