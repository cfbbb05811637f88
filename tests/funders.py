"""What a study with nothing left out would declare for a funder; its people are invented."""

# Josiah Carberry is ORCID's own example of a researcher, and so is his iD.
AUTHOR = """
[[authors]]
name = "Josiah Carberry"
affiliation = "Brown University"
department = "Psychoceramics"
address = "Providence"
country = "United States"
orcid = "0000-0002-1825-0097"
roles = ["Conceptualization", "Writing – original draft"]
interests = "none"
"""
STATED = """
corresponding = "Josiah Carberry"
contact = "jc@example.org"
award = "ABC123"
registration = "The study is not registered"
ethics = "Approved by the committee of an example"
governance = "The university of an example answers for personal data"
data_sharing = "No data can be shared"
funding = "Paid for by an example"
acknowledgements = "The authors thank nobody"
involvement = "Nobody was involved"
inclusion = "Nothing was done"
currency = 2019-03-31
"""


def complete(text: str) -> str:
    """A declaration for a funder with what it lacks."""
    return text.replace("\n[abbreviations]", f"{STATED}\n[abbreviations]") + AUTHOR
