"""What each table of the report holds. Every function takes the results and returns a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..evidence import Check, Estimate, Mark
from ..study import Outcome, Published
from . import verdicts, words
from .numbers import SPACE, as_given, count, interval, number, of, probability
from .table import Cite, Row, Table, Tag, annotate
from .verdicts import LABELS, capital, decimals, verdict

if TYPE_CHECKING:
    from ..results import Results

ARROW = f"{SPACE}→{SPACE}"
PASSED = {True: "Passed", False: "Not passed", None: "For information"}
RELATIONS = {"confirms": "Confirm", "complements": "Complement", "disagrees": "Disagree"}
VALENCES = ("positive", "negative", "mixed")


# Findings -----------------------------------------------------------------------------------


def headline(results: Results) -> Table:
    """Claim, status and survey result of every domain."""
    rows = (
        (
            results.study.domain[finding.domain].label,
            finding.statement,
            status(finding.status),
            capital(words.survey(results, finding.domain)),
        )
        for finding in results.findings
    )
    return annotate(results, ("Domain", "Claim", "Status", "What the survey shows"), rows)


def status(name: str) -> Tag:
    """Return a status as a marked word."""
    return Tag(text="Awaiting review" if name == "stale" else capital(name), kind=name)


def joint(results: Results) -> Table:
    """Survey result and themes of each domain side by side, and what follows."""
    rows = (
        (
            results.study.domain[finding.domain].label,
            loose(capital(words.survey(results, finding.domain))),
            loose(capital(words.most_raised(results, finding.domain, most=2))),
            RELATIONS.get(finding.relation, finding.relation),
            finding.follows,
            status(finding.status),
        )
        for finding in results.findings
    )
    columns = ("Domain", "Survey", "Interviews", "Together they", "What follows", "Status")
    return annotate(results, columns, rows)


def loose(text: str) -> str:
    """Return the text with spaces at which narrow columns may break."""
    return text.replace(SPACE, " ")


def rules(results: Results) -> Table:
    """The rules by which a claim gets its status."""
    from ..findings import RULES

    return annotate(results, ("Status", "Rule"), ((status(name), rule) for name, rule in RULES))


# Effects ------------------------------------------------------------------------------------


def outcomes(results: Results) -> Table:
    """Levels, effect and verdict of every outcome, by domain."""
    rows: list[Row] = []
    for domain in results.study.domains:
        found = [o for o in results.study.outcomes if o.domain == domain.id]
        if found:
            rows += [(domain.label,), *(effect_row(results, outcome) for outcome in found)]
    return effects(results, rows)


def domain(results: Results, domain: str) -> Table:
    """Levels, effect and verdict of one domain's outcomes."""
    found = [o for o in results.study.outcomes if o.domain == domain]
    return effects(results, [effect_row(results, outcome) for outcome in found])


def effects(results: Results, rows: list[Row]) -> Table:
    """Return rows of effects under their header, with what the columns mean."""
    before, after = results.study.before(), results.study.after()
    adjustment = capital(results.study.model.adjustment)
    columns = (
        "Outcome",
        capital(results.study.arm("programme").short),
        capital(results.study.arm("comparator").short),
        f"Effect ({verdicts.confidence(results)})",
        "p",
        "Adj. p",
        "Verdict",
    )
    notes = (
        *arm_names(results),
        f"Levels from {words.listed([wave.label for wave in before])} to {after[-1].label}",
        "%: a share of residents, its effect in percentage points; otherwise a mean",
        "Effect: the change in the first group of areas less the change in the second",
        f"Adj. p: adjusted for the number of secondary outcomes ({adjustment})",
        *adjusted(rows),
        *reasons(results, rows),
    )
    return annotate(results, columns, rows, (1, 2, 3, 4, 5), notes)


def adjusted(rows: list[Row]) -> list[str]:
    """Return what a verdict of unclear after adjustment means, where it is given."""
    told = LABELS["perhaps better"]
    if all(row[-1] != told for row in rows):
        return []
    return [
        f"{told}: the interval leaves out zero, but the effect does not stand out once the "
        "number of outcomes is allowed for"
    ]


