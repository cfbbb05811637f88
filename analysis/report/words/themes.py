"""Interviews and journals as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Agreement, Mark, ThemeSummary
from ...study.records import Claim, DisclosureRules, Study
from ..markdown import plain as clean
from ..numbers import about, count, interval, number, of, with_interval
from ..numbers import words as spelt
from ..sentence import capital, inside, listed, stop
from .claims import strongest

if TYPE_CHECKING:
    from ...results.results import Results

MOST = 3  # domains that a summary names
# Krippendorff K (2004). Content analysis, 2nd ed., p. 241: what he requires, and the least for
# tentative conclusions.
RELIABLE, TENTATIVE = 0.800, 0.667
TOO_FEW = "no theme was raised by enough people interviewed to give a number"


def interviews(results: Results) -> str:
    """Return the number of people interviewed."""
    summary = everyone(results, "interview")
    return about(count(summary.base_people), results.study.disclosure) if summary else "none"


def entries(results: Results) -> str:
    """Return the number of journal entries."""
    summary = everyone(results, "journal")
    return about(count(summary.base_entries), results.study.disclosure) if summary else "none"


def besides(results: Results) -> str:
    """Return what the report rests on besides the survey, as a sentence."""
    parts = []
    if everyone(results, "interview"):
        parts.append(f"on interviews with {interviews(results)} people")
    if everyone(results, "journal"):
        parts.append(f"on {entries(results)} journal entries")
    also = "also " if results.study.surveyed else ""
    return clean(f"It {also}rests {listed(parts)}." if parts else "Nobody was interviewed for it.")


def everyone(results: Results, kind: str) -> ThemeSummary | None:
    """Return a summary that counts all people and entries of a kind."""
    return next((s for s in results.themes if s.kind == kind and s.by == "all"), None)


def themes(results: Results, domain: str) -> str:
    """Return the themes that most people interviewed raised, as a sentence."""
    most = most_raised(results, domain)
    return stop(capital(most) if most == TOO_FEW else f"Raised most often in interviews: {most}")


def most_raised(results: Results, domain: str, most: int = 3) -> str:
    """Return "Ties between residents (31 of 41 people) and Skills (20 of 41)".

    Where published counts are rounded, all that share the last place are named.
    """
    shown = [s for s in raised(results, domain) if not isinstance(s.people, Mark)]
    if not shown:
        return TOO_FEW
    parts = []
    for place, summary in enumerate(first(results, shown, most)):
        people = of_all(results, summary.people, summary.base_people)
        label = results.study.theme[summary.id].label
        parts.append(f"{label} ({people}{' people' if place == 0 else ''})")
    return clean(listed(parts))


def first(results: Results, ranked: list[ThemeSummary], most: int) -> list[ThemeSummary]:
    """Return the first of those ranked by people, with all that are as many once rounded."""
    if results.study.disclosure.round_counts is None or len(ranked) <= most:
        return ranked[:most]
    return [s for s in ranked if s.people >= ranked[most - 1].people]


def of_all(results: Results, part: int, whole: int) -> str:
    """Return how many people or entries there are, of all: "31 of 41"."""
    return about(of(count(part), count(whole)), results.study.disclosure)


def raised(results: Results, domain: str) -> list[ThemeSummary]:
    """Return the domain's themes, those raised by most people first and hidden ones last."""
    found = [
        s
        for s in results.themes
        if s.level == "theme" and s.kind == "interview" and s.by == "all"
        and results.study.theme[s.id].domain == domain
    ]  # fmt: skip
    return sorted(found, key=lambda s: 1 if isinstance(s.people, Mark) else -s.people)


def claim_on(study: Study, domain: str) -> Claim | None:
    """Return the claim made of a domain, if one is."""
    return next((claim for claim in study.claims if claim.domain == domain), None)


def theme_counts(results: Results, kind: str) -> dict[str, ThemeSummary]:
    """Return the summaries of all themes in one kind of source, by theme."""
    return {s.id: s for s in results.themes if (s.level, s.kind, s.by) == ("theme", kind, "all")}


def against(results: Results, summary: ThemeSummary, stance: str) -> int | Mark:
    """Return how many entries raised a theme negatively, or other than positively."""
    found = summary.negative
    if stance == "contrary":
        found = summary.entries
        if isinstance(summary.positive, Mark):
            known = summary.positive == Mark.NOT_APPLICABLE  # nothing was rated
            found = found if known else summary.positive
        elif not isinstance(found, Mark):
            found = found - summary.positive
    if isinstance(found, Mark):
        return found
    return found if found >= results.study.disclosure.min_cell else Mark.CONFIDENTIAL


