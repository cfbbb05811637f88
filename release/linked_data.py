"""The report and its results as search engines for research read them: JSON-LD of schema.org."""

import json
from typing import Any

from analysis.report.publication import Author, Publication
from analysis.study.records import Study

LICENCES = "https://spdx.org/licenses/"


def write_linked_data(study: Study, publication: Publication, description: str) -> str:
    """Return a `Report` and the `Dataset` that it is based on, safe within a script element."""
    report = describe_report(publication, description)
    dataset = describe_dataset(study, publication)
    graph = {"@context": "https://schema.org", "@graph": [report, dataset]}
    text = json.dumps(graph, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def describe_report(p: Publication, description: str) -> dict[str, Any]:
    """Return the report."""
    return describe_work(p, "Report", "report") | {
        "name": p.title,
        "description": description,
        "inLanguage": p.language,
        "isBasedOn": {"@id": f"{p.address}#results"},
    }


def describe_dataset(study: Study, p: Publication) -> dict[str, Any]:
    """Return the results, with the notice of demonstration data before all else that is said."""
    about = (
        f"Aggregated results of the evaluation, after disclosure control: {tell_content(study)}."
    )
    archive = f"{p.site}editions/{p.id}-{p.version}.zip" if p.version and p.site else ""
    distribution = {
        "@type": "DataDownload",
        "contentUrl": archive,
        "encodingFormat": "application/zip",
    }
    return (
        describe_work(p, "Dataset", "results")
        | {
            "name": f"{study.study.title}: results",
            "description": f"{p.notice}. {about}" if p.notice else about,
            "isAccessibleForFree": True,
            "variableMeasured": [outcome.label for outcome in study.outcomes],
        }
        | ({"temporalCoverage": span_fieldwork(study)} if study.surveyed else {})
        | ({"distribution": [distribution]} if archive else {})
    )


def tell_content(study: Study) -> str:
    """Return what the results hold, by what the study has."""
    if not study.surveyed:
        return "themes of interviews"
    effects = "effects of the {programme} with their intervals"
    surveyed = "levels before the {programme}" if study.awaited else effects
    told = f"{surveyed}, respondents and answers by {{place}}, and themes of interviews"
    return study.words.fill(told)


def span_fieldwork(study: Study) -> str:
    """Return the first and the last day of all waves."""
    first = min(wave.fieldwork[0] for wave in study.waves)
    last = max(wave.fieldwork[1] for wave in study.waves)
    return f"{first}/{last}"


def describe_work(p: Publication, kind: str, name: str) -> dict[str, Any]:
    """Return what a report and its results have in common; what is not declared is left out."""
    known = {
        "url": p.address,
        "version": p.version,
        "license": f"{LICENCES}{p.licence}" if p.licence else "",
        "identifier": f"https://doi.org/{p.doi}" if p.doi and kind == "Report" else "",
    }
    by = "author" if kind == "Report" else "creator"
    return {
        "@type": kind,
        "@id": f"{p.address}#{name}",
        by: [describe_author(author) for author in p.authors],
        "publisher": {"@type": "Organization", "name": p.publisher},
        "datePublished": p.date.isoformat(),
    } | {key: value for key, value in known.items() if value}


def describe_author(author: Author) -> dict[str, str]:
    """Return a person or an organisation."""
    if author.organisation or not author.given:
        return {"@type": "Organization", "name": author.name}
    names = {"givenName": author.given, "familyName": author.family}
    return {"@type": "Person", "name": author.name} | names
