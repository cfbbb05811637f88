"""Whether further interviews still raised something new."""

from ..results.records import Saturation
from .excerpts import Excerpts


def follow_saturation(excerpts: Excerpts) -> tuple[Saturation, ...]:
    """Count the themes that each interview was the first to raise, in order of date.

    Interviews of one day are in the order of their documents' names.

    References
    ----------
    Guest G, Namey E, Chen M (2020). A simple method to assess and report thematic saturation in
    qualitative research. PLoS ONE 15(5): e0232076.
    """
    documents = excerpts.documents[excerpts.documents["kind"] == "interview"]
    themes = excerpts.counted().groupby("document")["theme"].agg(set)
    known: set[str] = set()
    steps = []
    for place, name in enumerate(documents.sort_values(["date", "document"])["document"], 1):
        new = themes.get(name, set()) - known
        known |= new
        steps.append(Saturation(interview=place, new=len(new), themes=len(known)))
    return tuple(steps)
