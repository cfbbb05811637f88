"""The book as `_quarto.yml`, its profiles and its metadata files declare it."""

import os
import re
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from render.problems import BuildError
from render.settings import (
    FOR_FINISHING,
    QUARTO_ONLY,
    Part,
    Profile,
    Settings,
    check_settings,
    known_keys,
    listed,
)

_URL = re.compile(r"""url\((?!['"]?(?:data:|https?:|#))(['"]?)([^'")]+)\1\)""")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of the book's contents: a chapter's path, or the title of a part."""

    path: str = ""
    part: str = ""
    appendix: bool = False


@dataclass(frozen=True, kw_only=True)
class Project:
    """A book ready to be rendered: every declared file exists and every key is known."""

    root: Path
    profiles: tuple[str, ...]
    config: Settings
    items: tuple[Item, ...]
    metadata: dict[str, Any]
    unused: tuple[str, ...]

    @property
    def files(self) -> list[str]:
        """The files that declare and dress the book, without its chapters."""
        config = self.config
        return [
            "_quarto.yml",
            *(f"_quarto-{name}.yml" for name in self.profiles),
            *listed(config.metadata_files),
            *listed(config.bibliography),
            *listed(config.csl or []),
            *listed(config.filters),
            *listed(config.format.html.css),
            *(path for paths in self.dress.values() for path in paths),
            *listed(config.format.typst.template_partials),
            *self.fonts,
            *filter(None, [config.book.favicon]),
        ]

    @property
    def dress(self) -> dict[str, list[str]]:
        """The files that each stylesheet names, such as fonts; Quarto copies the same."""
        return {
            css: [(Path(css).parent / name).as_posix() for name in find_resources(self.root / css)]
            for css in listed(self.config.format.html.css)
        }

    @property
    def fonts(self) -> list[str]:
        """The fonts that Typst may use besides its own."""
        folders = [self.root / path for path in listed(self.config.format.typst.font_paths)]
        found = [file for folder in folders for file in sorted(folder.glob("*.[ot]tf"))]
        return [file.relative_to(self.root).as_posix() for file in found]

    @property
    def output(self) -> Path:
        """The folder that is published."""
        return self.root / self.config.project.output_dir

    @property
    def pdf(self) -> str:
        """The PDF's file name."""
        return pdf_name(self.config.book.output_file or self.config.book.title)

    @property
    def word(self) -> str:
        """The Word file's name, or nothing where the book has none."""
        declared = "docx" in self.config.format.model_fields_set
        return word_name(self.pdf) if declared else ""

    @property
    def chapters(self) -> tuple[str, ...]:
        """Paths of the chapters in reading order."""
        return tuple(item.path for item in self.items if item.path)


def pdf_name(title: str) -> str:
    """Make a file name from a title in Quarto's way."""
    return re.sub(r"[ <>()|:&;#?*'\\/]", "-", title) + ".pdf"


def word_name(pdf: str) -> str:
    """Return the name of the Word file beside a PDF."""
    return pdf.removesuffix(".pdf") + ".docx"


