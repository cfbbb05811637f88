"""What lies in a release, and how to cite it."""

from analysis.report.markdown import escape
from analysis.report.numbers import SPACE, rounding
from analysis.report.sentence import day, listed, stop
from analysis.study.records import Release, Study
from render.project import Project
from render.settings import listed as as_list

README = """\
# {title}, version {version}

{notice}Released on {day}, with {waves}.

| | |
|---|---|
| `site/index.html` | the report as a website; it needs no network |
| `{pdf}` | the same report as a PDF |
| `results/` | every number in it, as CSV |
| `data-dictionary.md` | what each column of the results means, also as `data-dictionary.csv` |
| `datapackage.json` | the results described by the Frictionless standard |

The results are aggregated; no file holds a respondent's answers. {rounded}They are published under
{licence}. `LICENSE` and `CITATION.cff`, where they are here, are those of the software.

Cite as: {authors} ({year}). {title}. Version {version}.
"""


def describe_archive(study: Study, release: Release, project: Project) -> str:
    """Text of the README of a release."""
    book = project.config.book
    labels = [wave.label for wave in study.waves if wave.id in release.waves.split()]
    return README.format(
        title=escape(": ".join(part for part in (book.title, book.subtitle) if part)),
        version=release.version,
        notice=f"**{escape(study.study.notice)}.** " if study.synthetic else "",
        day=day(release.date).replace(SPACE, " "),
        waves=f"the survey{'s' if len(labels) > 1 else ''} of {escape(listed(labels))}",
        pdf=project.pdf,
        rounded="".join(f"{stop(each)} " for each in rounding(study.disclosure)),
        licence=escape(study.study.licence),
        authors=escape(listed(as_list(book.author)) or study.study.title),
        year=release.date.year,
    )
