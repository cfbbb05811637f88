"""A scale from numbers to pixels, and the round numbers along it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Numbers from `low` to `high`, drawn from `start` to `stop` in pixels."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)

    def ticks(self, most: int = 5) -> list[float]:
        """Return round numbers within the axis, as near to each other as no more allow."""
        step = round_up((self.high - self.low) / (2 * most))
        while len(found := self.multiples(step)) > most:
            step = round_up(step * 1.001)
        return found

    def multiples(self, step: float) -> list[float]:
        """Return the multiples of a step within the axis."""
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [n * step for n in range(first, last + 1)]

    def whole(self, most: int = 5) -> list[float]:
        """Return the round numbers that are whole."""
        return [tick for tick in self.ticks(most) if float(tick).is_integer()]


def round_up(step: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, … that is not below a number."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= step * (1 - 1e-9))
