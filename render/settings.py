"""The settings that a book may have: the subset of Quarto's that both renderers know."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

Texts = str | list[str]


class _Keys(BaseModel):
    """A mapping that may hold the declared keys and no others, written with hyphens."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=lambda name: name.replace("_", "-")
    )


class Part(_Keys):
    part: str
    chapters: list[str]


class _Project(_Keys):
    type: Literal["book"] = "book"
    output_dir: str = "_book"
    execute_dir: Literal["project"] = "project"
    pre_render: Texts = []
    post_render: Texts = []


class Profile(_Keys):
    group: list[str] | list[list[str]] = []
    default: Texts = []


class _Book(_Keys):
    title: str = ""
    subtitle: str = ""
    author: Texts = []
    date: str = ""
    output_file: str = ""
    chapters: list[str | Part] = []
    appendices: list[str] = []
    description: str = ""
    site_url: str = ""
    favicon: str = ""
    open_graph: Literal[True] = True
    twitter_card: Literal[True] = True
    repo_url: Any = None
    repo_actions: Any = None
    downloads: Any = None
    search: Any = None
    page_footer: Any = None


class _Citation(_Keys):
    type: Literal["report"] = "report"
    publisher: str = ""
    doi: str = ""


class _Execute(_Keys):
    echo: bool = False
    warning: Literal[False] = False
    freeze: Literal[False] = False
    daemon: Literal[False] = False
    cache: Literal[False] = False


class _Html(_Keys):
    css: Texts = []
    toc: bool = True
    toc_depth: int = 3
    number_sections: bool = True
    html_math_method: Literal["mathml"] = "mathml"
    appendix_cite_as: Literal[False] = False
    theme: Any = None
    include_after_body: Any = None
    include_in_header: Any = None


class _Typst(_Keys):
    citeproc: Literal[True] = True
    number_sections: Literal[True] = True
    toc: bool = True
    toc_depth: int = 3
    keep_typ: bool = False
    link_citations: Literal[True] = True
    pdf_standard: Texts = []
    font_paths: Texts = []
    template_partials: Texts = []


class _Docx(_Keys):
    number_sections: Literal[True] = True
    linestretch: float = 1.15


class _Formats(_Keys):
    html: _Html = _Html()
    typst: _Typst = _Typst()
    docx: _Docx = _Docx()


class Settings(_Keys):
    project: _Project = _Project()
    profile: Profile = Profile()
    book: _Book = _Book()
    layout: Literal["report", "brief"] = "report"
    lang: str = "en"
    date_format: Any = None
    citation: _Citation = _Citation()
    google_scholar: Literal[True] = True
    corporate_authors: Texts = []
    bibliography: Texts = []
    csl: str = ""
    filters: Texts = []
    metadata_files: Texts = []
    execute: _Execute = _Execute()
    format: _Formats = _Formats()


# Settings that Quarto needs and that this renderer answers by its own means.
QUARTO_ONLY = (
    ("date-format",), ("book", "repo-url"), ("book", "repo-actions"),
    ("book", "downloads"),
    ("book", "search"), ("book", "page-footer"), ("format", "html", "theme"),
    ("format", "html", "include-after-body"), ("format", "html", "include-in-header"),
    ("format", "typst", "keep-typ"),
)  # fmt: skip

# Settings that name and describe the book to others: the project's `post-render` commands write
# them on the pages of either renderer.
FOR_FINISHING = (
    ("book", "description"), ("book", "site-url"), ("book", "favicon"), ("book", "open-graph"),
    ("book", "twitter-card"), ("citation",), ("google-scholar",), ("corporate-authors",),
)  # fmt: skip


def listed(value: Texts) -> list[str]:
    """Return a setting that may be one text or several as a list."""
    return [value] if isinstance(value, str) else list(value)


def known_keys(model: type[BaseModel]) -> list[str]:
    """Return the keys that a mapping may hold, as they are written."""
    return sorted(str(field.alias) for field in model.model_fields.values())


def _model_at(location: tuple) -> type[BaseModel]:
    """Return the model that holds the key at a location."""
    model: type[BaseModel] = Settings
    for key in location[:-1]:
        field = next((f for f in model.model_fields.values() if f.alias == key), None)
        if field is None or not isinstance(field.default, BaseModel):
            return Part if "Part" in location else model
        model = type(field.default)
    return model


def check_settings(name: str, value: dict[str, Any], lines: dict[tuple, int]) -> list[str]:
    """Return what in one configuration file is outside the subset, each with its line."""
    try:
        Settings.model_validate(value)
    except ValidationError as error:
        found: dict[tuple, str] = {}
        for fault in error.errors(include_url=False):
            place = tuple(key for key in fault["loc"] if key == 0 or _is_place(key))
            while place and place not in lines:
                place = place[:-1]
            key = ".".join(str(part) for part in place)
            if fault["type"] == "extra_forbidden":
                known = ", ".join(known_keys(_model_at(fault["loc"])))
                text = f"`{key}` is not supported here; known keys are {known}"
            else:
                text = f"`{key}`: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
                text += f", found {fault['input']!r}" if place == fault["loc"] else ""
            found.setdefault(place, f"{name}:{lines.get(place, 1)}: {text}")
        # A union reports every branch; the deepest place is the one that is meant.
        inner = [place[:end] for place in found for end in range(len(place))]
        return [text for place, text in found.items() if place not in inner]
    return []


def _is_place(key: str | int) -> bool:
    """Tell a key of the file from pydantic's names for the branches of a union."""
    return isinstance(key, int) or not (key in ("str", "Part") or key.startswith(("list[", "fun")))
