"""How a declaration is checked: strictly, with no key that its record does not know."""

from dataclasses import dataclass

# Read by pydantic where declarations are checked; unknown keys and loose types are refused.
STRICT = {"extra": "forbid", "strict": True}


def declared(cls):
    """Make a frozen, keyword-only record that refuses keys it does not know."""
    cls.__pydantic_config__ = STRICT
    return dataclass(frozen=True, kw_only=True)(cls)
