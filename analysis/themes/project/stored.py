"""What a program stored beside a selection: its text, the beginning of it, or a mere label.

The exchange format has no place for a selection's text; programs put it into the selection's
name. QualCoder writes all of it (refi.py, `text_selection_xml`), ATLAS.ti all of a short one and
about a hundred characters and an ellipsis of a long one (REFI-QDA 1.5, annex A.2), unless the
analyst gave the quotation a name; NVivo leaves it empty, MAXQDA writes the two positions, qc
the line. White space in it is no longer that of the source, as XML makes spaces of line ends in
attributes.
"""

SENTENCE = 20  # characters from which on words found in the source are no analyst's label


def compare_text(stored: str, excerpt: str) -> bool | None:
    """Whether `stored` is the excerpt's text (or no text at all), or isn't; None if that is to be
    seen from whether the source has it elsewhere, in which case it isn't.

    - Cut short by an ellipsis, it is how the excerpt begins.
    - Else, if the excerpt begins with it, it is a label or cut without a sign, unless the
      excerpt is longer by no more than what units of another width would add.
    - Else, if it is as long as the excerpt or as a sentence, and the source has it, it is the
      text of another place.
    - Else it is a label, such as "1:3 ¶ 5".
    """
    stored, quoted = squeeze(stored), squeeze(excerpt)
    if stored in ("", quoted):
        return True
    cut = stored.removesuffix("…").removesuffix("...")
    if cut != stored:
        return quoted.startswith(cut.rstrip())
    slack = max(count_extra(excerpt), count_extra(stored))
    near = abs(len(stored) - len(quoted)) <= slack
    if quoted.startswith(stored):
        return not near
    return None if near or len(stored) >= SENTENCE else True


def differs(stored: str, excerpt: str) -> bool:
    """Whether `stored`, known to be the whole text, is not the excerpt character by character."""
    return flatten(stored) != flatten(excerpt)


def squeeze(text: str) -> str:
    """A text with every run of white space as one space."""
    return " ".join(text.split())


def flatten(text: str) -> str:
    """A text as XML reads it in an attribute: a space for each tab and line end."""
    return text.replace("\r\n", " ").translate({ord(mark): " " for mark in "\r\n\t"})


def count_extra(text: str) -> int:
    """How many more units than code points the widest unit counts, and line ends beside."""
    return len(text.encode()) - len(text) + text.count("\n") + text.count("\r")
