"""Values as text, as a codebook writes them."""


def write_value(value: object) -> str:
    """A value as the codebook writes codes: 1.0 is "1", and a fraction its shortest form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if hasattr(value, "hour") and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat() if hasattr(value, "date") else str(value)
    try:
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else str(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def join_lines(text: str | None) -> str:
    """A label as one line."""
    return " ".join((text or "").split())


def is_number(text: str) -> bool:
    """Whether a text is a finite number."""
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