def contrary(results: Results, domain: str) -> str:
    """Return who spoke against a domain's claim, as a sentence or two."""
    claim, found = claim_on(results.study, domain), theme_counts(results, "interview")
    if claim is None or not found or not (claim.themes or claim.contrary):
        return "No theme speaks for or against a claim here."
    parts = []
    if claim.themes:
        told = tell_against(results, claim.themes, "negative")
        parts.append(f"Of the themes that the claim rests on, {told}.")
    if claim.contrary:
        told = tell_against(results, claim.contrary, "contrary")
        parts.append(f"Of those that may speak against it, {told}.")
    return clean(" ".join(parts))


def tell_against(results: Results, themes: tuple[str, ...], stance: str) -> str:
    """Return which themes interviews raised in a way that speaks against a claim."""
    manner = {"negative": "negatively", "contrary": "other than positively"}[stance]
    found = theme_counts(results, "interview")
    counts = {theme: against(results, found[theme], stance) for theme in themes}
    shown = {theme: n for theme, n in counts.items() if not isinstance(n, Mark)}
    if not shown:
        return f"none was raised {manner} in enough interviews to give a number"
    told = [
        f"{results.study.theme[theme].label} "
        f"(in {of_all(results, n, found[theme].base_entries)} interviews)"
        for theme, n in sorted(shown.items(), key=lambda item: -item[1])
    ]
    return f"{listed(told)} {'was' if len(told) == 1 else 'were'} raised {manner}"


def development(results: Results, domain: str) -> str:
    """Return how often the journals raised a domain at first and at last, as a sentence."""
    shown = sorted(
        (
            s
            for s in results.themes
            if (s.level, s.id, s.kind, s.by) == ("domain", domain, "journal", "year")
            and not isinstance(s.entries, Mark)
            and not isinstance(s.base_entries, Mark)
        ),
        key=lambda s: s.group,
    )
    label = inside(results.study.domain[domain])
    if len(shown) < 2:
        return clean(f"The journals raised {label} too seldom to say how that developed.")
    first, last = (
        f"{of_all(results, s.entries, s.base_entries)} entries in {s.group}"
        for s in (shown[0], shown[-1])
    )
    return clean(f"The journals raised {label} in {first} and in {last}.")


def agreement(results: Results) -> str:
    """Return how far coders agree over all themes, as a sentence or two."""
    overall = next((row for row in results.agreement if row.domain == "all"), None)
    if overall is None:
        return "No document was coded by more than one person, so agreement can’t be given."
    documents, decisions = (
        about(text, results.study.disclosure)
        for text in (spelt(overall.documents), count(overall.units))
    )
    share = "all" if overall.agreed == 100 else f"{number(overall.agreed, 0)}% of"
    opening = (
        f"{capital(documents)} documents were coded by more than one person, who "
        f"agreed on {share} {decisions} decisions whether a document raises a theme or not."
    )
    if isinstance(overall.alpha, Mark):
        return clean(f"{opening} A coefficient can’t be given: {overall.reason}.")
    doubt = (
        ", though the interval reaches below that"
        if not isinstance(overall.alpha_low, Mark)
        and grade(overall.alpha_low) != grade(overall.alpha)
        else ""
    )
    return clean(
        f"{opening} Krippendorff’s alpha, which allows for agreement by chance, is "
        f"{coefficient(overall, 'alpha')}: by its author’s standard, {grade(overall.alpha)}{doubt}."
        f"{apart(results, overall)}"
    )


def apart(results: Results, overall: Agreement) -> str:
    """Return in which domains coders agree on less than over all, by its author's standard."""
    weak = [
        f"{inside(results.study.domain[row.domain])} ({number(row.alpha, 2)})"
        for row in results.agreement
        if row.domain != "all"
        and not isinstance(row.alpha, Mark)
        and grade(row.alpha) != grade(overall.alpha)
        and row.alpha < overall.alpha
    ]
    return f" That is not so of each domain: it is less in {listed(weak)}." if weak else ""


def grade(alpha: float) -> str:
    """Return what Krippendorff would have coding of this reliability used for."""
    if alpha >= RELIABLE:
        return "enough for firm conclusions"
    if alpha >= TENTATIVE:
        return "enough for tentative conclusions only"
    return "less than even tentative conclusions require"


def coefficient(row: Agreement, name: str) -> str:
    """Return a coefficient with its interval, if it has one."""
    value, low, high = (getattr(row, f"{name}{end}") for end in ("", "_low", "_high"))
    text = number(value, 2)
    return text if isinstance(low, Mark) else with_interval(text, interval(low, high, 2))


