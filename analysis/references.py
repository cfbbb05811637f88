"""Whether what a study declares refers to what it declares and does not contradict itself."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from .study import SECTION, VERSION, Claim, Outcome, Study

NAME = re.compile("[A-Za-z0-9_-]+")

# The file that a fault is in, and the fault in words.
Fault = tuple[str, str]


def check_references(study: Study) -> Iterator[Fault]:
    """Everything that is well-formed but refers to something undeclared or contradicts itself."""
    yield from check_names(study)
    yield from check_design(study)
    yield from check_codebook(study)
    yield from check_outcomes(study)
    yield from check_waves(study)
    yield from check_authored(study)
    yield from check_checklists(study)
    yield from check_releases(study)


def check_names(study: Study) -> Iterator[Fault]:
    """Ids are unique within their kind."""
    roles = study.qualitative.roles if study.qualitative else ()
    kinds = {
        ("study.toml", "arms"): [arm.id for arm in study.arms],
        ("study.toml", "areas"): [area.code for area in study.areas],
        ("study.toml", "waves"): [wave.id for wave in study.waves],
        ("study.toml", "domains"): [domain.id for domain in study.domains],
        ("study.toml", "outcomes"): [outcome.id for outcome in study.outcomes],
        ("study.toml", "characteristics"): [item.id for item in study.characteristics],
        ("study.toml", "labels of domains"): [domain.label for domain in study.domains],
        ("study.toml", "labels of outcomes"): [outcome.label for outcome in study.outcomes],
        ("study.toml", "qualitative roles"): [role.id for role in roles],
        ("themes.csv", "themes"): [theme.id for theme in study.themes],
        ("codeframe.csv", "codes"): [code.code for code in study.codeframe],
        ("findings.toml", "claims (one a domain)"): [claim.domain for claim in study.claims],
        ("published.toml", "numbers"): [number.id for number in study.published],
        ("codebook.csv", "codes"): [f"{row.variable} {row.code}" for row in study.codebook],
    }
    for (file, kind), names in kinds.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield file, f"{kind}: '{name}' is declared {count} times; once would be right"


def refer(file: str, where: str, name: str, known: list[str], kind: str) -> Iterator[Fault]:
    """A reference has to name something declared."""
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        declared = f"declared: {', '.join(known)}" if known else f"no {kind} is declared at all"
        hint = f"did you mean '{close[0]}'?" if close else declared
        yield file, f"{where}: {kind} '{name}' is not declared; {hint}"


def check_design(study: Study) -> Iterator[Fault]:
    """Two arms, waves on both sides of the programme's start, areas in declared arms, and
    demonstration data never together with others."""
    yield from check_source(study)
    arms = [arm.id for arm in study.arms]
    if sorted(arm.role for arm in study.arms) != ["comparator", "programme"]:
        yield "study.toml", "arms: one with role 'programme' and one with 'comparator' are needed"
    for area in study.areas:
        if area.arm is not None:
            yield from refer("study.toml", f"areas '{area.code}'", area.arm, arms, "arm")
        if area.joined and area.left and area.joined >= area.left:
            yield "study.toml", f"areas '{area.code}': it left before it joined; mend the dates"
        if area.returned and not (area.left and area.left < area.returned):
            yield "study.toml", f"areas '{area.code}': it returned without having left before"
    for period in ("before", "after"):
        if not any(wave.period == period for wave in study.waves):
            yield "study.toml", f"waves: none has period '{period}'; at least one is needed"
    yield from check_periods(study)
    yield from check_model(study)
    for wave in study.waves:
        if not wave.label.strip() or not NAME.fullmatch(wave.id):
            yield (
                "study.toml",
                f"waves '{wave.id}': it needs a label, and an id of letters, digits, - and _",
            )
        if wave.fieldwork[0] > wave.fieldwork[1]:
            yield "study.toml", f"waves '{wave.id}': fieldwork ends before it begins"


def check_periods(study: Study) -> Iterator[Fault]:
    """Whatever counts as before was fielded before all that counts as after."""
    first = min(study.after(), key=lambda wave: wave.fieldwork, default=None)
    for wave in study.before():
        if first and wave.fieldwork >= first.fieldwork:
            yield (
                "study.toml",
                f"waves '{wave.id}': it counts as before, but wave '{first.id}', which counts as "
                "after, was not fielded later; mend period or fieldwork",
            )


def check_model(study: Study) -> Iterator[Fault]:
    """Shares are between 0 and 1, and what the model names is declared."""
    model = study.model
    for key in ("confidence", "power"):
        if not 0.5 <= getattr(model, key) < 1:
            yield "study.toml", f"model: {key} {getattr(model, key):g} is not between 0.5 and 1"
    if model.imputations < 20:
        yield "study.toml", f"model: {model.imputations} imputations; at least 20 would be right"
    traits = [item.id for item in study.characteristics]
    for key in ("covariates", "subgroups"):
        for name in getattr(model, key):
            yield from refer("study.toml", f"model {key}", name, traits, "characteristic")
    waves = [wave.id for wave in study.waves]
    for area in study.areas:
        if area.start is not None:
            yield from refer("study.toml", f"areas '{area.code}' start", area.start, waves, "wave")
    for outcome in study.outcomes:
        if outcome.margin is not None and not outcome.margin > 0:
            yield "study.toml", f"outcomes '{outcome.id}': margin has to be above zero"


def check_source(study: Study) -> Iterator[Fault]:
    """Demonstration files lie in synthetic/ and carry a notice; no others do."""
    if study.synthetic and not study.study.notice:
        yield "study.toml", "study: synthetic data need a notice to be marked with"
    if not study.synthetic and (study.study.notice or study.truth):
        yield "study.toml", "study: source 'raw' has neither notice nor truth; take them out"
    qualitative = study.qualitative.files() if study.qualitative else ()
    for file in (*(wave.file for wave in study.waves), *qualitative):
        if file.startswith("synthetic/") != study.synthetic:
            yield (
                "study.toml",
                f"file '{file}' does not go with source '{study.study.source}': demonstration "
                "files, and no others, lie in synthetic/",
            )


def check_codebook(study: Study) -> Iterator[Fault]:
    """Each variable has one type, and the columns a panel needs are there once."""
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
    least = {"respondent": 1, "area": 1, "arm": int(arm_needed), "weight": 0, "former": 0}
    for kind, fewest in least.items():
        if not fewest <= count[kind] <= 1:
            yield "codebook.csv", f"{count[kind]} variables have type '{kind}'; one would be right"
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
            if types.get(name) in ("respondent", "area", "weight"):
                yield "study.toml", f"{place}: every wave needs '{name}'"
        for name in wave.new_answers:
            if name not in answers:
                yield (
                    "study.toml",
                    f"waves '{wave.id}' new_answers: '{name}' is no answer of codebook.csv; right "
                    "is a variable and a code, such as 'influence 5'",
                )
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


def check_outcomes(study: Study) -> Iterator[Fault]:
    """An outcome's scale is complete and its items and codes are in the codebook."""
    variables = list(dict.fromkeys(row.variable for row in study.codebook))
    codes = {(row.variable, row.code) for row in study.codebook}
    if not any(outcome.role == "primary" for outcome in study.outcomes):
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


