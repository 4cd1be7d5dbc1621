"""What people chose for the metrics of one root: which come first, and which way is better. A file of our own each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.root_file import Kind, RootFile, Tree
from spt_tui.text import clean

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


class ChoicesFile(RootFile[MetricChoices]):
    """The file of one root."""

    def __init__(self, root: str) -> None:
        super().__init__(root, _KIND)


def _understood(tree: Tree) -> MetricChoices:
    return MetricChoices(tuple(_names(tree.get("pinned"))), MappingProxyType(_directions(tree.get("lower"))))


def _written(choices: MetricChoices) -> Tree:
    return {"pinned": choices.pinned, "lower": dict(choices.lower)}


def _names(given: Any) -> list[str]:
    return [clean(name) for name in given if isinstance(name, str)] if isinstance(given, list) else []


def _directions(given: Any) -> dict[str, bool]:
    pairs = given.items() if isinstance(given, dict) else ()
    return {clean(name): lower for name, lower in pairs if isinstance(lower, bool)}


_KIND = Kind("metrics", "choices for metrics", FILE_LIMIT, NO_CHOICES, _understood, _written)
