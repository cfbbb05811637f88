"""Areas that not every wave has: written differently in one, or not surveyed in it."""

import dataclasses
from collections.abc import Iterator

from ...study.records import Area, Correction, Wave
from ...survey.inspection.matching import match_codes
from .variables import Variable


def settle_areas(
    areas: tuple[Area, ...], places: Variable, waves: tuple[Wave, ...]
) -> tuple[tuple[Area, ...], tuple[Correction, ...]]:
    """The areas, each once and with the days it joined or left, and corrections for those that a
    file writes otherwise than all others do.

    Parameters
    ----------
    places : the column of areas, with the values of each wave by the wave's place
    """
    seen = {
        area.code: [n for n in range(len(waves)) if (places.values[n] == area.code).any()]
        for area in areas
    }
    whole = [code for code, found in seen.items() if len(found) == len(waves)]
    written = match_codes([code for code in seen if code not in whole], whole)
    kept = tuple(
        date_area(area, seen[area.code], waves) for area in areas if area.code not in written
    )
    return kept, tuple(mend_areas(written, places, waves))


def date_area(area: Area, seen: list[int], waves: tuple[Wave, ...]) -> Area:
    """An area with the first days of fieldwork at which it joined, was missing and was back."""
    begun = [wave.fieldwork[0] for wave in waves]
    gaps = [n for n in range(seen[0], len(waves)) if n not in seen]
    back = [n for n in seen if gaps and n > gaps[0]]
    return dataclasses.replace(
        area,
        joined=begun[seen[0]] if seen[0] else None,
        left=begun[gaps[0]] if gaps else None,
        returned=begun[back[0]] if back else None,
    )


def mend_areas(
    written: dict[str, str], places: Variable, waves: tuple[Wave, ...]
) -> Iterator[Correction]:
    """Corrections for areas that are written otherwise than in the other files."""
    for found, code in written.items():
        for place, wave in enumerate(waves):
            if count := int((places.values[place] == found).sum()):
                yield Correction(
                    wave=wave.id,
                    variable=places.name,
                    found=found,
                    becomes=code,
                    expect=count,
                    reason=f"The file writes {code} differently.",
                )