def effect_row(results: Results, outcome: Outcome) -> Row:
    """Return one outcome's row."""
    e = results.estimate(outcome.id)
    return (
        f"{outcome.label}, {unit(outcome)}",
        levels(outcome, e.programme_before, e.programme_after),
        levels(outcome, e.comparator_before, e.comparator_after),
        effect(e, outcome),
        probability(e.p),
        probability(e.p_adjusted),
        LABELS[verdict(results, e)],
    )


def unit(outcome: Outcome) -> str:
    """Return what an outcome's levels are counted in, short."""
    return "%" if outcome.measure == "share" else outcome.unit


def levels(outcome: Outcome, before: float | Mark, after: float | Mark) -> str:
    """Return "27.1 → 33.0"."""
    return ARROW.join(number(value, decimals(outcome)) for value in (before, after))


def effect(estimate: Estimate, outcome: Outcome) -> str:
    """Return "7.5 (1.6 to 13.5)", flagged where it is unreliable."""
    if isinstance(estimate.effect, Mark):
        return number(estimate.effect)
    ends = interval(estimate.low, estimate.high, decimals(outcome))
    flag = f"{SPACE}[u]" if estimate.reliability == Mark.UNRELIABLE else ""
    return f"{number(estimate.effect, decimals(outcome))}{flag} ({ends})"


def reasons(results: Results, rows: list[Row]) -> list[str]:
    """Return why some of the outcomes shown have no estimate."""
    shown = {row[0] for row in rows}
    return [
        f"{outcome.label}: {verdicts.why_not(results, results.estimate(outcome.id))}"
        for outcome in results.study.outcomes
        if f"{outcome.label}, {unit(outcome)}" in shown
        and verdict(results, results.estimate(outcome.id)) == "not estimable"
    ]


def estimates(results: Results) -> Table:
    """Every estimate with what a statistician asks for, wave by wave."""
    rows: list[Row] = []
    methods = []
    for wave in results.study.after():
        found = [e for e in results.estimates if e.wave == wave.id]
        rows += [(wave.label,), *(technical_row(results, e) for e in found)] if found else []
        methods += [capital(e.method) for e in found]
    before = f"{capital(results.study.arm('programme').short)}: n"
    columns = (
        "Outcome",
        "Effect",
        "SE",
        "df",
        f"{verdicts.confidence(results)}",
        "p",
        "Adj. p",
        "MDE",
        before,
        f"{capital(results.study.arm('comparator').short)}: n",
        "Areas",
    )
    notes = (
        *dict.fromkeys(methods),
        "SE: standard error; df: degrees of freedom",
        f"MDE: minimum detectable effect at {100 * results.study.model.power:g}% power",
        "n: respondents before and after, unweighted",
        "Shares in percentage points, means in the unit named",
        *sorted(
            {
                f"{results.study.outcome[e.outcome].label}: {verdicts.why_not(results, e)}"
                for e in results.estimates
                if verdict(results, e) == "not estimable"
            }
        ),
    )
    return annotate(results, columns, rows, range(1, 11), notes)


def technical_row(results: Results, e: Estimate) -> Row:
    """Return one estimate's row."""
    outcome = results.study.outcome[e.outcome]
    places = decimals(outcome)
    group = "" if e.group in ("", "all") else f", {e.group}"
    short = "" if outcome.measure == "share" else f", {outcome.unit}"
    hidden = isinstance(e.low, Mark) or isinstance(e.high, Mark)
    return (
        f"{outcome.label}{group}{short}",
        number(e.effect, places + 1),
        number(e.se, places + 1),
        number(e.df),
        number(e.low) if hidden else interval(e.low, e.high, places + 1),
        probability(e.p),
        probability(e.p_adjusted),
        number(e.mde, places + 1),
        ARROW.join(map(count, (e.n_programme_before, e.n_programme_after))),
        ARROW.join(map(count, (e.n_comparator_before, e.n_comparator_after))),
        count(e.clusters),
    )


