"""A small invented study, its numbers chosen by hand: two domains, three outcomes, two waves."""

from dataclasses import fields, replace
from datetime import date

import pytest

from analysis.results.records import (
    Agreement,
    Answers,
    Change,
    Check,
    Cooccurrence,
    Coverage,
    Estimate,
    Event,
    Excerpt,
    FalsePositives,
    Finding,
    Flow,
    Joint,
    Leading,
    LeftOut,
    Mark,
    NegativeCase,
    Pretest,
    Respondents,
    Saturation,
    Specification,
    Subgroup,
    ThemeSummary,
    Truth,
)
from analysis.results.results import Results
from analysis.study.records import (
    Answer,
    Area,
    Arm,
    Characteristic,
    ChecklistItem,
    CheckRules,
    Claim,
    Correction,
    DisclosureRules,
    Domain,
    FindingRules,
    Identity,
    LogicColumn,
    LogicModel,
    Model,
    Noun,
    Outcome,
    Published,
    Qualitative,
    Reading,
    Role,
    Study,
    Theme,
    Wave,
    Words,
)

NOTICE = "INVENTED FOR TESTS, not about anybody"
WORDS = Words(
    respondent=Noun(one="resident", many="residents"),
    sampled=Noun(one="household", many="households"),
)
HOSTILE = (
    "a & b", "<b>bold</b>", "*star*", "{{< env HOME >}}", "$x$", "`tick`", "a | b", "two\nlines",
    '```{=typst}\n#read("/etc/passwd")\n```', "<script>alert(1)</script>", "[c](http://x.y)",
    "@popay2022", "![i](x.svg)", "\\alpha", "::: {.x}", "# head", "1. one", '"quoted"', "it's -- so",
    "https://example.org", "`x`{=html}", "[^1]", "a\\", "$$y$$", "~~gone~~", ":smile:", "\u202egnp.x",
)  # fmt: skip


def outcome(id, domain, label, subject, *, better="higher", role="secondary", measure="share"):
    return Outcome(
        id=id,
        domain=domain,
        label=label,
        subject=subject,
        question=f"{label}?",
        scale="Yes or no; yes counts",
        items=(id,),
        measure=measure,
        better=better,
        role=role,
        source="Invented",
        unit="percentage points" if measure == "share" else "points",
        margin=5.0 if measure == "share" else 1.0,
    )


def estimate(id, value, low, high, p, p_adjusted, levels, *, verdict="unclear", **other):
    names = ("programme_before", "programme_after", "comparator_before", "comparator_after")
    numbers = {
        "outcome": id, "wave": "w2", "group": "all", "unit": "percentage points",
        "effect": value, "low": low, "high": high, "p": p, "p_adjusted": p_adjusted,
        "q": p_adjusted, "se": 3.0, "df": 15.9, "inner_low": low + (high - low) / 10, "inner_high": high - (high - low) / 10,
        "margin": 5.0, "mde": 9.0, "mde_design": 10.5, "largest_weight": 26.4,
        "error_rate": 5.3, "smallest_count": 40, "clusters": 4, "verdict": verdict,
        "lead": "respondents", "flags": "", "method": "least squares", "reason": "",
        "reliability": "",
    }  # fmt: skip
    counts = {f"n_{name}": 1234 for name in names}
    return Estimate(**numbers | dict(zip(names, levels, strict=True)) | counts | other)


def specification(id, value, low, high, p, *, outcome="outside", reason=""):
    return Specification(
        outcome=outcome, wave="w2", id=id, effect=value, low=low, high=high, p=p, se=3.0, df=15.9,
        n=4936, clusters=4, smallest_count=40, method="a method", reason=reason,
    )  # fmt: skip


GIVES_AWAY = "would give away numbers that rest on too few respondents"


def left_out(area, value, low, high):
    return LeftOut(
        outcome="outside", wave="w2", area=area, effect=value, low=low, high=high,
        smallest_count=Mark.NOT_APPLICABLE,
        reason=GIVES_AWAY if value == Mark.CONFIDENTIAL else "",
    )  # fmt: skip


def subgroup(category, value, gap, p_adjusted, reason=""):
    ends = [Mark.UNAVAILABLE] * 2 if isinstance(gap, Mark) else [gap - 6.0, gap + 6.0]
    return Subgroup(
        outcome="outside", wave="w2", characteristic="sex", category=category, effect=value,
        low=value if reason else value - 5.0, high=value if reason else value + 5.0,
        difference=gap, difference_low=ends[0], difference_high=ends[1], p=p_adjusted,
        p_adjusted=p_adjusted, n=Mark.NOT_APPLICABLE, smallest_count=Mark.NOT_APPLICABLE,
        reason=reason,
    )  # fmt: skip


