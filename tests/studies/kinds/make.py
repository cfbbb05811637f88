"""Small invented studies of every kind, each as the files that a team would have.

`python -m tests.studies.kinds.make` writes them again. Truths and seeds were declared before any
estimate was seen.
"""

import csv
import itertools
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ORCHARD = HERE.parents[2] / "analysis/project/demonstrations/orchard-schools"
NOTICE = "SYNTHETIC DEMONSTRATION DATA"


def write(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as target:
        table = csv.DictWriter(target, [*rows[0], "notice"], lineterminator="\n")
        table.writeheader()
        table.writerows({**row, "notice": NOTICE} for row in rows)


def pick(rng, answers: tuple[str, ...], agree: float) -> str:
    """One of the answers: the first half of them with the chance `agree`."""
    half = (len(answers) + 1) // 2
    return str(rng.choice(answers[:half] if rng.random() < agree else answers[half:]))


def name_places(letter: str, here: int, there: int) -> list[tuple[str, bool]]:
    return [(f"{letter}{n:02d}", n <= here) for n in range(1, here + there + 1)]


def make_orchard() -> None:
    """Sixteen schools, eight of them with a reading programme, by which twelve in a hundred pupils
    more came to enjoy reading; interviews with teachers."""
    rng = np.random.default_rng(20230901)
    schools = name_places("S", 8, 8)
    level = {code: rng.normal(0, 0.05) for code, _ in schools}
    for name, after in (("before", 0), ("after", 1)):
        rows = []
        for (code, inside), number in itertools.product(schools, range(40)):
            lift = 0.12 * after * inside
            rows.append({
                "pupil": f"P{after + 1}{code[1:]}{number:02d}",
                "school": code,
                "reading_programme": "yes" if inside else "no",
                "sex": str(rng.choice(["Girl", "Boy"])),
                "year_group": int(rng.choice([7, 8, 9])),
                "enjoys": pick(rng, ("Very much", "Quite a bit", "A bit", "Not at all"),
                               0.5 + level[code] + lift),
                "reads_daily": pick(rng, ("Yes", "No"), 0.35 + level[code]),
                "score": int(np.clip(rng.normal(31 + 20 * level[code] + 2 * after, 9), 0, 60)),
                "left_out": pick(rng, ("Yes", "No"), 0.2),
            })  # fmt: skip
        write(ORCHARD / f"{name}.csv", rows)
    write(ORCHARD / "interviews.csv", list(make_interviews(rng)))


SUMMARIES = {
    "Reading/Choosing books": {
        "positive": "Says that pupils who chose their own books asked for the next one.",
        "mixed": "Says that choice helped keen readers and left others standing before the shelf.",
        "negative": "Says that there were too few books for anybody to choose from.",
    },
    "Reading/Time to read": {
        "positive": "Says that twenty quiet minutes a day became a habit.",
        "mixed": "Says that the quiet time held until tests came near.",
        "negative": "Says that the time went to other subjects.",
    },
    "School life/Older pupils as partners": {
        "positive": "Says that older pupils who read with younger ones were greeted in the yard.",
        "mixed": "Says that pairs worked where the two got on.",
        "negative": "Says that partners did not turn up.",
    },
    "School life/Families": {
        "positive": "Says that families came to the reading evenings who come to nothing else.",
        "mixed": "Says that some families were glad of the books and others too busy.",
        "negative": "Says that families heard of it too late.",
    },
}


def make_interviews(rng):
    """Eighteen invented teachers, each on two or three matters; a second coder reads four again."""
    for number in range(1, 19):
        for code in rng.choice(list(SUMMARIES), int(rng.choice([2, 3])), replace=False):
            valence = str(rng.choice(["positive", "mixed", "negative"], p=[0.6, 0.2, 0.2]))
            row = {"document": f"Teacher {number:02d}", "code": str(code)}
            row |= {"summary": SUMMARIES[code][valence], "valence": valence}
            yield {**row, "coder": "first"}
            if number <= 4 and rng.random() < 0.8:
                yield {**row, "coder": "second"}


def survey(rng, places, size, waves, effect=0.0):
    """Rows of each wave: a yes or no, a scale of five, and who answered; people new every time."""
    level = {code: rng.normal(0, 0.04) for code, _ in places}
    for wave in range(waves):
        lift = effect if wave == waves - 1 else 0.0
        yield [
            {
                "id": f"{wave + 1}-{code}-{number:03d}",
                "place": code,
                "group": "1" if inside else "0",
                "weight": f"{rng.lognormal(0, 0.3):.3f}",
                "age": int(rng.integers(18, 90)),
                "safe": int(rng.random() > 0.6 + level[code] + lift * inside) + 1,
                "friends": int(np.clip(rng.normal(5 + 8 * level[code], 2), 0, 10)),
            }
            for (code, inside), number in itertools.product(places, range(size))
        ]


def make_surgeries() -> None:
    """Patients of surgeries: four with a programme against thirty without."""
    rng = np.random.default_rng(430)
    for wave, rows in enumerate(survey(rng, name_places("G", 4, 30), 14, 2, effect=0.1), start=1):
        write(HERE / f"surgeries/wave-{wave}.csv", rows)


def make_villages() -> None:
    """Two hundred villages, of which only how many answered what is known."""
    rng = np.random.default_rng(200)
    places = [(f"V{n:03d}", n <= 100) for n in range(1, 201)]
    level = {code: rng.normal(0, 0.05) for code, _ in places}
    for wave in (1, 2):
        rows = []
        for code, inside in places:
            yes = int(rng.binomial(25, 0.5 + level[code] + 0.05 * inside * (wave == 2)))
            for answer, count in (("Yes", yes), ("No", 25 - yes)):
                rows.append({
                    "village": code, "group": "lamps" if inside else "no lamps",
                    "walks_at_night": answer, "count": count,
                })  # fmt: skip
        write(HERE / f"villages/wave-{wave}.csv", rows)


def make_cohort() -> None:
    """A panel: the same people in four waves, of which three were before the programme."""
    rng = np.random.default_rng(31)
    waves = list(survey(rng, name_places("E", 6, 7), 25, 4, effect=0.05))
    for wave, rows in enumerate(waves, start=1):
        for row, first in zip(rows, waves[0], strict=True):
            row |= {"id": first["id"], "age": first["age"] + wave - 1}
            row.pop("weight")
        write(HERE / f"cohort/wave-{wave}.csv", rows)


def make_clinics() -> None:
    """One wave, before the programme: nobody can say yet what it did."""
    rng = np.random.default_rng(11)
    (rows,) = survey(rng, name_places("C", 5, 5), 30, 1)
    write(HERE / "clinics/wave-1.csv", rows)


def make_gardens() -> None:
    """Interviews and no survey."""
    rng = np.random.default_rng(77)
    codes = ("Growing food", "Meeting neighbours", "Quiet")
    rows = []
    for number in range(1, 25):
        for code in rng.choice(codes, 2, replace=False):
            valence = str(rng.choice(["positive", "mixed", "negative"], p=[0.7, 0.1, 0.2]))
            summary = f"Speaks of {code.lower()} as something {valence}, in an invented interview."
            rows.append({"document": f"Gardener {number:02d}", "code": str(code), "coder": "first",
                         "summary": summary, "valence": valence})  # fmt: skip
    write(HERE / "gardens/interviews.csv", rows)


MAKERS = (make_orchard, make_surgeries, make_villages, make_cohort, make_clinics, make_gardens)

if __name__ == "__main__":
    for make in MAKERS:
        make()
    sys.stdout.write("Written.\n")
