"""Writes the five small studies beside it, one for each way a main question can come out.

Synthetic: nobody was asked. Each has five areas an arm and forty people an area and wave, all of
them counted out by hand and none drawn. The rule, set before any estimate was seen: in every
programme area the answers change by what `TRUTH` says, in every comparator area not at all, each
give or take the few people of `SCATTER` or, where the survey is not to tell, of `WIDE`. What is
None is not asked after the programme.
"""

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
NOTICE = "SYNTHETIC, FOR TESTS"
ASKED = 40  # people an area and wave
BEFORE = {"influence": 18, "lonely": 18, "wellbeing": 200}  # people of an area, points of a score
SCATTER = (1, -1, 0, 1, -1)
WIDE = {"programme": (8, -6, 7, -5, 1), "comparator": (-7, 6, -6, 5, 2)}
CHANCE = "by chance"

# People of forty who come to answer so in each programme area, and points that its forty gain.
TRUTH = {
    "better": {"influence": 12, "lonely": 12, "wellbeing": 60},
    "unclear": {"influence": CHANCE, "lonely": CHANCE, "wellbeing": 3},
    "worse": {"influence": -8, "lonely": CHANCE, "wellbeing": -60},
    "equivalent": {"influence": 0, "lonely": -8, "wellbeing": 0},
    "not-estimable": {"influence": None, "lonely": 12, "wellbeing": None},
}
# Claims, with the fingerprint of the evidence that each counts as reread against.
STAMPS = {
    "worse": {"influence": "ce93ce28-38288cd6", "wellbeing": "a180c471-37ff4f02"},
    "equivalent": {"influence": "07e2fa83-e3b0c442", "wellbeing": "04762702-e3b0c442"},
}
INTERVIEWED = ("worse",)
PEOPLE = 12  # interviewed, all of whom speak of both themes

STUDY = """# Written by make.py: synthetic, nobody was asked.

[study]
id = "{id}"
title = "A study that comes out {id}"
source = "synthetic"
notice = "{notice}"
seed = 1

[study.words]
respondent = {{ one = "resident", many = "residents" }}
sampled = {{ one = "household", many = "households" }}

[[arms]]
id = "here"
label = "the programme’s areas"
short = "Here"
role = "programme"

[[arms]]
id = "there"
label = "comparator areas"
short = "There"
role = "comparator"

{areas}
{waves}
[[domains]]
id = "local-decision-making"
label = "Local decision-making"

[[domains]]
id = "health-wellbeing"
label = "Health and wellbeing"

[[characteristics]]
id = "sex"
label = "Sex"
variable = "sex"
{qualitative}
[[outcomes]]
id = "influence"
domain = "local-decision-making"
label = "Can influence local decisions"
subject = "the share of residents who agree that they can influence local decisions"
everyday = "influence on local decisions"
question = "Can you influence decisions affecting your local area?"
scale = "Yes or no; yes counts"
items = ["influence"]
measure = "share"
positive = [1]
margin = 10.0
better = "higher"
role = "primary"
source = "Invented"

[[outcomes]]
id = "lonely"
domain = "health-wellbeing"
label = "Often lonely"
subject = "the share of residents who often feel lonely"
everyday = "loneliness"
question = "Do you often feel lonely?"
scale = "Yes or no; yes counts"
items = ["lonely"]
measure = "share"
positive = [1]
margin = 5.0
better = "lower"
role = "secondary"
source = "Invented"

[[outcomes]]
id = "wellbeing"
domain = "health-wellbeing"
label = "Wellbeing"
subject = "the mean score of wellbeing"
everyday = "wellbeing"
question = "How well are you, from 0 to 10?"
scale = "0 to 10; the mean is shown"
items = ["wellbeing"]
measure = "mean"
unit = "points"
range = [0, 10]
margin = 1.0
better = "higher"
role = "secondary"
source = "Invented"
"""

WAVE = """[[waves]]
id = "w{n}"
label = "{label}"
period = "{period}"
fieldwork = [{year}-10-01, {next}-03-31]
file = "synthetic/wave-{n}.csv"
sha256 = "{sha256}"
not_asked = [{not_asked}]
"""

QUALITATIVE = """
[qualitative]
codings = ["synthetic/interviews.csv"]
sources = "synthetic/sources.csv"

[[qualitative.roles]]
id = "resident"
label = "Resident"
"""

CODEBOOK = """variable,type,label,code,answer,status
respondent,respondent,Number of the respondent,,,answered
area,area,Code of the area,,,answered
notice,note,Says that the file is synthetic,,,answered
sex,coded,Sex,1,Man,answered
sex,coded,,2,Woman,answered
influence,coded,Can influence local decisions,1,Yes,answered
influence,coded,,2,No,answered
lonely,coded,Often lonely,1,Yes,answered
lonely,coded,,2,No,answered
wellbeing,number,Wellbeing,0..10,,answered
"""

CLAIM = """[[claims]]
domain = "{domain}"
statement = "{statement}"
expects = "better"
outcomes = ["{outcome}"]
themes = [{themes}]
reviewed_at = "w2"
reviewed_by = "Nobody"
stamp = "{stamp}"
{readings}
"""

READING = """
[claims.{case}]
relation = "{relation}"
meta_inference = "Survey and interviews were both invented."
follows = "{follows}"
"""

