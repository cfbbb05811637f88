"""Whether what authors wrote refers to what is declared: themes, claims, checklists."""

from collections.abc import Iterator

from ..records import SECTION, VERSION, Claim, Study
from .faults import Fault, refer


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
        yield from check_review(claim, waves)
        for outcome in claim.outcomes:
            yield from refer("findings.toml", place, outcome, list(study.outcome), "outcome")
        for theme in (*claim.themes, *claim.contrary):
            yield from refer("findings.toml", place, theme, themes, "theme")
        yield from check_survey(claim, study)
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


def check_review(claim: Claim, waves: list[str]) -> Iterator[Fault]:
    """A claim was reread at a wave, where there is any."""
    place = f"claims '{claim.domain}'"
    if waves and not claim.reviewed_at:
        yield "findings.toml", f"{place}, key 'reviewed_at' is missing"
    elif waves:
        yield from refer("findings.toml", place, claim.reviewed_at, waves, "reviewed_at wave")
    elif claim.reviewed_at:
        yield (
            "findings.toml",
            f"{place}: reviewed_at names wave '{claim.reviewed_at}', but the study has no survey; "
            "leave it out",
        )


def check_survey(claim: Claim, study: Study) -> Iterator[Fault]:
    """A claim that names outcomes says what it expects of them, and has a reading for every way
    in which they can come out; one that names none rests on themes."""
    place = f"claims '{claim.domain}'"
    if not (claim.outcomes or claim.themes):
        yield "findings.toml", f"{place}: neither outcomes nor themes; name what it rests on"
    readings = {case: getattr(claim, case) for case in ("better", "unclear", "worse")}
    stated = [case for case, reading in readings.items() if reading and reading.relation]
    for case in () if study.surveyed else stated:
        yield (
            "findings.toml",
            f"{place} {case}: relation says how interviews stand to a survey, and the study has "
            "none; leave it out",
        )
    if claim.expects and not claim.outcomes:
        yield (
            "findings.toml",
            f"{place}: expects says what outcomes are to show, and none is named; name them under "
            "outcomes, or leave it out",
        )
    if not claim.outcomes:
        return
    for key in ("expects", "better", "worse"):
        if not getattr(claim, key):
            yield "findings.toml", f"{place}, key '{key}' is missing; it goes with outcomes"
    for case, reading in readings.items():
        if reading and case not in stated:
            yield "findings.toml", f"{place} {case}, key 'relation' is missing"


def check_readings(claim: Claim) -> Iterator[Fault]:
    """No reading is left empty."""
    for case in ("better", "unclear", "worse"):
        for key in ("meta_inference", "follows"):
            reading = getattr(claim, case)
            if reading and not getattr(reading, key).strip():
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
