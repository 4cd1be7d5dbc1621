"""Which runs of a catalog a query means: masks, a byte a slot. The caller has the catalog's lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.filters.mask import every, inverse, some
from spt_tui.runs.registry.run_record import is_alive
from spt_tui.runs.registry.written import WrittenTexts, may_differ, written
from spt_tui.text import clean

if TYPE_CHECKING:
    from spt_tui.runs.query import Query

_CODES = {state.value: code for code, state in enumerate(STATES)}


def selection(
    catalog: Catalog,
    texts: WrittenTexts,
    now: float,
    *,
    tag: str | None,
    status: str | None,
    alive: bool | None,
    hparams: Mapping[str, Any],
    filter: Query | None,
) -> bytes:
    """The runs that are there, and of which all of this holds; what is `None` is not asked."""
    masks = [catalog.present()]
    if tag is not None:
        masks.append(_with_tag(catalog, clean(tag)))
    if status is not None:
        masks.append(_with_status(catalog, clean(status)))
    if alive is not None:
        masks.append(_with_life(catalog, masks[0], alive, now))
    if filter is not None:
        masks.append(filter.mask(catalog, now))
    masks += (_with_hparam(catalog, texts, key, value) for key, value in _leaves(hparams))
    return every(masks, len(catalog.states))


def _with_tag(catalog: Catalog, wanted: str) -> bytes:
    return catalog.tags.mask(lambda tags: bytes([tag == wanted for tag in tags]), len(catalog.states))


def _with_status(catalog: Catalog, wanted: str) -> bytes:
    words, size = catalog.texts["status"], len(catalog.states)
    mask = words.mask(wanted.__eq__, size)
    if wanted not in _CODES:
        return mask
    # Without a word of its own a run is called by its state.
    is_in_state = bytes(code == _CODES[wanted] for code in range(256))
    return some(
        [mask, every([inverse(words.mask(_any, size)), bytes(catalog.states).translate(is_in_state)], size)], size
    )


def _with_life(catalog: Catalog, present: bytes, wanted: bool, now: float) -> bytes:
    return bytes([there and is_alive(catalog, slot, now) == wanted for slot, there in enumerate(present)])


def _with_hparam(catalog: Catalog, texts: WrittenTexts, key: str, wanted: Any) -> bytes:
    """The runs whose value equals `wanted` as Python compares; `None` is also what is not there."""
    vector, size = catalog.hparams.by_key.get(clean(key)), len(catalog.states)
    if vector is None:
        return bytes((wanted is None,)) * size
    cleaned = clean(wanted) if isinstance(wanted, str) else wanted
    mask = vector.mask(lambda value: bool(value == cleaned), size)
    if wanted is None:
        return some([mask, inverse(vector.mask(_any, size))], size)
    if isinstance(wanted, str) and (cleaned != wanted or may_differ([wanted])):
        place = f"hparams.{key}"
        return bytes([is_so and written(texts.of(slot), place, cleaned) == wanted for slot, is_so in enumerate(mask)])
    return mask


def _leaves(wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Keys and values; a nested value as its leaves, as runs have them: `{"optim": {"lr": 0.1}}` is `optim.lr`."""
    for key, value in wanted.items():
        if isinstance(value, (list, tuple)):
            value = {str(place): each for place, each in enumerate(value)}
        if isinstance(value, Mapping) and value:
            yield from _leaves({f"{key}.{name}": each for name, each in value.items()})
        else:
            yield key, value


def _any(value: object) -> bool:
    return True
