"""What each way to estimate or to test an effect is called, in the order in which it is shown."""

from dataclasses import dataclass

from ..study.records import Study
from ..study.records.rules import BASELINE
from .sentence import listed

PRIMARY = "First choice"
WEIGH = "Other ways to weigh and adjust"
SAMPLE = "Other samples of {respondents}"
MISSING = "Missing answers"
CHANCE = "Other ways to allow for chance"


@dataclass(frozen=True, kw_only=True)
class Label:
    """A specification in a few plain words, and the heading that it stands under."""

    group: str
    text: str


UNWEIGHTED = "Every {sampled unit} counts the same"
SPECIFICATIONS = {
    "respondents": Label(group=PRIMARY, text="Weighted {sampled units}"),
    "fixed-effects": Label(group=WEIGH, text="{Places} and {waves} held fixed"),
    "adjusted": Label(group=WEIGH, text="Adjusted for who answered"),
    "unweighted": Label(group=WEIGH, text="Without {survey} weights"),
    "areas": Label(group=WEIGH, text="Every {place} counts the same"),
    "areas-adjusted": Label(group=WEIGH, text="{Places} adjusted for differences"),
    "pairs": Label(group=WEIGH, text="Each {place} against its pair"),
    "logit": Label(group=WEIGH, text="Logistic regression"),
    "panel": Label(group=SAMPLE, text="Answered before and after"),
    "cross-section": Label(group=SAMPLE, text="Before or after only"),
    "reweighted": Label(group=MISSING, text="Weighted for missing answers"),
    "imputed": Label(group=MISSING, text="Missing answers filled in"),
    "bounds": Label(group=MISSING, text="Worst case either way"),
    "jackknife": Label(group=CHANCE, text="Jackknife over {places}"),
    "wild": Label(group=CHANCE, text="Wild bootstrap"),
    "randomisation": Label(group=CHANCE, text="Randomisation test"),
}


def name_specifications(study: Study) -> dict[str, Label]:
    """Return what each specification is called in a study, by its id."""
    fill, own = study.words.fill, {} if study.weighted else {"respondents": UNWEIGHTED}
    return {
        id: Label(group=fill(label.group), text=fill(own.get(id, label.text)))
        for id, label in SPECIFICATIONS.items()
    }


def adjusted_for(study: Study) -> str:
    """Return what areas are adjusted for: "deprivation and the outcome’s own level before"."""
    names = [
        "the outcome’s own level before" if name == BASELINE else name
        for name in study.model.area_covariates
    ]
    return listed(names)
