"""Numbers on the command line."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError

LONGEST_WAIT = 86_400.0
"""Seconds."""


def count(text: str) -> int:
    """0 or more."""
    return _at_least(0, text)


def positive(text: str) -> int:
    """1 or more."""
    return _at_least(1, text)


def finite(text: str) -> float:
    """Any number but NaN and the infinities."""
    try:
        number = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no number") from error
    if not math.isfinite(number):
        raise ArgumentTypeError(f"{text} is not finite")
    return number


def seconds(text: str) -> float:
    """A time to wait: more than 0, and a day at most."""
    number = finite(text)
    if not 0 < number <= LONGEST_WAIT:
        raise ArgumentTypeError(f"{text} is not between 0 and {LONGEST_WAIT:,.0f} seconds")
    return number


def _at_least(least: int, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no whole number") from error
    if number < least:
        raise ArgumentTypeError(f"{text} is less than {least}")
    return number
