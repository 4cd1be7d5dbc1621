"""What there is to ask for: the keys and the values that the runs of a catalog have, each with its number of runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from itertools import chain, compress
from typing import Any

from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.filters.mask import every, inverse
from spt_tui.runs.filters.query_field import alive_mask, field_named
from spt_tui.runs.filters.value_match import NAN
from spt_tui.runs.record import Value
from spt_tui.runs.vectors.vector import Vector
from spt_tui.runs.vectors.word_vector import Words

MOST_VALUES = 1_000
"""Values of a field that are told, those of the most runs."""
_MOST_SINGLE = 64
"""Values that only one run has each: of more than so many none is told."""

Counts = tuple[tuple[str, int], ...]
"""Each spelling with its number of runs, the commonest first."""


class Vocabulary:
    """What can be asked of some runs: of those in `mask`, a byte a slot, or of all that are there.

    Each part is counted when it is first asked for, in a few milliseconds under the catalog's lock, and kept. It is
    right for `version`: a later one of the catalog needs a new vocabulary.
    """

    def __init__(self, catalog: Catalog, mask: bytes | None = None) -> None:
        self._catalog = catalog
        with catalog.lock:
            present = catalog.present()
            size = len(present)
            self._mask = present if mask is None else every([present, mask[:size].ljust(size, b"\0")], size)
            self.version = catalog.version
            """`Catalog.version` that it was made of."""
        self._values: dict[str, Counts] = {}

    def __len__(self) -> int:
        return self._mask.count(1)

    @cached_property
    def hparams(self) -> Mapping[str, int]:
        """Hyper-parameter -> runs that have it, the commonest first."""
        return self._keys("hparams")

    @cached_property
    def metrics(self) -> Mapping[str, int]:
        """Metric -> runs that have it, the commonest first."""
        return self._keys("summary")

    @cached_property
    def bests(self) -> Mapping[str, int]:
        """Metric -> runs that have a best value of it that is kept, the commonest first."""
        return self._keys("lows")

    def keys(self, prefix: str) -> Mapping[str, int]:
        """The keys of a family: `hp.`, `m.`, `best.`."""
        return {"hp.": self.hparams, "m.": self.metrics, "best.": self.bests}[prefix]

    def values(self, name: str) -> Counts:
        """The values of a field as they are spelled in a filter, before quoting; empty where that helps nobody.

        `name` is that of a field, `hp.optim.lr` and the like with its family, or a key that is one of them.
        """
        if name not in self._values:
            with self._catalog.lock:
                self._values[name] = _told(self._counted(name))
        return self._values[name]

    def _keys(self, records: str) -> Mapping[str, int]:
        with self._catalog.lock:
            counts = self._catalog.records(records).key_counts(self._mask)
        return dict(counts.most_common())

    def _counted(self, name: str) -> Counter[str]:
        known = field_named(name)
        if known is not None and known[1]:
            return self._of_key(known[0].name.partition(".")[0], known[1])
        if known is not None:
            count = _COUNTED.get(known[0].name)
            return Counter() if count is None else count(self._catalog, self._mask)
        return self._of_key("hp" if name in self.hparams else "m", name)

    def _of_key(self, family: str, key: str) -> Counter[str]:
        records = self._catalog.records({"hp": "hparams", "m": "summary", "best": "lows"}[family])
        vector = records.by_key.get(key)
        return Counter() if vector is None else _of_vector(vector, self._mask)


def _told(counted: Counter[str]) -> Counts:
    most = tuple(counted.most_common(MOST_VALUES))
    is_of_single = len(counted) > _MOST_SINGLE and most[0][1] == 1
    return () if is_of_single else most


def _of_vector(vector: Vector, mask: bytes) -> Counter[str]:
    store = vector.store
    tally: Iterator[tuple[Any, int]]
    if isinstance(store, Words):
        tally = iter(store.tally(mask))
    else:
        values = [value for value in compress(vector.cells(len(mask)), mask) if value is not None]
        if len(values) > _MOST_SINGLE and len(set(values)) == len(values):
            return Counter()
        tally = iter(Counter(values).items())
    counted: Counter[str] = Counter()
    for value, number in tally:
        counted[_spelling(value)] += number
    return counted


def _spelling(value: Value) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_text(name: str, catalog: Catalog, mask: bytes) -> Counter[str]:
    return _of_vector(catalog.texts[name], mask)


def _of_names(catalog: Catalog, mask: bytes) -> Counter[str]:
    return Counter(compress(catalog.names(), mask))


def _of_tags(catalog: Catalog, mask: bytes) -> Counter[str]:
    tags = catalog.tags
    if mask == catalog.present():
        return tags.tally()
    spans = compress(zip(tags.starts, tags.counts, strict=True), mask)
    codes = Counter(chain.from_iterable(tags.codes[start : start + count] for start, count in spans))
    return Counter({tags.tags[code]: number for code, number in codes.items()})


def _of_states(catalog: Catalog, mask: bytes) -> Counter[str]:
    codes = Counter(compress(catalog.states, mask))
    return Counter({STATES[code].value: number for code, number in codes.items()})


def _of_health(catalog: Catalog, mask: bytes) -> Counter[str]:
    import time

    from spt_tui.runs.health.catalog_kinds import kinds
    from spt_tui.runs.health.verdict import Kind

    known = tuple(Kind)
    codes = Counter(compress(kinds(catalog, time.time()), mask))
    return Counter({known[code].value: number for code, number in codes.items()})


def _of_flag(flags: Callable[[Catalog], bytes], catalog: Catalog, mask: bytes) -> Counter[str]:
    are_so = flags(catalog)
    answers = {"yes": are_so, "no": inverse(are_so)}
    return +Counter({answer: every([each, mask], len(mask)).count(1) for answer, each in answers.items()})


def _of_metrics(catalog: Catalog, mask: bytes) -> Counter[str]:
    return catalog.summary.key_counts(mask)


def _of_nan_metrics(catalog: Catalog, mask: bytes) -> Counter[str]:
    size = len(mask)
    by_key = catalog.summary.by_key
    return +Counter({key: every([NAN.mask(each, size), mask], size).count(1) for key, each in by_key.items()})


_COUNTED: Mapping[str, Callable[[Catalog, bytes], Counter[str]]] = {
    "name": _of_names,
    "tag": _of_tags,
    "sweep": partial(_of_text, "sweep"),
    "task": partial(_of_text, "task"),
    "status": partial(_of_text, "status"),
    "state": _of_states,
    "alive": partial(_of_flag, alive_mask),
    "health": _of_health,
    "archived": partial(_of_flag, lambda catalog: bytes(catalog.archived)),
    "has": _of_metrics,
    "nan": _of_nan_metrics,
}
