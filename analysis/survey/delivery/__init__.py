"""What an agency delivers, in any of its formats → text, labels and kinds of missing answer."""

from .delivery import Column, Delivery, read_delivery

__all__ = ["Column", "Delivery", "read_delivery"]
