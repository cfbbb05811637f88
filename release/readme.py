"""What lies in a release, and how to cite it."""

from collections.abc import Iterator

from analysis.report.citation import cite
from analysis.report.markdown import escape
from analysis.report.numbers import SPACE, rounding
from analysis.report.publication import Publication
from analysis.report.sentence import day, listed, stop
from analysis.study.records import Release, Study
from render.project import Project

README = """\
# {title}, version {version}

{notice}Released on {day}, with {waves}.

| | |
|---|---|
| `site/index.html` | the report as a website; it needs no network |
| `site/{pdf}` | the same report as a PDF |
{word}{brief}| `results/` | every number in it, as CSV |
| `data-dictionary.md` | what each column of the results means, also as `data-dictionary.csv` |
| `datapackage.json` | the results described by the Frictionless standard |

The results are aggregated; no file holds a respondent's answers. {rounded}They are published under
{licence}. `LICENSE`, where it is here, is that of the software; `CITATION.cff` names both.

Cite as: {citation}
"""


def describe_archive(
    study: Study,
    release: Release,
    project: Project,
    brief: Project | None,
    publication: Publication,
) -> str:
    """Text of the README of a release."""
    labels = [wave.label for wave in study.waves if wave.id in release.waves.split()]
    return README.format(
        title=escape(publication.title),
        version=release.version,
        notice=f"**{escape(study.study.notice)}.** " if study.synthetic else "",
        day=day(release.date).replace(SPACE, " "),
        waves=tell_waves(study, labels),
        pdf=project.pdf,
        word=f"| `site/{project.word}` | the same report as a Word file |\n"
        if project.word
        else "",
        brief="".join(tell_brief(brief)) if brief else "",
        rounded="".join(f"{stop(each)} " for each in rounding(study.disclosure)),
        licence=escape(study.study.licence),
        citation=escape(cite(publication).replace(SPACE, " ")),
    )


def tell_brief(brief: Project) -> Iterator[str]:
    """Yield the rows of the pages that are handed out."""
    yield f"| `brief/{brief.pdf}` | the findings in brief, to hand out |\n"
    if brief.word:
        yield f"| `brief/{brief.word}` | the same as a Word file |\n"


def tell_waves(study: Study, labels: list[str]) -> str:
    """Return which surveys a release has: "the surveys of 2015/16 and 2018/19"."""
    if not labels:
        return f"no {study.words.survey.one}"
    return f"the {study.words.survey.count(len(labels))} of {escape(listed(labels))}"
