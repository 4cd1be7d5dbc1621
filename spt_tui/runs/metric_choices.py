"""What people chose for the metrics of one root: which come first, and which way is better. A file of our own each."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from spt_tui.runs.annotations import data_dir
from spt_tui.runs.cache_dir import read_own, write_own
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.turn import turn
from spt_tui.text import clean

FORMAT = 1
FILE_LIMIT = 1 << 20
"""Bytes of the file; a larger one is not read."""


@dataclass(frozen=True, slots=True)
class MetricChoices:
    """The choices for one root, by the cleaned names of the metrics."""

    pinned: tuple[str, ...] = ()
    """These come first, in this order."""
    lower: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    """Whether small is good, where it is not as the name has it."""

    def is_lower(self, name: str) -> bool:
        """Whether small is good."""
        return self.lower.get(name, lower_is_better(name))

    def pin(self, name: str) -> MetricChoices:
        """With the metric pinned, or no longer if it was."""
        rest = tuple(each for each in self.pinned if each != name)
        return replace(self, pinned=rest if name in self.pinned else (*rest, name))

    def turn(self, name: str) -> MetricChoices:
        """With the metric's direction turned round; turned twice it is again what the name has it."""
        turned = {each: lower for each, lower in self.lower.items() if each != name}
        if name not in self.lower:
            turned[name] = not lower_is_better(name)
        return replace(self, lower=MappingProxyType(turned))


NO_CHOICES = MetricChoices()


class ChoicesFile:
    """The file of one root. It lies in the user's data directory, never below the root; any thread may use it."""

    def __init__(self, root: str) -> None:
        self._given_root = root

    @cached_property
    def root(self) -> str:
        """Without links, so that it is one root by whatever way it is reached."""
        return os.path.realpath(self._given_root)

    @cached_property
    def path(self) -> str:
        """The file."""
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return os.path.join(data_dir(), f"metrics-{name}.json")

    def read(self) -> MetricChoices:
        """The choices as they are now; none without a file, or with one that cannot be read or understood."""
        try:
            return _understood(read_own(self.path, FILE_LIMIT))
        except (OSError, ValueError):
            return NO_CHOICES

    def edit(self, change: Callable[[MetricChoices], MetricChoices]) -> MetricChoices:
        """Change the choices that the file has by now, and return what they are then.

        A file that is damaged is set aside as `....damaged` first. Raises OSError or ValueError, with a reason for
        people, if the change could not be kept.
        """
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        with turn(f"{self.path}.lock"):
            choices = change(self._to_edit())
            tree = {"format": FORMAT, "root": self.root, "pinned": choices.pinned, "lower": dict(choices.lower)}
            write_own(self.path, [json.dumps(tree).encode("utf-8", "backslashreplace")], durable=True)
        return choices

    def _to_edit(self) -> MetricChoices:
        try:
            return _understood(read_own(self.path, FILE_LIMIT))
        except FileNotFoundError:
            return NO_CHOICES
        except Damaged:
            os.replace(self.path, f"{self.path}.damaged")
            return NO_CHOICES


class Damaged(ValueError):
    """There are no choices in this file."""


def _understood(raw: bytes) -> MetricChoices:
    """Raises Damaged, and ValueError for a later format."""
    try:
        tree = json.loads(raw)
    except (ValueError, RecursionError):
        raise Damaged("damaged: not JSON") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("format"), int):
        raise Damaged("damaged: holds no choices")
    if tree["format"] > FORMAT:
        raise ValueError("written by a later version of spt-tui")
    return MetricChoices(tuple(_names(tree.get("pinned"))), MappingProxyType(_directions(tree.get("lower"))))


def _names(given: Any) -> list[str]:
    return [clean(name) for name in given if isinstance(name, str)] if isinstance(given, list) else []


def _directions(given: Any) -> dict[str, bool]:
    pairs = given.items() if isinstance(given, dict) else ()
    return {clean(name): lower for name, lower in pairs if isinstance(lower, bool)}
