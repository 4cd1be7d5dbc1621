"""What can come next on a command line, by the parsers of the commands themselves.

What a parser takes argparse keeps in `_actions`, and says nowhere else.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from spt_tui.commands import COMMANDS
from spt_tui.commands.completing.offer import Offer
from spt_tui.text import clean


@dataclass(slots=True)
class _Place:
    """Where the word stands that is being typed."""

    used: set[str] = field(default_factory=set)
    """Destinations of the options before it."""
    values: dict[str, list[str]] = field(default_factory=dict)
    """Destination -> what was given for it."""
    waiting: argparse.Action | None = None
    """The option whose value it is."""
    operands: int = 0
    """Words before it that belong to no option."""
    is_bare: bool = False
    """It comes after `--`: no option can follow."""


def offers(words: Sequence[str]) -> list[Offer]:
    """What the last of the words after `spt-tui`, which may be empty, can become; nothing where a file is wanted."""
    from spt_tui.commands.browser_options import browser_parser

    first, *rest = words
    if not rest and not first.startswith("-"):
        return [Offer(name, does) for name, does in COMMANDS.items() if name.startswith(first)]
    if first in COMMANDS:
        parser, before = import_module(f"spt_tui.commands.{first}").parser(), rest
    else:
        parser, before = browser_parser(), [*words]
    return [*_next(parser, before)]


def _next(parser: argparse.ArgumentParser, words: Sequence[str]) -> Iterable[Offer]:
    *before, typed = words
    actions = {name: action for action in parser._actions for name in action.option_strings}
    place = _place(before, actions)
    if place.waiting is not None:
        return _values(place.waiting, typed, place)
    name, has_value, value = typed.partition("=")
    if not place.is_bare and has_value and name in actions:
        given = _values(actions[name], value, place)
        return [Offer(f"{name}={offer.word}", offer.help) for offer in given]
    if not place.is_bare and typed.startswith("-"):
        return _flags(actions, typed, place)
    operand = _operand(parser, place.operands)
    return [] if operand is None else _values(operand, typed, place)


def _place(before: Sequence[str], actions: dict[str, argparse.Action]) -> _Place:
    place = _Place()
    for word in before:
        name, has_value, value = word.partition("=")
        if place.waiting is not None:
            place.values.setdefault(place.waiting.dest, []).append(word)
            place.waiting = None
        elif place.is_bare or not word.startswith("-") or word == "-":
            place.operands += 1
        elif word == "--":
            place.is_bare = True
        elif (action := actions.get(name)) is not None:
            place.used.add(action.dest)
            if has_value:
                place.values.setdefault(action.dest, []).append(value)
            elif action.nargs != 0:
                place.waiting = action
    return place


def _operand(parser: argparse.ArgumentParser, number: int) -> argparse.Action | None:
    """The positional argument that takes the operand of this number; the last one takes all that follow."""
    operands = [action for action in parser._actions if not action.option_strings]
    if number < len(operands):
        return operands[number]
    return operands[-1] if operands and operands[-1].nargs in ("*", "+") else None


def _flags(actions: dict[str, argparse.Action], typed: str, place: _Place) -> Iterator[Offer]:
    for name, action in actions.items():
        is_spent = action.dest in place.used and not isinstance(action, argparse._AppendAction)
        if name.startswith(typed) and not is_spent and action.help != argparse.SUPPRESS:
            yield Offer(name, clean((action.help or "").replace("%%", "%")))


def _values(action: argparse.Action, typed: str, place: _Place) -> Iterable[Offer]:
    if action.choices is not None:
        return [Offer(str(choice)) for choice in action.choices if str(choice).startswith(typed)]
    from spt_tui.commands.completing.run_words import run_words

    roots = place.values.get("roots")
    return run_words(str(action.metavar), typed, roots)
