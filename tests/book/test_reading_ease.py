"""Pages read easily: Flesch's measure, by the package readability."""

import re

import readability
from bs4 import BeautifulSoup

# Flesch R (1948). A new readability yardstick. Journal of Applied Psychology 32(3), 221-233: from
# 60 on a text is "standard", what a reader of thirteen to fifteen years follows.
STANDARD = 60
NOT_TEXT = "table, figcaption, .table-note, .footnotes, #refs, math, pre, details"
TECHNICAL = {"technical-appendix", "references"}


def read_paragraphs(page: str) -> list[str]:
    """The text of a page, paragraph by paragraph, without tables, captions and references."""
    article = BeautifulSoup(page, "html.parser").find("article")
    for part in article.select(NOT_TEXT):
        part.decompose()
    found = (" ".join(part.get_text().split()) for part in article.select("p, li, dd"))
    return [text for text in found if text]


def measure_ease(paragraphs: list[str]) -> float:
    """Flesch's reading ease of a text: the higher, the easier."""
    ends = re.compile(r"(?<=[.?!])\s+")
    sentences = (sentence for text in paragraphs for sentence in ends.split(text))
    lines = (" ".join(re.findall(r"[\w’-]+", sentence)) for sentence in sentences)
    text = "\n".join(f"{line} ." for line in lines if line)
    return readability.getmeasures(text, lang="en")["readability grades"]["FleschReadingEase"]


def test_a_hard_text_is_told_from_an_easy_one():
    easy = ["We asked people who live here. They told us what they think."]
    hard = ["Institutional heterogeneity notwithstanding, multidimensional operationalisation of "
            "neighbourhood characteristics necessitates methodological sophistication."]  # fmt: skip
    assert measure_ease(easy) > 90
    assert measure_ease(hard) < 0


def test_every_page_reads_easily(site):
    eases = {
        page.stem: measure_ease(read_paragraphs(page.read_text(encoding="utf-8")))
        for page in [site / "index.html", *site.glob("chapters/*.html")]
        if page.stem not in TECHNICAL
    }
    assert len(eases) > 10
    assert {name: round(ease) for name, ease in eases.items() if ease < STANDARD} == {}
