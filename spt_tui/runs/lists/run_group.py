"""Runs that have something in common: a sweep, a tag, a value of a hyper-parameter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.record import Value
from spt_tui.runs.run import State
from spt_tui.runs.vectors.vector import ABSENT

_NAN = float("nan")
KeysOf = Callable[[int], Iterable[Value]]
"""Slot -> the groups that the run is in; none of them is a group, too."""


@dataclass(frozen=True, slots=True)
class RunGroup:
    """One group."""

    key: Value
    """What its runs have in common; `None` for those that have nothing of the sort."""
    slots: Sequence[int]
    """In the order in which they were given."""
    counts: tuple[tuple[State, int], ...]
    """Runs by state, only the states that occur, in the order of `State`."""


def sweep_of(catalog: Catalog) -> KeysOf:
    """Groups by sweep."""
    return lambda slot: (catalog.text("sweep", slot),)


def tags_of(catalog: Catalog) -> KeysOf:
    """Groups by tag: a run is in the group of each of its tags."""
    return lambda slot: dict.fromkeys(catalog.tags.get(slot)) or (None,)


def hparam_of(catalog: Catalog, key: str) -> KeysOf:
    """Groups by the values of a hyper-parameter. 1 and 1.0 are one, true is another."""

    def of(slot: int) -> tuple[Value]:
        value = catalog.hparams.value(slot, key)
        return (None if value is ABSENT else value,)

    return of


def groups(catalog: Catalog, slots: Iterable[int], keys_of: KeysOf) -> Iterator[RunGroup]:
    """The groups of some runs, in the order of their first ones; those in none come last."""
    piles: dict[tuple[bool, Value], list[int]] = {}
    for slot in slots:
        for key in keys_of(slot):
            piles.setdefault(_identity(key), []).append(slot)
    nothing = _identity(None)
    for identity in (*(each for each in piles if each != nothing), *({nothing} & piles.keys())):
        yield RunGroup(identity[1], piles[identity], _counts(catalog, piles[identity]))


def _identity(key: Value) -> tuple[bool, Value]:
    """What two keys have in common that are one: true is not 1, and NaN is one with NaN."""
    return isinstance(key, bool), _NAN if key != key else key


def _counts(catalog: Catalog, slots: Sequence[int]) -> tuple[tuple[State, int], ...]:
    counted = Counter(map(catalog.states.__getitem__, slots))
    return tuple((state, counted[code]) for code, state in enumerate(STATES) if counted[code])
