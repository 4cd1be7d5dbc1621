"""Which runs of a catalog a query means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.registry.run_record import is_alive, status_of
from spt_tui.runs.registry.written import WrittenTexts, may_differ, written
from spt_tui.runs.vectors.vector import ABSENT
from spt_tui.text import clean

if TYPE_CHECKING:
    from spt_tui.runs.query import Query

Test = Callable[[int], bool]
"""Says of a slot whether its run is meant."""


def with_tag(catalog: Catalog, tag: str) -> Test:
    """It has exactly this tag."""
    wanted = clean(tag)
    mask = catalog.tags.mask(lambda tags: bytes([each == wanted for each in tags]), len(catalog.states))
    return lambda slot: bool(mask[slot])


def with_status(catalog: Catalog, status: str) -> Test:
    """Its status is exactly this."""
    wanted = clean(status)
    return lambda slot: status_of(catalog, slot) == wanted


def with_life(catalog: Catalog, alive: bool, now: float) -> Test:
    """It is alive, or it is not."""
    return lambda slot: is_alive(catalog, slot, now) == alive


def with_hparams(catalog: Catalog, wanted: Mapping[str, Any], texts: WrittenTexts) -> Iterator[Test]:
    """Each of these hyper-parameters equals what the run has; `None` is also what it does not have.

    A nested value is asked for as its leaves, as the runs have them: `{"optim": {"lr": 0.1}}` is `optim.lr`.
    """
    for key, value in _leaves(wanted):
        vector = catalog.hparams.by_key.get(clean(key))
        cleaned = clean(value) if isinstance(value, str) else value
        yield _equal(None if vector is None else vector.store.get, cleaned)
        if isinstance(value, str) and (cleaned != value or may_differ([value])):
            yield _written_so(texts, f"hparams.{key}", value)


def matching(catalog: Catalog, query: Query) -> Test:
    """The filter says so."""
    mask = query.mask(catalog)
    return lambda slot: bool(mask[slot])


def chosen(slots: Iterable[int], tests: Iterable[Test]) -> list[int]:
    """The slots that pass all tests, in their order."""
    found = list(slots)
    for test in tests:
        found = list(filter(test, found))
    return found


def _equal(read: Callable[[int], Any] | None, wanted: Any) -> Test:
    if read is None:
        return lambda slot: wanted is None
    return lambda slot: bool((None if (value := read(slot)) is ABSENT else value) == wanted)


def _written_so(texts: WrittenTexts, place: str, wanted: str) -> Test:
    """It is so as it was written, too."""
    return lambda slot: written(texts.of(slot), place, clean(wanted)) == wanted


def _leaves(wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in wanted.items():
        if isinstance(value, (list, tuple)):
            value = {str(place): each for place, each in enumerate(value)}
        if isinstance(value, Mapping) and value:
            yield from _leaves({f"{key}.{name}": each for name, each in value.items()})
        else:
            yield key, value
