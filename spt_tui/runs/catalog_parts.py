"""The runs of one root as sections of a file, and put back from there as what the last session knew.

A whole column is copied at once and nothing is parsed a run at a time, so that a hundred thousand runs come back in
less than a tenth of a second.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.catalog import RECORDS, STATES, TEXTS, TIMES, WHOLES, Catalog
from spt_tui.runs.section_file import Json, SectionFile, Texts
from spt_tui.runs.vectors import vector_parts as parts
from spt_tui.runs.vectors.field_sort import MARKED_TEXT, PATH, TEXT, VALUE, WHOLE, Sort
from spt_tui.runs.vectors.tag_lists import CODE_TYPES, TagLists
from spt_tui.runs.vectors.vector import Store, Vector

ODD = {"id": TEXT, "name": TEXT, "output_dir": PATH}
LATEST = 1e12
"""Seconds since the epoch; no later time is believed."""
NAME_LIMIT = 1_024
"""Characters of the longest name that is believed."""

_HIGH_BYTES_OF_TIMES = bytes(range(0x42))
_STATE_WORDS = [state.value for state in STATES]


class KeptRuns(NamedTuple):
    """Runs as a file has them, checked: column by column, each run at the same place in all."""

    below: list[str]
    flags: Mapping[str, bytearray]
    """States and archived."""
    numbers: Mapping[str, array[Any]]
    """Times, steps and the like."""
    odd: Mapping[str, dict[int, str]]
    tags: TagLists
    stores: Mapping[str, Store]
    """Texts by name, `hparams.shapes`, `hparams.0` ..."""
    keys: Mapping[str, list[str]]
    """Of each of `RECORDS`: the keys whose values are the stores of these numbers."""
    longest_name: int


def sections(catalog: Catalog, root: str, some: list[int] | None = None) -> parts.Sections:
    """All that the catalog knows of the runs below `root`, or of `some` of them, slots in rising order.

    The lock is taken for a column at a time: runs of other roots may change meanwhile, those of this one must not.
    """
    slots = _as_range(catalog.slots(root) if some is None else some)
    with catalog.lock:
        keys = {name: list(catalog.records(name).by_key) for name in RECORDS}
    yield "about", Json({"states": _STATE_WORDS, "longest_name": catalog.longest_name, "keys": keys})
    yield "below", Texts([catalog.below[slot] for slot in slots])
    for name, column in _columns(catalog):
        with catalog.lock:
            copied = parts.picked(column, slots)
        yield name, copied
    for name in ODD:
        with catalog.lock:
            few = parts.picked_few(catalog.odd[name], slots)
        yield f"odd.{name}", few
    with catalog.lock:
        tags, codes, counts = catalog.tags.listed(slots)
    yield "tags", Texts(tags)
    yield "tags.codes", codes
    yield "tags.counts", counts
    for name, vector in _vectors(catalog, keys):
        with catalog.lock:
            found = list(parts.vector_sections(name, vector.store, slots))
        yield from found


def read(file: SectionFile) -> KeptRuns:
    """What `sections` wrote. `Refused` if anything in it does not fit."""
    below = file.read_texts("below")
    size = len(below)
    about = file.read_json("about")
    if not isinstance(about, dict) or about.get("states") != _STATE_WORDS or not _has_all_records(about.get("keys")):
        raise Refused("written by another version")
    longest_name = about.get("longest_name")
    if type(longest_name) is not int or not stays_below(below):
        raise Refused("damaged: below")
    keys = _checked_keys(about.get("keys"))
    return KeptRuns(
        below=below,
        flags={name: _read_flags(file, name, size, most) for name, most in _MOST.items()},
        numbers={
            **{name: _read_times(file, name, size) for name in TIMES},
            **{name: _read_numbers(file, name, "q", size) for name in WHOLES},
        },
        odd={name: parts.read_few(file, f"odd.{name}", size, sort) for name, sort in ODD.items()},
        tags=_read_tags(file, size),
        stores={name: parts.read_store(file, name, size, sort) for name, sort in _sorts(keys)},
        keys=keys,
        longest_name=max(0, min(longest_name, NAME_LIMIT)),
    )


def restore(catalog: Catalog, root: str, kept: KeptRuns) -> range:
    """Put the runs into the catalog, which knows none of `root`, as unverified ones; their slots.

    `Refused` if it knows some, or two of them have one path.
    """
    with catalog.lock:
        try:
            slots = catalog.claim(root, kept.below)
        except ValueError as error:
            raise Refused(str(error)) from error
        for name, column in _columns(catalog):
            column[slots.start : slots.stop] = {**kept.flags, **kept.numbers}[name]
        for name, by_place in kept.odd.items():
            catalog.odd[name].update((place + slots.start, value) for place, value in by_place.items())
        catalog.tags.take(kept.tags, slots.start)
        for name in RECORDS:
            records = catalog.records(name)
            for key in kept.keys[name]:
                records.by_key.setdefault(key, Vector())
        for name, vector in _vectors(catalog, kept.keys):
            parts.put_after(vector, kept.stores[name], slots.start)
        catalog.longest_name = max(catalog.longest_name, kept.longest_name)
        catalog.tell_restored(slots)
    return slots


_MOST = {"states": len(STATES) - 1, "archived": 1}


def _as_range(slots: list[int]) -> parts.Slots:
    """The same slots; those that follow each other are copied many times as fast."""
    follow = bool(slots) and slots[-1] - slots[0] == len(slots) - 1
    return range(slots[0], slots[-1] + 1) if follow else slots


def _columns(catalog: Catalog) -> Iterator[tuple[str, Any]]:
    """The columns that are as long as there are slots, by name."""
    yield "states", catalog.states
    yield "archived", catalog.archived
    yield from catalog.times.items()
    yield from catalog.wholes.items()


def _vectors(catalog: Catalog, keys: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Vector]]:
    """The other columns, by the name of their store."""
    yield from catalog.texts.items()
    yield "resumed_at", catalog.resumed_at
    for name in RECORDS:
        records = catalog.records(name)
        yield f"{name}.shapes", Vector(records.shapes)
        for number, key in enumerate(keys[name]):
            yield f"{name}.{number}", records.by_key[key]


def _sorts(keys: Mapping[str, list[str]]) -> Iterator[tuple[str, Sort]]:
    """What the values of each store are."""
    yield from ((name, MARKED_TEXT if name == "checkpoint_path" else TEXT) for name in TEXTS)
    yield "resumed_at", WHOLE
    for name, words in keys.items():
        known = frozenset(words)
        yield f"{name}.shapes", Sort(lambda values, known=known: _are_shapes(values, known))  # type: ignore[misc]
        yield from ((f"{name}.{number}", VALUE) for number in range(len(words)))


def _has_all_records(keys: Any) -> bool:
    """False of an older file: its runs would never get what it lacks, for those that ended are not read again."""
    return isinstance(keys, dict) and set(keys) == set(RECORDS)


def _checked_keys(keys: Any) -> dict[str, list[str]]:
    for words in keys.values():
        if not isinstance(words, list) or not TEXT.fit(words) or len(set(words)) != len(words):
            raise Refused("damaged: keys")
    checked: dict[str, list[str]] = keys
    return checked


def _are_shapes(values: Any, known: frozenset[str]) -> bool:
    """They are the keys of records, each known and once."""
    return all(type(keys) is tuple and known.issuperset(keys) and len(set(keys)) == len(keys) for keys in values)


def stays_below(paths: list[str]) -> bool:
    """None of them leads out of the root."""
    return ".." not in "\0".join(paths) or not any(".." in path.split("/") for path in paths)


def _read_tags(file: SectionFile, size: int) -> TagLists:
    tags, codes, counts = (
        file.read_texts("tags"),
        file.read_array("tags.codes", CODE_TYPES),
        file.read_array("tags.counts", "H"),
    )
    if not TEXT.fit(tags):
        raise Refused("damaged: tags")
    try:
        return TagLists.restored(tags, codes, counts)
    except ValueError as error:
        raise Refused("damaged: tags") from error


def _read_flags(file: SectionFile, name: str, size: int, most: int) -> bytearray:
    flags = file.read_bytes(name)
    if len(flags) != size or flags.translate(None, bytes(range(most + 1))):
        raise Refused(f"damaged: {name}")
    return flags


def _read_numbers(file: SectionFile, name: str, typecode: str, size: int) -> array[Any]:
    numbers = file.read_array(name, typecode)
    if len(numbers) != size:
        raise Refused(f"damaged: {name}")
    return numbers


def _read_times(file: SectionFile, name: str, size: int) -> array[float]:
    times = _read_numbers(file, name, "d", size)
    if _have_high_bytes_of_times(times):
        return times
    # NaN is neither less nor more: the 0 in front is kept before it.
    if not -LATEST < min(chain((0.0,), times)) <= max(chain((0.0,), times)) < LATEST:
        raise Refused(f"damaged: {name}")
    return times


def _have_high_bytes_of_times(times: array[float]) -> bool:
    """True if all are between 0 and 2**33: the first eight bits of a double say so, and are looked at all at once."""
    if not times:
        return True
    with memoryview(times) as view, view.cast("B") as raw:
        return not raw[7 if sys.byteorder == "little" else 0 :: 8].tobytes().translate(None, _HIGH_BYTES_OF_TIMES)
