"""The glossary knows the words that readers and the code have in common."""

import re
from pathlib import Path

from analysis.results.records import Mark
from analysis.results.records.findings import RULES

ROOT = Path(__file__).parents[1]


def terms() -> list[str]:
    text = (ROOT / "GLOSSARY.md").read_text()
    found = re.findall(r"^([^\n:#].*)\n: ", text, re.MULTILINE)
    return [term for line in found for term in line.split(", ")]


def test_terms_stand_in_alphabetical_order_once():
    found = [re.sub(r"[^a-z0-9 ]", "", term.lower()) for term in terms()]
    assert len(found) == len(set(found))
    heads = [
        line.split(",")[0].lower()
        for line in re.findall(
            r"^([^\n:#].*)\n: ", (ROOT / "GLOSSARY.md").read_text(), re.MULTILINE
        )
    ]
    assert heads == sorted(heads)


def test_statuses_and_declared_things_are_explained():
    known = {term.lower() for term in terms()}
    text = (ROOT / "GLOSSARY.md").read_text()
    (status,) = re.findall(r"^status\n: (.*)$", text, re.MULTILINE)
    assert all(name in status for name, _ in RULES)
    wanted = {"arm", "area", "wave", "domain", "outcome", "theme", "claim", "finding", "codebook"}
    wanted |= {"correction", "estimate", "panel", "weight"}
    assert wanted <= known, wanted - known


def test_every_mark_is_explained():
    text = (ROOT / "GLOSSARY.md").read_text()
    for mark in Mark:
        assert f"[{mark.value}] {mark.name.lower().replace('_', ' ')}" in text, mark