def truth(results: Results) -> Table:
    """The effect that generated each synthetic outcome beside the estimate obtained."""
    rows = []
    for true in results.truth if results.study.synthetic else ():
        e, outcome = results.estimate(true.outcome), results.study.outcome[true.outcome]
        known = not any(isinstance(n, Mark) for n in (e.low, e.high))
        inside = ("Yes" if e.low <= true.effect <= e.high else "No") if known else "[x]"
        rows.append(
            (
                outcome.label,
                number(true.effect, decimals(outcome)),
                effect(e, outcome),
                inside,
            )
        )
    columns = (
        "Outcome",
        "Effect that generated the data",
        f"Estimate ({verdicts.confidence(results)})",
        "Inside the interval",
    )
    note = "Shares in percentage points, means in points of their scale"
    if not rows:
        note = "The data were collected, not generated: there is no known truth to compare with"
    return annotate(results, columns, rows, (1, 2), (note,))


# Who was asked and what they were asked -----------------------------------------------------


def respondents(results: Results) -> Table:
    """Who answered: number of respondents, and weighted percentages by arm and wave."""
    study = results.study
    groups = [(arm, wave) for arm in study.arms for wave in study.waves]
    percents = {
        (r.characteristic, r.category, r.arm, r.wave): number(r.percent)
        for r in results.respondents
    }
    totals = [count(words.answered_by(results, wave.id, arm.id)) for arm, wave in groups]
    rows: list[Row] = [("All respondents, number", *totals)]
    for trait in study.characteristics:
        rows.append((f"{trait.label}, %",))
        found = (r.category for r in results.respondents if r.characteristic == trait.id)
        for name in dict.fromkeys(found):
            keys = ((trait.id, name, arm.id, wave.id) for arm, wave in groups)
            rows.append((name, *(percents.get(key, "[z]") for key in keys)))
    columns = ("Characteristic", *(f"{capital(arm.short)} {w.label}" for arm, w in groups))
    notes = (
        "Number: unweighted",
        "%: weighted, of those who stated the characteristic",
        *arm_names(results),
    )
    return annotate(results, columns, rows, range(1, len(columns)), notes)


def arm_names(results: Results) -> list[str]:
    """Return what the short names of the arms stand for."""
    return [
        f"{arm.short}: {arm.label}"
        for arm in results.study.arms
        if not arm.label.casefold().startswith(arm.short.casefold()[:5])
    ]


def answers(results: Results, domain: str | None = None) -> Table:
    """Answers and the kinds of missing answer by outcome, arm and wave."""
    study = results.study
    kinds = {
        "answered": "Answered",
        "dont_know": "Don't know",
        "refused": "Refused",
        "not_asked": "Not asked",
    }
    cells = {
        (a.outcome, a.wave, a.arm, a.status): f"{count(a.n)} ({number(a.percent)})"
        if not isinstance(a.n, Mark)
        else count(a.n)
        for a in results.answers
    }
    rows: list[Row] = []
    for outcome in study.outcomes:
        if domain not in (None, outcome.domain):
            continue
        rows.append((outcome.label,))
        for arm in study.arms:
            for wave in study.waves:
                shown = [cells.get((outcome.id, wave.id, arm.id, kind), "[z]") for kind in kinds]
                rows.append((f"{capital(arm.short)}, {wave.label}", *shown))
    columns = ("Arm and wave", *(f"{label}, n (%)" for label in kinds.values()))
    notes = ("Respondents, unweighted", *arm_names(results))
    return annotate(results, columns, rows, (1, 2, 3, 4), notes)


def questions(results: Results, domain: str | None = None) -> Table:
    """What was asked for each outcome, what counts, and where the question is from."""
    rows = (
        (o.label, o.question, o.scale, f"{capital(o.better)} is better", o.source)
        for o in results.study.outcomes
        if domain in (None, o.domain)
    )
    columns = ("Outcome", "Question", "Scale and what counts", "Direction", "Source")
    return annotate(results, columns, rows)