def check_breaks(outcome: Outcome, study: Study) -> Iterator[Fault]:
    """A change of wording names waves after the first, and says what changed."""
    place, waves = f"outcomes '{outcome.id}'", [wave.id for wave in study.waves]
    for name in outcome.breaks:
        yield from refer("study.toml", f"{place} breaks", name, waves, "wave")
        if name == waves[0]:
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


def check_authored(study: Study) -> Iterator[Fault]:
    """Themes, claims, published numbers and corrections refer to what is declared."""
    domains = [domain.id for domain in study.domains]
    waves = [wave.id for wave in study.waves]
    themes = [theme.id for theme in study.themes]
    variables = list(dict.fromkeys(row.variable for row in study.codebook))
    for theme in study.themes:
        yield from refer("themes.csv", f"'{theme.id}'", theme.domain, domains, "domain")
    yield from check_codeframe(study)
    for claim in study.claims:
        place = f"claims '{claim.domain}'"
        yield from refer("findings.toml", place, claim.domain, domains, "domain")
        yield from refer("findings.toml", place, claim.reviewed_at, waves, "reviewed_at wave")
        for outcome in claim.outcomes:
            yield from refer("findings.toml", place, outcome, list(study.outcome), "outcome")
        for theme in (*claim.themes, *claim.contrary):
            yield from refer("findings.toml", place, theme, themes, "theme")
        yield from check_readings(claim)
    for number in study.published:
        if number.outcome is not None:
            place = f"numbers '{number.id}'"
            yield from refer(
                "published.toml", place, number.outcome, list(study.outcome), "outcome"
            )
    for correction in study.corrections:
        place = f"corrections '{correction.variable}'"
        yield from refer("corrections.toml", place, correction.wave, waves, "wave")
        yield from refer("corrections.toml", place, correction.variable, variables, "variable")
        if correction.found == correction.becomes or correction.expect < 1:
            yield "corrections.toml", f"{place}: it would change nothing; take it out"