NONE, UNKNOWN = Mark.NOT_APPLICABLE, Mark.UNAVAILABLE
SPECIFICATIONS = (
    specification("respondents", 7.46, 1.62, 13.48, 0.0131),
    specification("fixed-effects", 7.41, 1.5, 13.4, 0.015),
    specification("adjusted", 6.9, 0.9, 12.9, 0.026),
    specification("unweighted", 8.2, 2.4, 14.0, 0.009),
    specification("reweighted", 7.3, 1.4, 13.2, 0.018),
    specification("imputed", 7.1, 1.0, 13.2, 0.024),
    specification("panel", -0.8, -9.0, 7.4, 0.83),
    specification("cross-section", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, reason="too few answered"),
    specification("logit", 7.5, 1.7, 13.3, 0.014),
    specification("areas", 6.1, -0.7, 12.9, 0.075),
    specification("jackknife", 7.46, 1.2, 13.7, 0.022),
    specification("wild", 7.46, 1.3, float("inf"), 0.019),
    specification("randomisation", NONE, NONE, NONE, 0.021),
    specification("bounds", NONE, -3.4, 18.2, NONE),
    *(
        specification(id, -2.0, -7.0, 3.0, 0.4, outcome="smoke")
        for id in ("respondents", "jackknife", "wild", "randomisation", "areas")
    ),
)


def themes(id, level, people, entries, by="all", group="all"):
    valences = {"positive": 4, "negative": 3, "mixed": 2, "unrated": NONE}
    base = {"id": id, "level": level, "by": by, "group": group} | valences
    return (
        ThemeSummary(kind="interview", people=people, base_people=41, entries=people,
                     base_entries=41, **base),
        ThemeSummary(kind="journal", people=Mark.CONFIDENTIAL, base_people=Mark.CONFIDENTIAL,
                     entries=entries, base_entries=60, **base),
    )  # fmt: skip


def change(id, label, old, new, what, **other):
    """An effect then and now, each as effect, low and high."""
    names = ("old", "old_low", "old_high", "new", "new_low", "new_high")
    waves = {"old_wave": "w2", "wave": "w2"}
    return Change(
        kind="effect", id=id, label=label, what=what, old_se=3.0,
        unit="points" if id == "breath" else "percentage points",
        chapters="chapters/air.qmd", sections="sec-air",
        **dict(zip(names, (*old, *new), strict=True)) | waves | other,
    )  # fmt: skip


CHANGES = (
    Change(kind="outcome", id="breath", label="Breathing", what="new", sections="sec-air",
           release="1.0"),
    change("outside", "Play outside", (1.46, -4.4, 7.5), (7.46, 1.62, 13.48), "moved zero verdict",
           was="unclear", now="better"),
    change("smoke", "Smoke at home", (-1.5, -6.5, 3.5), (-2.0, -7.0, 3.0), "",
           was="unclear", now="unclear"),
    change("breath", "Breathing", (UNKNOWN,) * 3, (0.31, 0.04, 0.58), "estimable verdict",
           was="not estimable", now="unclear"),
    Change(kind="finding", id="air", label="Clean air", what="status", was="supported",
           now="inconclusive", sections="sec-air sec-all"),
    Change(kind="themes", id="trees", label="Trees, interviews", what="counts",
           was="[c] of 41 people", now="31 of 41 people"),
    Change(kind="unread", id="themes.csv", label="themes.csv", what="", was="it is not there"),
)  # fmt: skip


