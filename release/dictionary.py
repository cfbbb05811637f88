"""What every file and column of the results is, for those who use them without the code."""

import dataclasses
import inspect
import types
import typing
from dataclasses import dataclass

from analysis.results.records import Evidence, Mark
from analysis.study.records import Words

EFFECT_UNIT = "unit of the outcome"
LEVEL_UNIT = "percent or points of the score"
RESPONDENTS = "respondents"
KEYS = {
    "estimates": ("outcome", "wave"),
    "specifications": ("outcome", "wave", "id"),
    "left_out": ("outcome", "wave", "area"),
    "subgroups": ("outcome", "wave", "characteristic", "category"),
    "levels": ("outcome", "wave", "arm"),
    "events": ("outcome", "wave"),
    "pretests": ("outcome",),
    "sensitivity": ("outcome", "wave", "method", "m"),
    "false_positives": ("design", "method"),
    "leading": ("design", "method", "effect"),
    "coverage": ("design", "method", "trends", "m"),
    "respondents": ("characteristic", "category", "wave", "arm"),
    "flow": ("wave", "arm"),
    "answers": ("outcome", "wave", "arm", "status"),
    "checks": ("name", "subject"),
    "themes": ("level", "id", "kind", "by", "group"),
    "cooccurrence": ("first", "second"),
    "agreement": ("domain",),
    "saturation": ("interview",),
    "joint_display": ("domain",),
    "findings": ("domain",),
    "changes": ("kind", "id", "old_wave", "wave"),
    "truth": ("outcome",),
}
# A meaning and a unit (empty where there is none) by column, and below by file and column where
# the column means something else there.
MEANINGS = {
    "outcome": ("Id of the outcome; see the list of outcomes", ""),
    "wave": ("Id of the {wave}", ""),
    "arm": ("Id of the group of {places}", ""),
    "area": ("Code of the {place} that is left out", ""),
    "domain": ("Id of the domain", ""),
    "theme": ("Id of the theme", ""),
    "unit": ("Unit of the value", ""),
    "effect": ("Difference-in-differences: change in the {programme}'s {places} less change in "
               "the comparators'", EFFECT_UNIT),
    "low": ("Lower end of the interval", EFFECT_UNIT),
    "high": ("Upper end of the interval", EFFECT_UNIT),
    "p": ("p value of the hypothesis of no effect", ""),
    "p_adjusted": ("p value adjusted for the number of outcomes or subgroups looked at", ""),
    "se": ("Standard error of the effect", EFFECT_UNIT),
    "df": ("Degrees of freedom", ""),
    "clusters": ("Number of {places}", "{places}"),
    "n": ("Respondents, unweighted", RESPONDENTS),
    "smallest_count": ("Fewest respondents, unweighted, on either side of a share (or in all, for "
                       "a mean) in any arm and period", RESPONDENTS),
    "method": ("How it was estimated or tested", ""),
    "reason": ("Why there is no number, empty where there is one", ""),
    "characteristic": ("Id of the characteristic of respondents", ""),
    "category": ("Category of the characteristic", ""),
    "kind": ("interview or journal", ""),
    "role": ("Capacity in which the source spoke", ""),
    "year": ("Year of the interview or journal entry", ""),
    "valence": ("How the source speaks of the theme: positive, mixed, negative or empty", ""),
    "form": ("quote (the source's own words) or summary (an analyst's)", ""),
    "text": ("The words, as far as the source's consent allows", ""),
    "reviewed_at": ("Id of the {wave} at which somebody last reread it; empty without a {survey}",
                    ""),
    "notice": ("That the data are synthetic; the column is there only then", ""),
}  # fmt: skip
OWN_MEANINGS = {
    "levels": {
        "value": ("{Sampled unit}-weighted level", LEVEL_UNIT),
    },
    "changes": {
        "kind": ("What kind of thing it is about: effect, finding, themes, wave, outcome, domain, "
                 "or unread where it could not be compared", ""),
        "id": ("Id of what it is about", ""),
        "label": ("Its name", ""),
        "what": ("What became of it, in words such as new, dropped, moved, sign, zero, verdict, "
                 "status; empty if nothing did", ""),
        "was": ("Verdict, status or counts in the previous release", ""),
        "now": ("Verdict, status or counts now", ""),
        "old_wave": ("Id of the {wave} that the earlier effect is of", ""),
        "wave": ("Id of the {wave} that the present effect is of", ""),
        "unit": ("Unit of effects, intervals and standard error", ""),
        "old": ("Effect in the previous release", EFFECT_UNIT),
        "old_low": ("Lower end of its interval", EFFECT_UNIT),
        "old_high": ("Upper end of its interval", EFFECT_UNIT),
        "old_se": ("Its standard error", EFFECT_UNIT),
        "new": ("Effect now", EFFECT_UNIT),
        "new_low": ("Lower end of its interval", EFFECT_UNIT),
        "new_high": ("Upper end of its interval", EFFECT_UNIT),
        "chapters": ("Files of the chapters that show it, with spaces between", ""),
        "sections": ("Ids of their sections, with spaces between", ""),
        "release": ("Name of the release it is compared with", ""),
    },
    "estimates": {
        "group": ("Respondents it is about: all", ""),
        "unit": ("Unit of effect, interval, standard error, margin and detectable effects", ""),
        "p_adjusted": ("p value adjusted for the number of secondary outcomes", ""),
        "q": ("False discovery rate among the secondary outcomes", ""),
        "inner_low": ("Lower end of the interval that equivalence is judged by", EFFECT_UNIT),
        "inner_high": ("Upper end of the interval that equivalence is judged by", EFFECT_UNIT),
        "margin": ("Largest effect either way that would change no decision", EFFECT_UNIT),
        "mde": ("Minimum detectable effect with the standard error obtained", EFFECT_UNIT),
        "mde_design": ("Minimum detectable effect that the design let expect", EFFECT_UNIT),
        "largest_weight": ("Share of all weight that is in one {place}", "percent"),
        "error_rate": ("How often the test of the {sampled unit}-weighted effect would find one "
                       "that is not there if nothing but whole {places} moved by chance",
                       "percent"),
        "programme_before": ("Level in the {programme}'s {places} before it", LEVEL_UNIT),
        "programme_after": ("Level in the {programme}'s {places} at the {wave}", LEVEL_UNIT),
        "comparator_before": ("Level in the comparator {places} before", LEVEL_UNIT),
        "comparator_after": ("Level in the comparator {places} at the {wave}", LEVEL_UNIT),
        "n_programme_before": ("Respondents in the {programme}'s {places} before it", RESPONDENTS),
        "n_programme_after": ("Respondents in the {programme}'s {places} at the {wave}",
                              RESPONDENTS),
        "n_comparator_before": ("Respondents in the comparator {places} before", RESPONDENTS),
        "n_comparator_after": ("Respondents in the comparator {places} at the {wave}", RESPONDENTS),
        "verdict": ("What may be said: better, worse, equivalent (negligible: inside the margin), "
                    "unclear or not estimable", ""),
        "lead": ("Specification that effect, interval and p are from: respondents or areas", ""),
        "flags": ("Why the {sampled unit}-weighted estimate can't be relied on, empty if it can",
                  ""),
        "reliability": ("u where few respondents stand behind it, else empty", ""),
    },
    "specifications": {"id": ("Id of the way to estimate or to test", "")},
    "left_out": {"smallest_count": ("Respondents of the {place}; withheld", RESPONDENTS)},
    "subgroups": {
        "effect": ("Effect among respondents of the category", EFFECT_UNIT),
        "difference": ("Effect in the category less the effect among all others", EFFECT_UNIT),
        "difference_low": ("Lower end of the interval of the difference", EFFECT_UNIT),
        "difference_high": ("Upper end of the interval of the difference", EFFECT_UNIT),
        "p": ("p value of the hypothesis of no difference", ""),
        "n": ("Respondents of the category; withheld", RESPONDENTS),
        "smallest_count": ("Fewest of them in any arm and period; withheld", RESPONDENTS),
    },
    "events": {
        "effect": ("Difference between the arms, relative to the last {wave} that counts as before",
                   EFFECT_UNIT),
        "smallest_count": ("Fewest respondents over the two {waves}; withheld", RESPONDENTS),
    },
    "pretests": {
        "statistic": ("Wald statistic of the joint test", ""),
        "df": ("Degrees of freedom of the numerator", ""),
        "df_denominator": ("Degrees of freedom of the denominator", ""),
        "p": ("p value of the hypothesis that the arms moved alike before the {programme}", ""),
        "detectable": ("Smallest steady drift apart from {wave} to {wave} that the test finds with "
                       "the declared power", EFFECT_UNIT),
    },
    "sensitivity": {
        "m": ("Trends may differ by up to so many times the largest difference before", ""),
    },
    "false_positives": {
        "design": ("What the simulated {surveys} are like", ""),
        "method": ("Method of testing", ""),
        "rejected": ("{Surveys} in which the method finds an effect at the 5% level", "{surveys}"),
        "simulations": ("{Surveys} simulated, none with an effect", "{surveys}"),
    },
    "leading": {
        "design": ("What the simulated {surveys} are like", ""),
        "exchangeable": ("Whether the {programme}'s {places} move by chance as the others do", ""),
        "method": ("Method of testing, the rule that chooses between them, or that {place} means "
                   "lead", ""),
        "effect": ("True effect", "standard deviations of answers"),
        "found": ("{Surveys} in which the test finds an effect at the 5% level, the rule calls one "
                  "clear, or {place} means lead", "{surveys}"),
        "simulations": ("{Surveys} simulated with this effect", "{surveys}"),
    },
    "coverage": {
        "design": ("What the simulated {surveys} are like", ""),
        "method": ("Method that gives the interval, or the joint pre-test", ""),
        "trends": ("alike, or apart by as much after as ever before", ""),
        "m": ("Trends may differ by up to so many times the largest difference before", ""),
        "covered": ("{Surveys} in which the interval holds the truth, or the joint pre-test finds "
                    "nothing", "{surveys}"),
        "simulations": ("{Surveys} simulated, none with an effect", "{surveys}"),
    },
    "respondents": {
        "n": ("Respondents, unweighted; for category all only", RESPONDENTS),
        "percent": ("Weighted share of those who stated the characteristic", "percent"),
    },
    "flow": {
        "reinterviewed": ("Of the {wave}'s respondents, those interviewed in the {wave} before as "
                          "well", RESPONDENTS),
        "new": ("Of the {wave}'s respondents, those not interviewed in the {wave} before",
                RESPONDENTS),
        "back": ("Of those, the ones interviewed in a still earlier {wave}", RESPONDENTS),
        "not_seen": ("Respondents of the {wave} before who were not interviewed in this one",
                     RESPONDENTS),
    },
    "answers": {
        "status": ("answered, dont_know, refused, not_asked or unexplained", ""),
        "percent": ("Unweighted share of the respondents of the arm and {wave}", "percent"),
    },
    "checks": {
        "name": ("Name of the check", ""),
        "subject": ("What was checked", ""),
        "passed": ("Whether it passed, empty where it is for information only", ""),
        "value": ("What was found, in the unit beside it", ""),
        "detail": ("What was found, in words", ""),
    },
    "themes": {
        "level": ("theme or domain", ""),
        "id": ("Id of the theme or domain", ""),
        "by": ("What the counts are split by: all, role or year", ""),
        "group": ("The role's id or the year, or all", ""),
        "people": ("People who raised it", "people"),
        "base_people": ("All people of that kind and group", "people"),
        "entries": ("Interviews or journal entries that raised it", "entries"),
        "base_entries": ("All interviews or journal entries of that kind and group", "entries"),
        "positive": ("Entries that speak of it positively", "entries"),
        "negative": ("Entries that speak of it negatively", "entries"),
        "mixed": ("Entries that speak of it in a mixed way", "entries"),
        "unrated": ("Entries without a valence", "entries"),
    },
    "cooccurrence": {
        "first": ("Id of one theme", ""),
        "second": ("Id of the other theme", ""),
        "people": ("People interviewed who raised both", "people"),
        "first_people": ("People who raised the first", "people"),
        "second_people": ("People who raised the second", "people"),
        "base_people": ("All people interviewed", "people"),
    },
    "agreement": {
        "domain": ("Id of the domain, or all", ""),
        "documents": ("Documents coded by several coders", "documents"),
        "coders": ("Coders", "coders"),
        "units": ("Documents times themes", "units"),
        "agreed": ("Share of units on which the coders agree", "percent"),
        "alpha": ("Krippendorff's alpha", ""),
        "alpha_low": ("Lower end of its 95% interval", ""),
        "alpha_high": ("Upper end of its 95% interval", ""),
        "kappa": ("Cohen's kappa", ""),
        "kappa_low": ("Lower end of its 95% interval", ""),
        "kappa_high": ("Upper end of its 95% interval", ""),
    },
    "saturation": {
        "interview": ("Place of the interview in order of date", ""),
        "new": ("Themes that no interview before had raised", "themes"),
        "themes": ("Themes known by then", "themes"),
    },
    "negative_cases": {
        "stance": ("negative (on a theme the claim rests on) or contrary (on one that may speak "
                   "against it)", ""),
    },
    "joint_display": {
        "outcomes": ("Ids of the claim's outcomes, joined by spaces", ""),
        "survey": ("What they show together: better, unclear or worse; empty without outcomes", ""),
        "themes": ("Ids of the claim's themes, joined by spaces", ""),
        "relation": ("How interviews stand to the {survey}: confirms, complements, extends or "
                     "disagrees; empty where nothing is compared", ""),
        "meta_inference": ("What can be inferred from both that neither gives alone; without "
                           "outcomes, from the interviews", ""),
        "reviewed_by": ("Who reread it last", ""),
        "status": ("current, or stale where either side changed since", ""),
    },
    "findings": {
        "statement": ("The claim, as authored", ""),
        "status": ("supported, inconclusive, contradicted or stale", ""),
        "evidence": ("The status that the evidence alone would give", ""),
        "reason": ("Why it has that status", ""),
        "follows": ("What follows, authored for the way the {survey} came out", ""),
        "stamp": ("Fingerprint of the evidence the claim rests on", ""),
    },
    "truth": {
        "effect": ("Effect that generated the synthetic data", EFFECT_UNIT),
        "programme_before": ("Level that generated them, {programme}, before", LEVEL_UNIT),
        "programme_after": ("Level that generated them, {programme}, after", LEVEL_UNIT),
        "comparator_before": ("Level that generated them, comparators, before", LEVEL_UNIT),
        "comparator_after": ("Level that generated them, comparators, after", LEVEL_UNIT),
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a file of the results; `marked` where symbols may stand in place of values."""

    name: str
    type: str
    unit: str
    meaning: str
    marked: bool


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the results: a row is what `meaning` says, told apart by the columns in `key`."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def describe_files(words: Words, *, notice: bool) -> tuple[File, ...]:
    """Every file that results may have, with its columns in order.

    Parameters
    ----------
    words : the nouns of the study, which meanings name in braces
    notice : whether the data are synthetic, so that every row ends with a notice
    """
    files = []
    for field in dataclasses.fields(Evidence):
        shape = typing.get_args(field.type)[0]
        kinds = {each.name: each.type for each in dataclasses.fields(shape)}
        if notice:
            kinds["notice"] = str
        columns = (describe_column(field.name, name, kind, words) for name, kind in kinds.items())
        files.append(
            File(
                name=field.name,
                meaning=words.fill(inspect.getdoc(shape).split("\n\n")[0].replace("\n", " ")),
                columns=tuple(columns),
                key=KEYS.get(field.name, ()),
            )
        )
    return tuple(files)


def describe_column(file: str, name: str, kind: type | types.UnionType, words: Words) -> Column:
    """A column with its meaning; one that has none is an error of ours."""
    found = OWN_MEANINGS.get(file, {}).get(name) or MEANINGS[name]
    meaning, unit = map(words.fill, found)
    options = typing.get_args(kind) or (kind,)
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    known = next(names[option] for option in names if option in options)
    return Column(name=name, type=known, unit=unit, meaning=meaning, marked=Mark in options)