def check_readings(claim: Claim) -> Iterator[Fault]:
    """No reading is left empty."""
    for case in ("better", "unclear", "worse"):
        for key in ("meta_inference", "follows"):
            if not getattr(getattr(claim, case), key).strip():
                yield "findings.toml", f"claims '{claim.domain}' {case}: {key} is empty; write it"


def check_codeframe(study: Study) -> Iterator[Fault]:
    """Every code stands for one thing, and every theme for some code."""
    themes = [theme.id for theme in study.themes]
    for code in study.codeframe:
        place = f"'{code.code}'"
        if code.theme:
            yield from refer("codeframe.csv", place, code.theme, themes, "theme")
        if code.theme and code.valence:
            yield "codeframe.csv", f"{place}: it has a theme and a valence; right: one of the two"
        if not (code.theme or code.valence or code.note):
            yield (
                "codeframe.csv",
                f"{place}: neither theme nor valence; name one, or say in note why it is left out",
            )
    if study.qualitative is None:
        return
    for name in themes:
        if not any(code.theme == name for code in study.codeframe):
            yield "codeframe.csv", f"no code stands for theme '{name}'; add a row with theme {name}"


def check_checklists(study: Study) -> Iterator[Fault]:
    """Each item stands once, and names the sections that answer it or says why none does."""
    lines: dict[tuple[str, str], int] = {}
    for line, item in enumerate(study.checklists, start=2):
        for name in item.sections:
            if not SECTION.fullmatch(name):
                yield (
                    "checklists.csv",
                    f"line {line} where: '{name}' is no id of a section; ids such as sec-methods, "
                    "with spaces between them, would be right",
                )
        if not item.sections and not item.note.strip():
            yield (
                "checklists.csv",
                f"line {line}: item {item.number} of '{item.checklist}' has neither where nor "
                "note; name the sections that answer it, or say in note why none does",
            )
        first = lines.setdefault((item.checklist, item.number), line)
        if first != line:
            yield (
                "checklists.csv",
                f"line {line}: item {item.number} of '{item.checklist}' is in line {first} "
                "already; once would be right",
            )


def check_releases(study: Study) -> Iterator[Fault]:
    """Versions are in order, and the waves of each are declared."""
    waves = [wave.id for wave in study.waves]
    last: tuple[int, ...] = ()
    for line, release in enumerate(study.releases, start=2):
        if not VERSION.fullmatch(release.version):
            yield (
                "releases.csv",
                f"line {line}: version '{release.version}' is not like 1.0.0, which would be right",
            )
        elif release.number <= last:
            yield "releases.csv", f"line {line}: version {release.version} is not above the last"
        else:
            last = release.number
        for name in release.waves.split():
            yield from refer("releases.csv", f"line {line}", name, waves, "wave")
