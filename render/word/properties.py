"""What a Word file says of itself: its properties, its language, how its lines are set."""

from lxml import etree

from render.word.edition import Edition
from render.word.markup import make, q
from render.word.package import Package

CORE, SETTINGS, STYLES = "docProps/core.xml", "word/settings.xml", "word/styles.xml"
_CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_LINE = 240
_OFFICE = "http://schemas.microsoft.com/office/word"
_AFTER_COMPAT = {q(f"w:{name}") for name in ("docVars", "rsids", "themeFontLang", "listSeparator")}


def describe(package: Package, edition: Edition) -> None:
    """Write the core properties; dates are the book's, not the clock's."""
    root = etree.Element(f"{{{_CORE['cp']}}}coreProperties", nsmap=_CORE)
    told = {
        "dc:title": edition.title,
        "dc:subject": edition.subtitle,
        "dc:creator": "; ".join(edition.authors),
        "dc:language": edition.language,
        "dc:description": edition.notice,
    }
    for name, text in told.items():
        if text:
            _add(root, name, text)
    if edition.day:
        for name in ("dcterms:created", "dcterms:modified"):
            node = _add(root, name, f"{edition.day}T00:00:00Z")
            node.set(f"{{{_CORE['xsi']}}}type", "dcterms:W3CDTF")
    package.replace(CORE, root)


def _add(root: etree._Element, name: str, text: str) -> etree._Element:
    prefix, local = name.split(":")
    node = etree.SubElement(root, f"{{{_CORE[prefix]}}}{local}")
    node.text = text
    return node


def set_type(package: Package, edition: Edition, styles: etree._Element) -> None:
    """Put our styles in the place of Pandoc's, in the document's language and line spacing."""
    for node in styles.iter(q("w:lang")):
        node.set(q("w:val"), edition.language)
    defaults = styles.find(f"{q('w:docDefaults')}/{q('w:pPrDefault')}/{q('w:pPr')}")
    spacing = defaults.find(q("w:spacing"))
    spacing.set(q("w:line"), str(round(_LINE * edition.spacing)))
    spacing.set(q("w:lineRule"), "auto")
    package.replace(STYLES, styles)
    settings = package.tree(SETTINGS)
    for node in settings.iter(q("w:themeFontLang")):
        node.set(q("w:val"), edition.language)
    for old in settings.findall(q("w:compat")):
        settings.remove(old)
    # Else Word opens the file in the mode of 2007 and says so.
    mode = make("w:compatSetting", name="compatibilityMode", uri=_OFFICE, val=15)
    after = (n for n, node in enumerate(settings) if node.tag in _AFTER_COMPAT)
    settings.insert(next(after, len(settings)), make("w:compat", mode))


def add_missing_styles(package: Package) -> None:
    """Define what the document uses and our styles don't have, as plain styles of that name."""
    styles = package.tree(STYLES)
    known = {node.get(q("w:styleId")) for node in styles.iter(q("w:style"))}
    used = [
        (kind, node.get(q("w:val")))
        for kind, tag in (
            ("paragraph", "w:pStyle"),
            ("character", "w:rStyle"),
            ("table", "w:tblStyle"),
        )
        for node in package.tree("word/document.xml").iter(q(tag))
    ]
    for kind, name in dict.fromkeys(used):
        if name not in known:
            styles.append(make("w:style", make("w:name", val=name), type=kind, styleId=name))
