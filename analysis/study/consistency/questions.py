"""Whether codebook, waves and outcomes agree on what was asked and answered."""

import re
from collections import Counter
from collections.abc import Iterator

from ..records import Outcome, Study, Wave
from .faults import Fault, refer


def check_codebook(study: Study) -> Iterator[Fault]:
    """Each variable has one type, and the columns a panel needs are there once."""
    if not (study.surveyed or study.codebook):
        return
    types: dict[str, set[str]] = {}
    for row in study.codebook:
        types.setdefault(row.variable, set()).add(row.type)
        if row.type == "number" and row.status == "answered" and not row.span():
            yield (
                "codebook.csv",
                f"'{row.variable}': a number needs a range such as 18..100 in code",
            )
        # Stata marks kinds of missing answer by .a to .z; an empty cell may mark one as well.
        tagged = row.status != "answered" and re.fullmatch(r"(\.[a-z])?", row.code)
        if row.type == "coded" and not (row.code.removeprefix("-").isdigit() or tagged):
            yield "codebook.csv", f"'{row.variable}': code '{row.code}' is not a whole number"
    for variable, kinds in types.items():
        if len(kinds) > 1:
            yield "codebook.csv", f"'{variable}' has types {', '.join(sorted(kinds))}; one is right"
    count = Counter(next(iter(kinds)) for kinds in types.values())
    arm_needed = any(area.arm is None for area in study.areas)
    least = {
        "respondent": int(not count["count"]), "area": 1, "arm": int(arm_needed), "weight": 0,
        "former": 0, "count": 0,
    }  # fmt: skip
    for kind, fewest in least.items():
        if not fewest <= count[kind] <= 1:
            yield "codebook.csv", f"{count[kind]} variables have type '{kind}'; one would be right"
    if count["count"] and (count["respondent"] or count["former"]):
        yield (
            "codebook.csv",
            "a row is one respondent, with a number (types 'respondent' and 'former'), or stands "
            "for several (type 'count'); found both; take one out",
        )
    variables = list(types)
    for item in study.characteristics:
        place = f"characteristics '{item.id}'"
        yield from refer("study.toml", place, item.variable, variables, "variable")
        if types.get(item.variable) == {"number"} and not item.breaks:
            yield "study.toml", f"{place}: '{item.variable}' is a number; give its breaks"


def check_waves(study: Study) -> Iterator[Fault]:
    """What is declared of the columns of a wave's file refers to the codebook, and once."""
    types = {row.variable: row.type for row in study.codebook}
    waves = [wave.id for wave in study.waves]
    answers = {f"{row.variable} {row.code}" for row in study.codebook if row.status == "answered"}
    for wave in study.waves:
        place = f"waves '{wave.id}' not_asked"
        for name in wave.not_asked:
            yield from refer("study.toml", place, name, list(types), "variable")
            if types.get(name) in ("respondent", "count", "area", "weight"):
                yield "study.toml", f"{place}: every wave needs '{name}'"
        for name in wave.new_answers:
            if name not in answers:
                yield (
                    "study.toml",
                    f"waves '{wave.id}' new_answers: '{name}' is no answer of codebook.csv; right "
                    "is a variable and a code, such as 'influence 5'",
                )
        yield from check_departures(wave, types, study)
    for rename in study.renames:
        place = f"'{rename.delivered}'"
        yield from refer("renames.csv", place, rename.wave, waves, "wave")
        yield from refer("renames.csv", place, rename.variable, list(types), "variable")
    for kind in ("delivered", "variable"):
        names = Counter((each.wave, getattr(each, kind)) for each in study.renames)
        for (wave, name), count in names.items():
            if count > 1:
                fault = f"wave '{wave}': {kind} '{name}' stands {count} times; once would be right"
                yield "renames.csv", fault


def check_departures(wave: Wave, types: dict[str, str], study: Study) -> Iterator[Fault]:
    """Where a file departs from the codebook is a place in a file, or a variable that can."""
    found, place = wave.departures, f"waves '{wave.id}' departures"
    if found.header < 1 or found.rows_below < 0:
        yield (
            "study.toml",
            f"{place}: header {found.header}, rows_below {found.rows_below}; rows of a file are "
            "counted from 1, and those below the header from 0",
        )
    for letters in found.blank_columns:
        if not re.fullmatch("[A-Z]{1,3}", letters):
            yield (
                "study.toml",
                f"{place} blank_columns: '{letters}' is no letter of a column, as AI",
            )
    labelled = {row.variable for row in study.codebook if row.answer}
    for key, names, right in (
        ("decimals", found.decimals, set(types) - {n for n in types if types[n] == "weight"}),
        ("labels", found.labels, labelled | {n for n in types if types[n] == "arm"}),
        ("numbers", [each.variable for each in found.numbers],
         {n for n in types if types[n] in ("number", "weight", "count")}),
    ):  # fmt: skip
        for name, count in Counter(names).items():
            yield from refer("study.toml", f"{place} {key}", name, sorted(right), "variable")
            if count > 1:
                yield "study.toml", f"{place} {key}: '{name}' stands {count} times; once is right"
    for each in found.numbers:
        if each.thousands == each.decimal:
            yield (
                "study.toml",
                f"{place} numbers: '{each.variable}' has '{each.decimal}' both between thousands "
                "and before decimals; they need to differ",
            )


