"""Faults in declarations, and the commonest: a name that nothing declared goes by."""

import difflib
from collections.abc import Iterator

# The file that a fault is in, and the fault in words.
Fault = tuple[str, str]


def refer(file: str, where: str, name: str, known: list[str], kind: str) -> Iterator[Fault]:
    """A reference has to name something declared."""
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        declared = f"declared: {', '.join(known)}" if known else f"no {kind} is declared at all"
        hint = f"did you mean '{close[0]}'?" if close else declared
        yield file, f"{where}: {kind} '{name}' is not declared; {hint}"
