"""What an agency delivers, in any of its formats → text, labels and kinds of missing answer."""

from .layout import write_letter
from .reading import read_delivery
from .records import Column, Delivery

__all__ = ["Column", "Delivery", "read_delivery", "write_letter"]
