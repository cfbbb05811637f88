"""Writes the small study beside it: a survey before the programme, and the file of a follow-up
that nobody has declared yet.

Synthetic: nobody was asked. Four areas an arm and thirty people an area and wave, all of them
counted out by hand and none drawn; of two people next to each other the second weighs twice.
"""

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
NOTICE = "SYNTHETIC, FOR TESTS"
ASKED, AREAS = 30, 4
# Of the thirty of each area so many agree.
AGREE = {
    "before": {"here": (12, 13, 14, 15), "there": (9, 10, 11, 12)},
    "after": {"here": (21, 20, 23, 22), "there": (9, 11, 10, 13)},
}
POINTS = {"here": 150, "there": 135}  # of wellbeing, of the thirty of the first area; then one more

STUDY = """# Written by make.py: synthetic, nobody was asked.

[study]
id = "baseline"
title = "A study that has just begun"
source = "synthetic"
notice = "{notice}"
seed = 1
licence = "CC-BY-4.0"

[model]
covariates = ["sex"]
subgroups = ["sex"]

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

{areas}[[waves]]
id = "w1"
label = "2015/16"
period = "before"
fieldwork = [2015-10-01, 2016-03-31]
file = "synthetic/wave-1.csv"
sha256 = "{sha256}"

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
margin = 5.0
better = "higher"
role = "primary"
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

CODEBOOK = """variable,type,label,code,answer,status
respondent,respondent,Number of the respondent,,,answered
area,area,Code of the area,,,answered
weight,weight,Survey weight,,,answered
notice,note,Says that the file is synthetic,,,answered
sex,coded,Sex,1,Man,answered
sex,coded,,2,Woman,answered
influence,coded,Can influence local decisions,1,Yes,answered
influence,coded,,2,No,answered
wellbeing,number,Wellbeing,0..10,,answered
"""

CLAIM = """# Written by make.py.

[[claims]]
domain = "local-decision-making"
statement = "More residents can influence local decisions than comparator areas would let expect."
expects = "better"
outcomes = ["influence"]
reviewed_at = "w1"
reviewed_by = "Nobody"
stamp = "62ca030d-e3b0c442"

[claims.better]
relation = "confirms"
meta_inference = "What was meant to happen happened."
follows = "Keep what was begun."

[claims.unclear]
relation = "complements"
meta_inference = "Nobody can tell what happened."
follows = "Ask more people."

[claims.worse]
relation = "disagrees"
meta_inference = "The opposite of what was meant to happen happened."
follows = "Find out what went wrong."
"""


def write_study(folder: Path) -> None:
    """Write declarations, the wave before the programme, and the file of the one after."""
    (folder / "synthetic").mkdir(parents=True, exist_ok=True)
    data = write_wave("before").encode()
    (folder / "synthetic/wave-1.csv").write_bytes(data)
    (folder / "follow-up.csv").write_bytes(write_wave("after").encode())
    areas = "".join(
        f'[[areas]]\ncode = "{arm.upper()}-{place}"\narm = "{arm}"\n\n'
        for arm in POINTS
        for place in range(AREAS)
    )
    text = STUDY.format(notice=NOTICE, areas=areas, sha256=hashlib.sha256(data).hexdigest())
    (folder / "study.toml").write_text(text, encoding="utf-8")
    (folder / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    (folder / "findings.toml").write_text(CLAIM, encoding="utf-8")


def write_wave(period: str) -> str:
    """The file of a wave."""
    lines = ["respondent,area,weight,notice,sex,influence,wellbeing"]
    for arm, points in POINTS.items():
        for place in range(AREAS):
            low, more = divmod(points + place, ASKED)
            for person in range(ASKED):
                code = f"{period[0]}{arm[0]}{place}{person:02}"
                agrees = 1 if person < AGREE[period][arm][place] else 2
                score = low + person % 5 - 2 + (person < more)
                cells = [code, f"{arm.upper()}-{place}", 1 + person % 2, f'"{NOTICE}"']
                # Of three people next to each other the first is a man.
                cells += [1 if person % 3 == 0 else 2, agrees, score]
                lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_study(HERE)
