"""One module a command of `python -m analysis`, and what they share."""