def check_outcomes(study: Study) -> Iterator[Fault]:
    """An outcome's scale is complete and its items and codes are in the codebook."""
    variables = list(dict.fromkeys(row.variable for row in study.codebook))
    codes = {(row.variable, row.code) for row in study.codebook}
    if study.surveyed and not any(outcome.role == "primary" for outcome in study.outcomes):
        yield "study.toml", "outcomes: none has role 'primary'"
    for outcome in study.outcomes:
        place = f"outcomes '{outcome.id}'"
        domains = [domain.id for domain in study.domains]
        yield from refer("study.toml", place, outcome.domain, domains, "domain")
        for item in outcome.items:
            yield from refer("study.toml", place, item, variables, "codebook variable")
        for code in outcome.positive:
            if (outcome.items[0], str(code)) not in codes:
                yield "study.toml", f"{place}: positive code {code} is not in codebook.csv"
        for item in outcome.reversed:
            yield from refer("study.toml", place, item, list(outcome.items), "reversed item")
        for fault in check_items(outcome, study):
            yield "study.toml", f"{place}: {fault}"
        for fault in check_counted(outcome, study):
            yield "study.toml", f"{place}: {fault}"
        yield from check_breaks(outcome, study)
        for fault in check_scale(outcome):
            yield "study.toml", f"{place}: {fault}"


def check_items(outcome: Outcome, study: Study) -> Iterator[str]:
    """Every answer to an item of a score lies within the item's part of the score's range."""
    if outcome.range is None or not outcome.items:
        return
    low, high = (bound / len(outcome.items) for bound in outcome.range)
    for row in study.codebook:
        answer = row.type == "coded" and row.status == "answered"
        whole = answer and row.code.removeprefix("-").isdigit()
        if row.variable in outcome.items and whole and not low <= int(row.code) <= high:
            yield (
                f"code {row.code} of item '{row.variable}' is beyond its range "
                f"({low:g} to {high:g}); it would make scores that range does not have"
            )


def check_counted(outcome: Outcome, study: Study) -> Iterator[str]:
    """A number is not taken as the answer of everybody for whom a row stands."""
    types = {row.variable: row.type for row in study.codebook}
    column = next((name for name, kind in types.items() if kind == "count"), None)
    for item in outcome.items if column else ():
        if types.get(item) == "number":
            yield (
                f"items: '{item}' is a number, and each row stands for as many respondents as "
                f"'{column}' says; a mean of them would count as if everybody had it. Give a row "
                "for each value that people gave and declare the values (type 'coded'), or have "
                "the file delivered with one row a respondent"
            )


def check_breaks(outcome: Outcome, study: Study) -> Iterator[Fault]:
    """A change of wording names waves after the first, and says what changed."""
    place, waves = f"outcomes '{outcome.id}'", [wave.id for wave in study.waves]
    for name in outcome.breaks:
        yield from refer("study.toml", f"{place} breaks", name, waves, "wave")
        if name in waves[:1]:
            yield (
                "study.toml",
                f"{place} breaks: '{name}' is the first wave; name the wave from which on the "
                "wording differs from an earlier one",
            )
    if bool(outcome.breaks) != bool(outcome.break_note.strip()):
        yield (
            "study.toml",
            f"{place}: breaks and break_note go together; name the waves from which on the wording "
            "differs, and say how",
        )


def check_scale(outcome: Outcome) -> Iterator[str]:
    """What a share and a mean each need."""
    if not outcome.items:
        yield "items is empty; name the codebook variables it rests on"
    if outcome.measure == "share":
        if bool(outcome.positive) == (outcome.at_least is not None):
            yield "a share needs either positive codes or at_least"
        if outcome.unit != "percentage points":
            yield f"a share is in percentage points, found unit '{outcome.unit}'"
    if outcome.positive and len(outcome.items) != 1:
        yield "positive codes go with one item"
    if not outcome.positive and outcome.range is None:
        yield "a score needs its range"
    if outcome.metric and outcome.range:
        steps = int(outcome.range[1] - outcome.range[0]) + 1
        if len(outcome.metric) != steps:
            yield f"metric has {len(outcome.metric)} values; its range needs {steps}"