def saturation(results: Results) -> str:
    """Return when the last new theme came up in the interviews, as a sentence."""
    steps = results.saturation
    if not steps:
        return "There are no interviews."
    last, shown = steps[-1], [s for s in steps if not isinstance(s.themes, Mark)]
    if not shown:
        return "There are too few interviews to say when themes came up first."
    known = next(s for s in shown if s.themes == last.themes)
    rounded = results.study.disclosure.round_counts is not None
    when = "by" if known is shown[0] or rounded else "with"
    rest = last.interview - known.interview
    later = "those" if rounded else f"the {spelt(rest)}"
    after = f"; {later} after it raised nothing new" if rest else ""
    place = f"interview {of(str(known.interview), str(last.interview))}"
    frame = (
        f" By then each of the {spelt(len(results.study.themes))} themes of the frame had been "
        "raised, so that nothing further could count as new."
        if last.themes == len(results.study.themes)
        else ""
    )
    place = about(place, results.study.disclosure)
    if known is shown[0] and rest and not rounded:
        return f"No theme was new after {place}; of those before it no number is shown.{frame}"
    return f"The last theme that nobody had raised before came up {when} {place}{after}.{frame}"


def voices(results: Results) -> str:
    """Return how many of the people interviewed spoke of the domains that most of them raised."""
    people = first(results, count_people(results), MOST)
    if len(results.study.domains) == 1:
        return loudest(results)
    if not people:
        return "Too few people were interviewed to say what they spoke of."
    rules = results.study.disclosure
    base = people[0].base_people
    told = [
        f"{all_or_some(s.people, base, rules)} of {inside(results.study.domain[s.id])}"
        for s in people
    ]
    most, *rest = told
    spoke = most.replace(" of ", " spoke of ", 1)
    asked = about(count(base), rules)
    the = "the " if rules.round_counts is None else ""
    return clean(f"Of {the}{asked} people interviewed, {listed([spoke, *rest])}.")


def loudest(results: Results) -> str:
    """Return what most of the people interviewed spoke of, where there is one domain."""
    most = next((s for s in raised(results, results.study.domains[0].id)
                 if not isinstance(s.people, Mark)), None)  # fmt: skip
    if most is None:
        return "Of nothing enough people spoke in interviews to give a number."
    return clean(
        f"Most often people interviewed spoke of “{results.study.theme[most.id].label}” "
        f"({of_all(results, most.people, most.base_people)})."
    )


def all_or_some(people: int, base: int, rules: DisclosureRules) -> str:
    """Return "all" where nothing but the count of everybody can be meant, else the count."""
    if people == base and rules.round_counts is None:
        return "all"
    return about(count(people), rules)


def spoken(results: Results, domain: str) -> str:
    """Return how many of the people interviewed spoke of a domain, and most often of what."""
    found = next((s for s in count_people(results) if s.id == domain), None)
    if len(results.study.domains) == 1:
        return loudest(results)
    if found is None:
        return "Too few of the people interviewed spoke of it to give a number."
    share = of_all(results, found.people, found.base_people)
    rules = results.study.disclosure
    all_of_them = all_or_some(found.people, found.base_people, rules) == "all"
    who = f"All {count(found.people)}" if all_of_them else capital(share)
    most = next((s for s in raised(results, domain) if not isinstance(s.people, Mark)), None)
    theme = f", most often of “{results.study.theme[most.id].label}”" if most else ""
    return clean(f"{who} people interviewed spoke of it{theme}.")


def count_people(results: Results) -> list[ThemeSummary]:
    """Return the domains that interviews raised, those raised by most people first."""
    found = (
        s
        for s in results.themes
        if (s.level, s.kind, s.by) == ("domain", "interview", "all")
        and not isinstance(s.people, Mark)
    )
    return sorted(found, key=lambda s: -s.people)


def strands(results: Results) -> str:
    """Return where survey and interviews are strongest, and whether that is the same place."""
    survey, places = strongest(results)
    people = count_people(results)
    if not people:
        none = "No domain was raised by enough people to give a number."
        return clean(f"{survey} {none}".strip())
    # What is said of all domains tells nothing of one.
    last = people[:2][-1] if len(results.study.domains) > 2 else people[0]
    leading = [s for s in people if s.people >= last.people]
    told = [
        f"{inside(results.study.domain[s.id])} ({of_all(results, s.people, s.base_people)})"
        for s in leading
    ]
    # Domains that as many people raised as the first.
    loudest = {s.id for s in leading if s.people == leading[0].people}
    closing = (
        "{Survey} and interviews point to the same domain."
        if places & loudest
        else "{Survey} and interviews point to different domains."
    )
    ranked = "The domain that" if len(told) == 1 else "The domains that"
    verb = "was" if len(told) == 1 else "were"
    spoken = f"{ranked} most people raised in interviews {verb} {listed(told)}."
    several = len(results.study.domains) > 1
    compared = results.study.words.fill(closing) if places and several else ""
    return clean(f"{survey} {spoken} {compared}".strip())
