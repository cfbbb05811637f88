"""A delivered wave beside the codebook and the waves before → what differs, what to declare."""

from .inspection import Inspection, inspect_delivery

__all__ = ["Inspection", "inspect_delivery"]