def find_resources(css: Path) -> list[str]:
    """Return the files that a stylesheet names, none where it is not there."""
    return [name for _, name in _URL.findall(css.read_text("utf-8"))] if css.is_file() else []


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain scalars, as Quarto reads them: dates and yes/no stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith((":timestamp", ":bool"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_yaml(path: Path, name: str) -> tuple[dict[str, Any], dict[tuple, int]]:
    """Read a YAML file and the line of each of its keys and entries."""
    try:
        with path.open(encoding="utf-8") as stream:
            loader = _Loader(stream)
            node = loader.get_single_node()
            value = loader.construct_document(node) if node else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BuildError(f"{name}:{line}: not valid YAML: {error.problem}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{name}: cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise BuildError(f"{name}:1: holds no keys; write `key: value` lines")
    lines: dict[tuple, int] = {}
    _locate(node, (), lines, name)
    return value, lines


def _locate(node: yaml.Node | None, path: tuple, lines: dict[tuple, int], name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            line = key.start_mark.line + 1
            if here in lines:
                first = lines[here]
                raise BuildError(f"{name}:{line}: `{key.value}` is there twice, first in {first}")
            lines[here] = line
            _locate(value, here, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + 1
            _locate(value, (*path, index), lines, name)


def _merge(base: Any, over: Any) -> Any:
    """Merge as Quarto does: mappings by key, lists joined without repeats, else the later one."""
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {k: _merge(base[k], v) if k in base else v for k, v in over.items()}
    if isinstance(base, list) or isinstance(over, list):
        both = [*(base if isinstance(base, list) else [base]),
                *(over if isinstance(over, list) else [over])]  # fmt: skip
        return [value for index, value in enumerate(both) if value not in both[:index]]
    return over


def _choose_profiles(config: dict[str, Any], asked: str | None) -> tuple[str, ...]:
    """Return the active profiles: those asked for, and the first of each group left without."""
    try:
        profile = Profile.model_validate(config.get("profile", {}))
    except ValidationError:
        # Told, with its line, by who checks the file.
        profile = Profile()
    default = ",".join(listed(profile.default))
    wanted = asked or os.environ.get("QUARTO_PROFILE") or default
    active = [name.strip() for name in wanted.split(",") if name.strip()]
    groups = profile.group
    for group in [groups] if groups and isinstance(groups[0], str) else groups:
        if not set(group) & set(active):
            active.append(group[0])
    return tuple(active)


def merge_files(
    root: Path, profile: str | None, problems: list[str] | None = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the configuration with its active profiles merged in, and their names.

    Parameters
    ----------
    root : Path
        The folder with `_quarto.yml`.
    profile : str, optional
        Profiles to activate, joined by commas; else `QUARTO_PROFILE`, else the file's own default.
    problems : list of str, optional
        Where to note what is outside the embedded renderer's subset; left out, all is taken.
    """
    if not (root / "_quarto.yml").is_file():
        raise BuildError("_quarto.yml is not in this folder; run the command in the project's own")
    merged, lines = read_yaml(root / "_quarto.yml", "_quarto.yml")
    if problems is not None:
        problems += check_settings("_quarto.yml", merged, lines)
    profiles = _choose_profiles(merged, profile)
    for name in reversed(profiles):
        file = f"_quarto-{name}.yml"
        if not (root / file).is_file():
            raise BuildError(f"{file}: no such file, but the profile `{name}` was asked for")
        over, lines = read_yaml(root / file, file)
        if problems is not None:
            problems += check_settings(file, over, lines)
        merged = _merge(merged, over)
    return merged, profiles


def list_chapters(book: dict[str, Any]) -> tuple[str, ...]:
    """Return the paths of a book's chapters as its settings list them, the home page first."""
    paths = ["index.qmd"]
    for entry in (*book.get("chapters", []), *book.get("appendices", [])):
        paths += entry.get("chapters", []) if isinstance(entry, dict) else [entry]
    return tuple(dict.fromkeys(paths))


def read_project(root: Path, profile: str | None = None) -> Project:
    """Read a book's declaration and check it all.

    Parameters
    ----------
    root : Path
        The folder with `_quarto.yml`.
    profile : str, optional
        Profiles to activate, joined by commas; else `QUARTO_PROFILE`, else the file's own default.

    Raises
    ------
    BuildError
        Naming every key, file or value that is missing or outside the subset.
    """
    problems: list[str] = []
    merged, profiles = merge_files(root, profile, problems)
    if problems:
        raise BuildError(problems)
    config = Settings.model_validate(merged)
    alone = QUARTO_ONLY if config.project.post_render else QUARTO_ONLY + FOR_FINISHING
    metadata = read_metadata(root, listed(config.metadata_files), problems)
    project = Project(
        root=root, profiles=profiles, config=config, items=_read_items(config),
        metadata=metadata | {k: merged[k] for k in ("book", "lang", "layout") if k in merged},
        unused=tuple(".".join(path) for path in alone if _has(merged, path)),
    )  # fmt: skip
    problems += _check_files(project)
    if problems:
        raise BuildError(problems)
    return project


def _has(value: Any, path: tuple[str, ...]) -> bool:
    found = reduce(lambda at, key: at.get(key) if isinstance(at, dict) else None, path, value)
    return found is not None


def read_metadata(root: Path, files: list[str], problems: list[str]) -> dict[str, Any]:
    """Merge the metadata files; their keys are free, but may not be settings."""
    metadata: dict[str, Any] = {}
    for file in files:
        if not (root / file).is_file():
            problems.append(
                f"{file}: no such file, named in metadata-files; make the results first"
            )
            continue
        value, lines = read_yaml(root / file, file)
        for key in {*known_keys(Settings)} & set(value):
            problems.append(f"{file}:{lines[(key,)]}: `{key}` is a setting; put it in _quarto.yml")
        metadata = _merge(metadata, value)
    return metadata


def _read_items(config: Settings) -> tuple[Item, ...]:
    items: list[Item] = []
    for entry in config.book.chapters:
        if isinstance(entry, Part):
            items.append(Item(part=entry.part))
            items += [Item(path=path) for path in entry.chapters]
        else:
            items.append(Item(path=entry))
    if config.book.appendices:
        items.append(Item(part="Appendices", appendix=True))
        items += [Item(path=path, appendix=True) for path in config.book.appendices]
    # Quarto puts the home page first wherever it is listed.
    return tuple(sorted(items, key=lambda item: item.path != "index.qmd"))


def _check_files(project: Project) -> list[str]:
    """Return what is wrong with the files that the declaration names."""
    config = project.config
    problems = []
    named = {
        "book.chapters": project.chapters,
        "bibliography": listed(config.bibliography),
        "csl": listed(config.csl or []),
        "filters": listed(config.filters),
        "format.html.css": listed(config.format.html.css),
        "book.favicon": listed(config.book.favicon or []),
        "format.typst.template-partials": listed(config.format.typst.template_partials),
    }
    for key, paths in named.items():
        problems += [
            f"_quarto.yml: `{key}` names {path}, which is not in the project"
            for path in paths
            if not (project.root / path).is_file()
        ]
    for css, paths in project.dress.items():
        problems += [
            f"{css}: names {path}, which is not in the project"
            for path in paths
            if not (project.root / path).is_file()
        ]
    problems += [
        f"_quarto.yml: `format.typst.font-paths` names {path}, which is no folder of the project"
        for path in listed(config.format.typst.font_paths)
        if not (project.root / path).is_dir()
    ]
    if "index.qmd" not in project.chapters:
        problems.append("_quarto.yml: `book.chapters` must hold index.qmd, the home page")
    for path in project.chapters:
        if not path.endswith(".qmd"):
            problems.append(f"_quarto.yml: chapter {path} is not a .qmd file")
        if project.chapters.count(path) > 1:
            problems.append(f"_quarto.yml: chapter {path} is listed twice")
    for item in project.items:
        if item.part.endswith(".qmd"):
            problems.append(f"_quarto.yml: part {item.part} is a file; a part has a plain title")
    if not config.book.title:
        problems.append("_quarto.yml: `book.title` is missing")
    return list(dict.fromkeys(problems))