def waves(results: Results) -> Table:
    """Fieldwork, respondents and file of each wave."""
    study = results.study
    rows = (
        (
            wave.label,
            words.fieldwork(results, wave.id),
            *(count(words.answered_by(results, wave.id, arm.id)) for arm in study.arms),
            wave.file,
            wave.sha256[:12],
        )
        for wave in study.waves
    )
    arms = (f"{capital(arm.short)}, respondents" for arm in study.arms)
    columns = ("Wave", "Fieldwork", *arms, "File", "SHA-256 begins")
    notes = arm_names(results)
    return annotate(results, columns, rows, range(2, 2 + len(study.arms)), notes)


def arms(results: Results) -> Table:
    """How many areas each arm has."""
    study = results.study
    rows = [
        (capital(arm.label), capital(arm.role), count(sum(a.arm == arm.id for a in study.areas)))
        for arm in study.arms
    ]
    shared = sum(area.arm is None for area in study.areas)
    if shared:
        rows.append(("Areas with respondents of both", "Both", count(shared)))
    return annotate(results, ("Group of areas", "Role", "Areas"), rows, (2,))


def checks(results: Results) -> Table:
    """What was checked and how it came out."""
    rows = (
        (
            check.name,
            check.subject,
            PASSED[check.passed],
            measured(check),
            check.detail,
        )
        for check in results.checks
    )
    return annotate(results, ("Check", "Of", "Outcome", "Value", "What it says"), rows)


def measured(check: Check) -> str:
    """Return a check's value with its unit."""
    if isinstance(check.value, Mark):
        return number(check.value)
    if check.unit.startswith(("%", "percentage points")):
        return f"{number(check.value)}{'' if check.unit[0] == '%' else ' '}{check.unit}"
    return f"{number(check.value, 2)} {check.unit}"


# Interviews and journals --------------------------------------------------------------------


def themes(results: Results, domain: str) -> Table:
    """How many people and journal entries raised each theme of a domain."""
    found = {(s.id, s.kind): s for s in results.themes if s.level == "theme" and s.by == "all"}
    rows = []
    for theme in results.study.themes:
        if theme.domain != domain:
            continue
        talk, diary = found.get((theme.id, "interview")), found.get((theme.id, "journal"))
        rows.append(
            (
                theme.label,
                theme.description,
                of(count(talk.people), count(talk.base_people)) if talk else "[z]",
                of(count(diary.entries), count(diary.base_entries)) if diary else "[z]",
                *(count(getattr(diary, name)) if diary else "[z]" for name in VALENCES),
            )
        )
    columns = (
        "Theme",
        "What it covers",
        "People interviewed",
        "Journal entries",
        "Positive",
        "Negative",
        "Mixed",
    )
    note = "Positive, negative and mixed count journal entries"
    return annotate(results, columns, rows, (2, 3, 4, 5, 6), (note,))


def roles(results: Results, domain: str | None = None) -> Table:
    """How many people of each role raised a domain's themes, or each domain, in interviews."""
    study = results.study
    known = {role.id: role.label for role in study.qualitative.roles} if study.qualitative else {}
    rows = grouped(results, domain, "interview", list(known), "people")
    columns = ("Theme" if domain else "Domain", *known.values())
    note = "People interviewed who raised it, of all people interviewed in that role"
    return annotate(results, columns, rows, range(1, len(columns)), (note,))


def years(results: Results, domain: str | None = None) -> Table:
    """How many journal entries raised a domain's themes, or each domain, by year."""
    found = sorted({s.group for s in results.themes if s.kind == "journal" and s.by == "year"})
    rows = grouped(results, domain, "journal", found, "entries")
    columns = ("Theme" if domain else "Domain", *found)
    note = "Journal entries that raised it, of all entries of that year"
    return annotate(results, columns, rows, range(1, len(columns)), (note,))


