"""Templates of a project's files, filled with a study."""

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"


def fill(name: str, **context: Any) -> str:
    """Text of a template; what it names has to be given."""
    return prepare().get_template(name).render(**context)


@cache
def prepare():
    """The environment of templates: marks that neither Markdown, Python nor TOML has."""
    # Imported here: only whoever begins a study or adds a chapter fills templates.
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        block_start_string="<%", block_end_string="%>",
        variable_start_string="<<", variable_end_string=">>",
        comment_start_string="<#", comment_end_string="#>",
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        autoescape=False,
    )  # fmt: skip
    environment.filters |= {"toml": write_value, "unusual": list_unusual}
    return environment


def write_value(value: Any) -> str:
    """A value as TOML has it."""
    import tomlkit

    if isinstance(value, tuple | list):
        return f"[{', '.join(write_value(each) for each in value)}]"
    if dataclasses.is_dataclass(value):
        pairs = (f"{key} = {write_value(each)}" for key, each in list_unusual(value))
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tomlkit.item(value).as_string()


def list_unusual(record: Any) -> list[tuple[str, Any]]:
    """Fields of a record that are not as they are by default, each with its value."""
    return [
        (field.name, value)
        for field in dataclasses.fields(record)
        if (value := getattr(record, field.name)) != field.default
    ]