SAID = {
    "local-decision-making": ("being-heard", "influence", "Residents say that they are heard."),
    "health-wellbeing": ("company", "wellbeing", "Residents say that they are well."),
}
FOLLOWS = {
    "better": ("confirms", "Keep what was begun."),
    "unclear": ("complements", "Ask more people."),
    "worse": ("disagrees", "Find out what went wrong."),
}


def write_studies(folder: Path) -> None:
    """Write every study into a folder of its own."""
    for name, truth in TRUTH.items():
        write_study(folder / name, name, truth)


def write_study(folder: Path, name: str, truth: dict) -> None:
    """Write declarations and data of one study."""
    (folder / "synthetic").mkdir(parents=True, exist_ok=True)
    waves = write_waves(folder, truth)
    areas = "".join(
        f'[[areas]]\ncode = "{code}"\narm = "{arm}"\n\n'
        for code, arm in (
            (f"{arm.upper()}-{n}", arm) for arm in ("here", "there") for n in range(5)
        )
    )
    text = STUDY.format(
        id=name, notice=NOTICE, areas=areas, waves=waves,
        qualitative=QUALITATIVE if name in INTERVIEWED else "",
    )  # fmt: skip
    (folder / "study.toml").write_text(text, encoding="utf-8")
    (folder / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    if name in STAMPS:
        write_claims(folder, STAMPS[name], with_themes=name in INTERVIEWED)
    if name in INTERVIEWED:
        write_interviews(folder)


def write_waves(folder: Path, truth: dict) -> str:
    """Write both waves' files; return how they are declared."""
    declared = []
    for n, label, period, year in ((1, "2015/16", "before", 2015), (2, "2018/19", "after", 2018)):
        missing = [item for item in truth if period == "after" and truth[item] is None]
        columns = [item for item in truth if item not in missing]
        lines = [",".join(["respondent", "area", "notice", "sex", *columns])]
        for role, arm in (("programme", "here"), ("comparator", "there")):
            for place in range(5):
                answers = [answer(item, truth[item], period, role, place) for item in columns]
                for person, row in enumerate(zip(*answers, strict=True)):
                    code = f"{n}{arm[0]}{place}{person:02}"
                    cells = [code, f"{arm.upper()}-{place}", f'"{NOTICE}"', 1 + person % 2, *row]
                    lines.append(",".join(map(str, cells)))
        data = ("\n".join(lines) + "\n").encode()
        (folder / f"synthetic/wave-{n}.csv").write_bytes(data)
        declared.append(
            WAVE.format(
                n=n, label=label, period=period, year=year, next=year + 1,
                sha256=hashlib.sha256(data).hexdigest(),
                not_asked=", ".join(f'"{item}"' for item in missing),
            )
        )  # fmt: skip
    return "\n".join(declared)


def answer(item: str, change: object, period: str, role: str, place: int) -> list[int]:
    """What the forty people of an area answer in a wave."""
    total = BEFORE[item]
    if period == "after":
        total += count_change(change, role, place)
    if item == "wellbeing":
        return spread(total)
    return [1 if person < total else 2 for person in range(ASKED)]


def count_change(change: object, role: str, place: int) -> int:
    """By how much an area's total changes: as the truth says, and a little by chance."""
    if change == CHANCE:
        return WIDE[role][place]
    return SCATTER[place] + (change if role == "programme" else 0)


def spread(total: int) -> list[int]:
    """Scores around their mean, two below it to two above, that add up to a total."""
    low, more = divmod(total, ASKED)
    return [low + person % 5 - 2 + (person < more) for person in range(ASKED)]


def write_claims(folder: Path, stamps: dict[str, str], with_themes: bool) -> None:
    """Write a claim for each domain, about the survey alone where nobody was interviewed."""
    readings = "".join(
        READING.format(case=case, relation=relation, follows=follows)
        for case, (relation, follows) in FOLLOWS.items()
    )
    claims = [
        CLAIM.format(
            domain=domain, statement=statement, outcome=outcome, stamp=stamps[outcome],
            readings=readings,
            themes=f'"{theme}"' if with_themes else "",
        )
        for domain, (theme, outcome, statement) in SAID.items()
    ]  # fmt: skip
    (folder / "findings.toml").write_text("\n".join(claims), encoding="utf-8")


def write_interviews(folder: Path) -> None:
    """Write who was interviewed, the themes, and what everybody is to have said of each."""
    themes = [(theme, domain) for domain, (theme, _, _) in SAID.items()]
    tables = {
        "themes.csv": ["id,domain,label,description"]
        + [f"{t},{d},{t.replace('-', ' ').capitalize()},Invented." for t, d in themes],
        "codeframe.csv": ["code,theme,valence,note", *(f"{t},{t},," for t, _ in themes)],
        "synthetic/sources.csv": ["document,source,kind,role,date,consent,notice"]
        + [
            f'INT-{n:02},INT-{n:02},interview,resident,2019-05-01,summary,"{NOTICE}"'
            for n in range(PEOPLE)
        ],
        "synthetic/interviews.csv": ["document,code,summary,valence,notice"]
        + [
            f'INT-{n:02},{theme},Says nothing that anybody said.,positive,"{NOTICE}"'
            for n in range(PEOPLE)
            for theme, _ in themes
        ],
    }
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_studies(HERE)