def make_study():
    reading = Reading(
        relation="complements", meta_inference="Each sees a part.", follows="Ask again."
    )
    return Study(**{field.name: () for field in fields(Study)} | {
        "logic_model": LogicModel(
            source="Our reconstruction",
            columns=(LogicColumn(title="First", boxes=("Plant trees", "Close the road")),
                     LogicColumn(title="Then", boxes=("Less smoke",))),
        ),
        "study": Identity(
            id="canal", title="Canal", source="synthetic", notice=NOTICE, seed=1, words=WORDS
        ),
        "codebook": (Answer(variable="weight", type="weight"),),
        "model": Model(), "disclosure": DisclosureRules(), "checks": CheckRules(),
        "findings": FindingRules(),
        "arms": (
            Arm(id="g", label="Garden Streets", short="GS", role="programme"),
            Arm(id="o", label="other streets", short="Others", role="comparator"),
        ),
        "areas": tuple(Area(code=f"{arm}{n}", arm=arm) for arm in "go" for n in (1, 2)),
        "waves": (
            Wave(id="w1", label="2020", period="before", file="one.csv", sha256="ab" * 32,
                 fieldwork=(date(2020, 3, 1), date(2020, 3, 20))),
            Wave(id="w2", label="2023", period="after", file="two.csv", sha256="cd" * 32,
                 fieldwork=(date(2022, 12, 1), date(2023, 2, 1))),
        ),
        "domains": (
            Domain(id="air", label="Clean air"),
            Domain(id="play", label="Play"),
        ),
        "outcomes": (
            outcome("outside", "play", "Play outside", "the share of children who play outside",
                    role="primary"),
            outcome("smoke", "air", "Smoke at home", "the share of homes with smoke",
                    better="lower"),
            outcome("breath", "air", "Breathing", "the mean breathing score", measure="mean"),
        ),
        "characteristics": (Characteristic(id="sex", label="Sex", variable="sex"),),
        "qualitative": Qualitative(codings=(), sources="sources.csv", roles=(Role(id="parent", label="Parent"),)),
        "themes": (
            Theme(id="trees", domain="air", label="Trees", description="Planting and care"),
            Theme(id="cars", domain="air", label="Cars", description="Traffic"),
            Theme(id="games", domain="play", label="Games", description="What is played"),
        ),
        "claims": tuple(
            Claim(domain=domain, statement=f"Claim on {domain}.", expects="better",
                  outcomes=outcomes, themes=themes, contrary=contrary, reviewed_at="w2",
                  reviewed_by="Nobody", better=reading, unclear=reading, worse=reading)
            for domain, outcomes, themes, contrary in (
                ("air", ("smoke", "breath"), ("trees",), ("cars",)), ("play", ("outside",), (), ()),
            )
        ),
        "published": (
            Published(id="effect", label="Effect", value=7.5, low=1.6, high=13.5,
                      unit="percentage points", cite="popay2022", outcome="outside"),
            Published(id="about", label="Homes", value=3000, unit="households",
                      cite="popay2022", approximate=True),
            Published(id="areas", label="Areas", value=9, unit="areas", cite="popay2022"),
            Published(id="share", label="Share", value=31.6, unit="%", cite="popay2022"),
        ),
        "checklists": (
            ChecklistItem(checklist="list", number="1", item="Why", where="sec-why sec-air-2"),
            ChecklistItem(checklist="list", number="2", item="Who paid", note="Not said."),
            ChecklistItem(checklist="other", number="1", item="Where", where="sec-where"),
        ),
        "corrections": (
            Correction(wave="w1", variable="area", found="g01", becomes="g1", expect=3,
                       reason="Typed with a nought"),
        ),
    })  # fmt: skip


