"""Writes the small study beside it: interviews and journals without a survey.

Synthetic: nobody was interviewed, nothing was said. Who speaks of what is counted out by hand.
"""

from pathlib import Path

HERE = Path(__file__).parent
NOTICE = "SYNTHETIC, FOR TESTS"
PEOPLE = 14  # interviewed, the first eleven of them residents
# Theme: its domain, how many speak of it, and how many of these against it.
THEMES = {
    "being-heard": ("local-decision-making", 13, 1),
    "company": ("health-wellbeing", 11, 8),
    "money": ("economic-activity", 4, 0),
}
ENTRIES = 12  # of one journal, half of them on being heard

STUDY = """# Written by make.py: synthetic, nobody was interviewed.

[study]
id = "interviews-only"
title = "A study of what people say"
source = "synthetic"
notice = "{notice}"
seed = 1
licence = "CC-BY-4.0"

[[domains]]
id = "local-decision-making"
label = "Local decision-making"

[[domains]]
id = "health-wellbeing"
label = "Health and wellbeing"

[[domains]]
id = "economic-activity"
label = "Economic activity"

[qualitative]
codings = ["synthetic/interviews.csv"]
sources = "synthetic/sources.csv"

[[qualitative.roles]]
id = "resident"
label = "Resident"

[[qualitative.roles]]
id = "worker"
label = "Worker"
"""

CLAIM = """[[claims]]
domain = "{domain}"
statement = "{statement}"
themes = ["{theme}"]
reviewed_by = "Nobody"
stamp = "{stamp}"

[claims.unclear]
meta_inference = "{meaning}"
follows = "{follows}"
"""
CLAIMS = {
    "being-heard": (
        "Residents say that they are heard.", "e3b0c442-d52c2785",
        "Those who took part feel heard.", "Ask those who took no part.",
    ),
    "company": (
        "Residents say that they have company.", "e3b0c442-5b936e70",
        "Many remain alone.", "Find places to meet.",
    ),
    "money": (
        "Residents say that they have more money.", "e3b0c442-ed224974",
        "Hardly anybody speaks of money.", "Ask about money.",
    ),
}  # fmt: skip


def write_study(folder: Path) -> None:
    """Write declarations, documents and codings."""
    (folder / "synthetic").mkdir(parents=True, exist_ok=True)
    claims = [
        CLAIM.format(
            domain=THEMES[theme][0], statement=statement, theme=theme, stamp=stamp,
            meaning=meaning, follows=follows,
        )
        for theme, (statement, stamp, meaning, follows) in CLAIMS.items()
    ]  # fmt: skip
    files = {
        "study.toml": STUDY.format(notice=NOTICE),
        "findings.toml": "# Written by make.py.\n\n" + "\n".join(claims),
        "themes.csv": join(
            "id,domain,label,description",
            (
                f"{t},{d},{t.replace('-', ' ').capitalize()},Invented."
                for t, (d, _, _) in THEMES.items()
            ),
        ),
        "codeframe.csv": join(
            "code,theme,valence,note", (f"{theme},{theme},," for theme in THEMES)
        ),
        "synthetic/sources.csv": join(
            "document,source,kind,role,date,consent,notice",
            [
                *(
                    f"INT-{n:02},INT-{n:02},interview,{'resident' if n < 11 else 'worker'},"
                    f'2019-05-{n + 1:02},summary,"{NOTICE}"'
                    for n in range(PEOPLE)
                ),
                *(
                    f'JNL-{n:02},JNL,journal,resident,2018-{n + 1:02}-01,summary,"{NOTICE}"'
                    for n in range(ENTRIES)
                ),
            ],
        ),
        "synthetic/interviews.csv": join(
            "document,code,summary,valence,notice",
            [
                *(
                    f"INT-{n:02},{theme},Says nothing that anybody said.,"
                    f'{"negative" if n < against else "positive"},"{NOTICE}"'
                    for theme, (_, people, against) in THEMES.items()
                    for n in range(people)
                ),
                *(
                    f'JNL-{n:02},being-heard,Says nothing that anybody said.,positive,"{NOTICE}"'
                    for n in range(0, ENTRIES, 2)
                ),
            ],
        ),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def join(header: str, rows) -> str:
    """A table as a file has it."""
    return "\n".join([header, *rows]) + "\n"


if __name__ == "__main__":
    write_study(HERE)