def grouped(
    results: Results, domain: str | None, kind: str, groups: list[str], counted: str
) -> list[Row]:
    """Return a domain's themes, or all domains, by role or year."""
    level = "theme" if domain else "domain"
    found = {
        (s.id, s.group): of(count(getattr(s, counted)), count(getattr(s, f"base_{counted}")))
        for s in results.themes
        if s.level == level and s.kind == kind and s.by != "all"
    }
    named = results.study.domains
    if domain:
        named = [theme for theme in results.study.themes if theme.domain == domain]
    return [(row.label, *(found.get((row.id, group), "[z]") for group in groups)) for row in named]


def excerpts(results: Results, domain: str) -> Table:
    """What single sources said about a domain's themes, in an analyst's words."""
    study = results.study
    labels = {role.id: role.label for role in study.qualitative.roles} if study.qualitative else {}
    rows = (
        (
            study.theme[excerpt.theme].label,
            excerpt.summary,
            number(excerpt.role) if isinstance(excerpt.role, Mark) else labels[excerpt.role],
            capital(excerpt.valence),
        )
        for excerpt in results.excerpts
        if study.theme[excerpt.theme].domain == domain
    )
    notes = (
        "Third-person summaries invented for demonstration; nobody is quoted"
        if study.synthetic
        else "Third-person summaries; nobody is quoted",
        "The earliest interview of each theme and valence is shown, so that none is picked",
    )
    columns = ("Theme", "Summary by an analyst", "Role", "Valence")
    return annotate(results, columns, rows, (), notes)


# Sources ------------------------------------------------------------------------------------


def published(results: Results) -> Table:
    """Numbers that others have published; nothing of ours is among them."""
    rows = ((n.label, given(n), Cite(key=n.cite), n.note) for n in results.study.published)
    columns = ("Published number", "Value", "Source", "Note")
    return annotate(results, columns, rows, (1,))


def given(n: Published) -> str:
    """Return a published number with its interval and unit."""
    unit = "%" if n.unit == "%" else f" {n.unit}"
    text = f"{'about ' if n.approximate else ''}{as_given(n.value, n.unit)}{unit}"
    if n.low is None or n.high is None:
        return text
    return f"{text} ({as_given(n.low, n.unit)} to {as_given(n.high, n.unit)})"


def side_by_side(results: Results) -> Table:
    """Published effects beside ours on the same outcomes, in columns of their own."""
    true = {t.outcome: t.effect for t in results.truth} if results.study.synthetic else {}
    rows = []
    for n in results.study.published:
        if n.outcome and n.unit == results.study.outcome[n.outcome].unit and n.low is not None:
            outcome = results.study.outcome[n.outcome]
            ends = f"({as_given(n.low, n.unit)} to {as_given(n.high, n.unit)})"
            made = number(true[n.outcome], decimals(outcome)) if n.outcome in true else "[z]"
            ours = effect(results.estimate(n.outcome), outcome)
            rows.append(
                (outcome.label, f"{as_given(n.value, n.unit)} {ends}", Cite(key=n.cite), ours, made)
            )
    columns = (
        "Outcome",
        "Published effect",
        "Source",
        f"{'Demonstration' if results.study.synthetic else 'Our'} estimate",
        "Effect that generated the data",
    )
    return annotate(results, columns, rows, (1, 3, 4))


def corrections(results: Results) -> Table:
    """Known slips in delivered files and how they were put right."""
    rows = (
        (
            words.wave_label(results, c.wave),
            c.variable,
            f"{c.found} becomes {c.becomes}",
            count(c.expect),
            c.reason,
        )
        for c in results.study.corrections
    )
    columns = ("Wave", "Column", "Correction", "Rows", "Reason")
    return annotate(results, columns, rows, (3,))


def provenance(results: Results) -> Table:
    """What the results were made from, so that anyone can make them again."""
    made = results.manifest
    rows = (
        *((f"File {path}", hash[:12]) for path, hash in made["inputs"].items()),
        ("Code of the analysis", made["code"][:12]),
        ("Lock file", made["lock"][:12]),
        *((f"Version of {name}", version) for name, version in made["versions"].items()),
        ("Seed", str(made["seed"])),
        ("Source", made["source"]),
    )
    note = "Files, code and lock file by the first twelve digits of their SHA-256"
    return annotate(results, ("What", "Value"), rows, (), (note,))