def make_results(study):
    estimates = (
        estimate("outside", 7.46, 1.62, 13.48, 0.0131, Mark.NOT_APPLICABLE,
                 (27.1, 33.0, 28.0, 26.4), verdict="better"),
        estimate("smoke", -2.0, -7.0, 3.0, 0.4, 0.8, (30.0, 27.0, 30.0, 29.0)),
        estimate("breath", 0.31, 0.04, 0.58, 0.03, 0.06, (22.5, 22.9, 22.4, 22.49), margin=1.0),
    )  # fmt: skip
    return Results(
        study=study,
        estimates=estimates,
        specifications=SPECIFICATIONS,
        left_out=(
            left_out("g1", 9.2, 2.6, 15.8), left_out("g2", 5.3, -1.4, 12.0),
            left_out("o1", 7.7, 1.2, 14.2),
            left_out("o2", Mark.CONFIDENTIAL, Mark.CONFIDENTIAL, Mark.CONFIDENTIAL),
        ),
        subgroups=(
            subgroup("Man", 8.1, 1.3, 0.64), subgroup("Woman", 6.8, -1.3, 0.64),
            subgroup("Neither", UNKNOWN, UNKNOWN, UNKNOWN, reason="nobody of it answered"),
        ),
        levels=(),
        events=(
            Event(outcome="outside", wave="w2", effect=7.46, low=1.62, high=13.48, p=0.0131,
                  smallest_count=Mark.NOT_APPLICABLE),
        ),
        pretests=tuple(
            Pretest(outcome=o.id, statistic=UNKNOWN, df=UNKNOWN, df_denominator=UNKNOWN, p=UNKNOWN,
                    detectable=UNKNOWN, reason="two waves can't test parallel trends")
            for o in study.outcomes
        ),
        sensitivity=(),
        false_positives=(
            FalsePositives(design="equal areas", method="CR2", rejected=190, simulations=4000),
        ),
        leading=tuple(
            Leading(design=design, exchangeable=fair, method=method, effect=effect, found=n,
                    simulations=2000)
            for design, fair, effect, counts in (
                ("equal areas", True, 0.0, (100, 96, 104, 10)),
                ("equal areas", True, 0.16, (1200, 1240, 1180, 20)),
                ("unequal areas", True, 0.0, (90, 130, 102, 2000)),
                ("unequal areas", True, 0.16, (600, 800, 610, 2000)),
                ("unlike areas", False, 0.0, (240, 110, 260, 2000)),
                ("unlike areas", False, 0.16, (500, 300, 520, 2000)),
            )
            for method, n in zip(
                ("Rule", "CR2 with Satterthwaite", "Area means", "Area means lead"), counts,
                strict=True,
            )
        ),
        coverage=tuple(
            Coverage(design=design, method=method, trends=trends, m=m, covered=n, simulations=1000)
            for design, counts in (
                ("three waves", (951, 952, 990, 971, 940, 960, 930)),
                ("four waves", (960, 955, 991, 972, 931, 955, 925)),
            )
            for (method, trends, m), n in zip(
                (
                    ("Joint pre-test", "alike", 0.0),
                    *(
                        (name, trends, m)
                        for name in ("CR2 with Satterthwaite", "HonestDiD hybrid, normal")
                        for trends, m in (("alike", 0.0), ("alike", 1.0), ("apart", 1.0))
                    ),
                ),
                counts,
                strict=True,
            )
        ),
        respondents=tuple(
            Respondents(
                characteristic=trait, category=category, wave=wave, arm=arm, n=n, percent=percent
            )
            for wave in ("w1", "w2")
            for arm in "go"
            for trait, category, n, percent in (
                ("all", "all", 1234, 100.0),
                ("sex", "Man", Mark.NOT_APPLICABLE, 41.3),
                ("sex", "Woman", Mark.NOT_APPLICABLE, 58.7),
            )
        ),
        flow=tuple(
            Flow(wave="w2", arm=arm, reinterviewed=again, new=1234 - again,
                 back=Mark.NOT_APPLICABLE, not_seen=1234 - again)
            for arm, again in (("g", 310), ("o", 308))
        ),
        answers=tuple(
            Answers(outcome=o.id, wave=wave, arm=arm, status=status, n=n, percent=percent)
            for o in study.outcomes for wave in ("w1", "w2") for arm in "go"
            for status, n, percent in (
                ("answered", 1200, 97.24), ("dont_know", 22, 1.78),
                ("refused", Mark.CONFIDENTIAL, Mark.CONFIDENTIAL),
                ("not_asked", Mark.CONFIDENTIAL, Mark.CONFIDENTIAL),
            )
            if o.id != "outside"
        ) + tuple(
            Answers(outcome="outside", wave=wave, arm=arm, status=status, n=n, percent=1.0)
            for wave in ("w1", "w2") for arm in "go"
            for status, n in (("answered", 1200), ("dont_know", 12), ("refused", 11),
                              ("not_asked", 11))
        ),
        checks=(
            Check(name="Balance", subject="Sex", passed=True, value=-0.03,
                  unit="standardised difference", detail="Within 0.25 passes."),
            Check(name="Missing answers", subject="Smoke at home", passed=False, value=6.04,
                  unit="percentage points between arms", detail="Within 5 passes."),
            Check(name="Panel overlap", subject="Wave 2023", passed=None, value=25.04,
                  unit="% of respondents", detail="Answered before."),
        ),
        themes=(
            *themes("air", "domain", 35, 30), *themes("play", "domain", 12, 15),
            *themes("trees", "theme", 31, 20), *themes("cars", "theme", Mark.CONFIDENTIAL, 11),
            *themes("games", "theme", 12, 15),
            *themes("air", "domain", 10, 30, "year", "2021"),
            *themes("air", "domain", 10, Mark.CONFIDENTIAL, "year", "2022"),
            *themes("trees", "theme", 11, 12, "year", "2021"),
            *themes("trees", "theme", 11, 12, "role", "parent"),
        ),
        excerpts=(
            Excerpt(
                theme="trees", kind="interview", role="parent", year=2022, valence="positive",
                form="summary", text="Says that the trees are watered.",
            ),
            Excerpt(
                theme="cars", kind="interview", role=Mark.CONFIDENTIAL, year=2021,
                valence="mixed", form="summary", text="Describes fewer cars, and faster ones.",
            ),
        ),
        cooccurrence=(
            Cooccurrence(first="trees", second="cars", people=Mark.CONFIDENTIAL, first_people=31,
                         second_people=Mark.CONFIDENTIAL, base_people=41),
            Cooccurrence(first="trees", second="games", people=11, first_people=31,
                         second_people=12, base_people=41),
        ),
        agreement=tuple(
            Agreement(domain=domain, documents=10, coders=2, units=units, agreed=91.4, alpha=0.814,
                      alpha_low=0.711, alpha_high=0.893, kappa=0.8152, kappa_low=UNKNOWN,
                      kappa_high=UNKNOWN, reason="")
            for domain, units in (("all", 30), ("air", 20))
        ),
        saturation=tuple(
            Saturation(interview=place, new=new, themes=known)
            for place, new, known in (
                *((place, Mark.CONFIDENTIAL, Mark.CONFIDENTIAL) for place in range(1, 10)),
                (10, 0, 2), (11, 0, 2), (12, 1, 3), (13, 0, 3), (14, 0, 3),
            )
        ),
        negative_cases=(
            NegativeCase(domain="air", theme="trees", stance="negative", kind="interview",
                         role="parent", year=2022, valence="negative", form="quote",
                         text="Nobody waters them."),
        ),
        joint_display=tuple(
            Joint(domain=claim.domain, outcomes=" ".join(claim.outcomes), survey="unclear",
                  themes=" ".join(claim.themes), relation="complements",
                  meta_inference="Each sees a part.", reviewed_at="w2", reviewed_by="Nobody",
                  status="current")
            for claim in study.claims
        ),
        findings=tuple(
            Finding(domain=claim.domain, statement=claim.statement, status=status,
                    evidence=status, reason="because of the evidence", follows="Ask again.",
                    reviewed_at="w2", stamp="12345678-12345678")
            for claim, status in zip(study.claims, ("inconclusive", "supported"), strict=True)
        ),
        changes=CHANGES,
        truth=(Truth(outcome="outside", effect=7.5, programme_before=27, programme_after=33,
                     comparator_before=28, comparator_after=26.5),),
        manifest={
            "source": "synthetic", "notice": NOTICE, "seed": 1, "inputs": {"one.csv": "ab" * 32},
            "code": "12" * 32, "lock": "34" * 32, "versions": {"numpy": "2.4"},
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def results():
    return make_results(make_study())


@pytest.fixture
def with_estimate(results):
    """Results in which the estimate of an outcome is changed."""

    def change(id, **changes):
        estimates = tuple(
            replace(e, **changes) if e.outcome == id else e for e in results.estimates
        )
        return replace(results, estimates=estimates)

    return change


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile(request):
    return request.param


@pytest.fixture
def hostile_results(results, hostile):
    """Results in which every label that somebody else writes is hostile."""
    study = results.study
    spoilt = replace(
        study,
        study=replace(study.study, notice=hostile),
        arms=tuple(replace(arm, label=hostile, short=hostile) for arm in study.arms),
        domains=tuple(replace(domain, label=hostile) for domain in study.domains),
        outcomes=tuple(
            replace(o, label=hostile, subject=hostile, question=hostile) for o in study.outcomes
        ),
        themes=tuple(replace(t, label=hostile, description=hostile) for t in study.themes),
        waves=tuple(replace(wave, label=hostile) for wave in study.waves),
        checklists=tuple(
            replace(i, item=hostile, where=hostile, note=hostile) for i in study.checklists
        ),
    )
    return replace(
        results,
        study=spoilt,
        changes=tuple(replace(c, label=hostile, release=hostile) for c in results.changes),
        excerpts=tuple(replace(e, text=hostile) for e in results.excerpts),
        negative_cases=tuple(replace(e, text=hostile) for e in results.negative_cases),
        joint_display=tuple(replace(e, meta_inference=hostile) for e in results.joint_display),
    )
