"""What a published page says of its edition, and the page that lists all editions."""

from collections.abc import Sequence
from html import escape

from analysis.report.numbers import SPACE
from analysis.report.publication import Publication
from analysis.report.sentence import day, listed
from analysis.study.records import Release, Study

from .page import Page, read_page
from .policy import write_policy

STYLE = "editions.css"
LIST = "editions/index.html"
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Editions – {title}</title>
<link rel="stylesheet" href="{style}">
</head>
<body class="editions">
<main>
<h1>Editions</h1>
<p>{title}</p>
{notice}<p><a href="../index.html">Read the newest edition</a>. \
What was published stays as it was, at its own address.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Editions">
<table>
<thead><tr><th scope="col">Version</th><th scope="col">Published</th>\
<th scope="col">{surveys}</th><th scope="col">Everything in one file</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""


def tell_edition(text: str, path: str, release: Release, newest: Release, there: bool) -> str:
    """Return a page of an edition with what it says of it.

    Parameters
    ----------
    text : str
        The page as it was published.
    path : str
        Where it lies in the published folder: `editions/1.0.0/chapters/impact.html`.
    release, newest : Release
        The edition that it is of, and the newest one.
    there : bool
        Whether the newest has this page, too.
    """
    up = "../" * path.count("/")
    page = read_page(text)
    link = f'<link rel="stylesheet" href="{up}editions/{STYLE}">\n'
    every = f'<a href="{up}{LIST}">All editions</a>'
    if release == newest:
        end = text.rfind("</main>")
        end = end if end >= 0 else text.rfind("</body>")
        line = f'<p class="edition-line">{name_edition(release)}. {every}.</p>\n'
        return insert(text, (end, line), (page.end, link))
    same = path.split("/", 2)[2] if there else "index.html"
    where = f'<a href="{escape(up + same)}">{"this page in it" if there else "its front page"}</a>'
    notice = (
        f'\n<p class="edition-notice" role="note">This is {name_edition(release, "version")}. '
        f"There is a newer one, {name_edition(newest, 'version')}: {where}. {every}.</p>"
    )
    return insert(text, (page.text, notice), (page.end, link))


def insert(text: str, *pieces: tuple[int, str]) -> str:
    """Return the text with pieces put in at places of it."""
    for place, piece in sorted(pieces, reverse=True):
        text = text[:place] + piece + text[place:]
    return text


def name_edition(release: Release, word: str = "Version") -> str:
    """Return "Version 1.0.0 of 1 May 2026"."""
    return f"{word} {release.version} of {day(release.date).replace(SPACE, '&nbsp;')}"


def write_list(study: Study, publication: Publication, releases: Sequence[Release]) -> str:
    """Return the page that lists all editions, the newest first."""
    labels = {wave.id: wave.label for wave in study.waves}
    rows = [
        f'<tr><th scope="row"><a href="{r.version}/index.html">Version {r.version}</a></th>'
        f"<td>{day(r.date)}</td>"
        f"<td>{escape(listed([labels[wave] for wave in r.waves.split()]) or 'none')}</td>"
        f'<td><a href="{study.study.id}-{r.version}.zip" aria-label="Download version {r.version}">'
        "Download</a></td></tr>"
        for r in reversed(releases)
    ]
    notice = f'<p class="notice">{escape(publication.notice)}</p>\n' if publication.notice else ""
    return PAGE.format(
        policy=write_policy(Page()),
        title=escape(publication.title),
        style=STYLE,
        notice=notice,
        surveys=escape(study.words.fill("{Surveys}")),
        rows="\n".join(rows),
    )
