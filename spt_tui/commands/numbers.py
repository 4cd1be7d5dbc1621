"""Numbers on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError


def count(text: str) -> int:
    """0 or more."""
    return _at_least(0, text)


def positive(text: str) -> int:
    """1 or more."""
    return _at_least(1, text)


def _at_least(least: int, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no whole number") from error
    if number < least:
        raise ArgumentTypeError(f"{text} is less than {least}")
    return number
