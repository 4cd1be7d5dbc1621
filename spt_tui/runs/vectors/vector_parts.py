"""One field of some runs as sections of a file, and the same field read back and put after what is there.

`Words` are kept as `<name>.codes` and `<name>.values`, `Numbers` as `.kinds`, `.numbers` and `.odd`, `Texts` as
`.heap`, `.starts` and `.odd`, `Few` as `.few`. What is read is checked, so that it can be used without care.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.section_file import Content, Json, SectionFile
from spt_tui.runs.section_file import Texts as TextSection
from spt_tui.runs.vectors.field_sort import TEXT_LIMIT, Sort
from spt_tui.runs.vectors.number_vector import Numbers
from spt_tui.runs.vectors.text_vector import Texts
from spt_tui.runs.vectors.vector import ABSENT, Few, Store, Vector
from spt_tui.runs.vectors.word_vector import Words
from spt_tui.text import clean

Slots: TypeAlias = "range | list[int]"
"""In rising order."""
Sections: TypeAlias = "Iterator[tuple[str, Content]]"
Column = TypeVar("Column", "array[Any]", "array[int]", "array[float]", bytearray)

_PRINTABLE_OR_END = bytes(range(0x20, 0x7F)) + b"\0"
_BLOCK = 2 * TEXT_LIMIT


def picked(column: Column, slots: Slots) -> Column:
    """A copy of the values of these slots, shorter if the column ends before the last of them."""
    if isinstance(slots, range):
        return column[slots.start : slots.stop]
    picked = column[:0]
    picked.extend(map(column.__getitem__, slots[: bisect_left(slots, len(column))]))
    return picked


def picked_few(by_slot: Mapping[int, Any], slots: Slots) -> Json:
    """Those values whose slot is among these: their places there, and the values."""
    places = {slot: bisect_left(slots, slot) for slot in by_slot}
    there = [slot for slot, place in places.items() if place < len(slots) and slots[place] == slot]
    return Json([[places[slot] for slot in there], [by_slot[slot] for slot in there]])


def read_few(file: SectionFile, name: str, size: int, sort: Sort) -> dict[int, Any]:
    """What `picked_few` wrote: place -> value, for places below `size`."""
    pairs = file.read_json(name)
    if not isinstance(pairs, list) or len(pairs) != 2 or not all(isinstance(column, list) for column in pairs):
        raise Refused(f"damaged: {name}")
    places, values = pairs
    if len(places) != len(values) or len(set(places)) != len(places) or not sort.fit(values):
        raise Refused(f"damaged: {name}")
    if not all(type(place) is int and 0 <= place < size for place in places):
        raise Refused(f"damaged: {name}")
    return dict(zip(places, values, strict=True))


def vector_sections(name: str, store: Store, slots: Slots) -> Sections:
    """The values of these slots; what is given is copied, nothing of it changes later."""
    if isinstance(store, Words):
        yield from _words_sections(name, picked(store.codes, slots), store.values)
    elif isinstance(store, Numbers):
        yield f"{name}.kinds", picked(store.kinds, slots)
        yield f"{name}.numbers", picked(store.values, slots)
        yield f"{name}.odd", picked_few(store.odd, slots)
    elif isinstance(store, Texts):
        texts = _picked_texts(store, slots)
        yield f"{name}.heap", bytes(texts.heap)
        yield f"{name}.starts", texts.starts[:]
        yield f"{name}.odd", picked_few(texts.odd, range(len(slots)))
    elif isinstance(store, Few):
        yield f"{name}.few", picked_few(store.by_slot, slots)
    else:
        raise TypeError(f"no way to keep {type(store).__name__}")


def read_store(file: SectionFile, name: str, size: int, sort: Sort) -> Store:
    """The store that `vector_sections` wrote, for at most `size` slots. `Refused` if anything in it does not fit."""
    try:
        if f"{name}.codes" in file:
            codes = file.read_array(f"{name}.codes", "BHI")
            store: Store = Words.restored(codes, [ABSENT, *_read_values(file, f"{name}.values", sort)])
            length = len(codes)
        elif f"{name}.kinds" in file:
            kinds, numbers = file.read_bytes(f"{name}.kinds"), file.read_array(f"{name}.numbers", "d")
            store = Numbers.restored(kinds, numbers, read_few(file, f"{name}.odd", size, sort))
            length = len(kinds)
        elif f"{name}.heap" in file:
            heap, starts = file.read_bytes(f"{name}.heap"), file.read_array(f"{name}.starts", "I")
            _refuse_unclean(name, heap, sort.mark)
            store = Texts.restored(heap, starts, read_few(file, f"{name}.odd", size, sort))
            length = len(starts)
        else:
            store = Few()
            store.by_slot = read_few(file, f"{name}.few", size, sort)
            length = 0
    except ValueError as error:
        raise error if isinstance(error, Refused) else Refused(f"damaged: {name}") from error
    if length > size:
        raise Refused(f"damaged: {name} is too long")
    return store


def _words_sections(name: str, codes: array[int], values: Sequence[Any]) -> Sections:
    used = sorted(set(codes) - {0})
    if len(used) + 1 < len(values):
        places = dict(zip(used, range(1, len(used) + 1), strict=True)) | {0: 0}
        codes = array(codes.typecode, map(places.__getitem__, codes))
        values = [ABSENT, *map(values.__getitem__, used)]
    yield f"{name}.codes", codes
    yield f"{name}.values", _values_content(values[1:])


def _values_content(values: Sequence[Any]) -> Content:
    types = set(map(type, values))
    if types == {float}:
        return array("d", values)
    if types == {str} and not any("\0" in value for value in values):
        return TextSection(values)
    return Json(values)


def _read_values(file: SectionFile, name: str, sort: Sort) -> list[Any]:
    kind = file.kind(name)
    if kind == "d":
        values: Any = file.read_array(name, "d").tolist()
    else:
        values = file.read_texts(name) if kind == "texts" else file.read_json(name)
    if not isinstance(values, list):
        raise Refused(f"damaged: {name}")
    found = [tuple(value) if isinstance(value, list) else value for value in values]
    if not sort.fit(found):
        raise Refused(f"damaged: {name} holds what it should not")
    return found


def _picked_texts(store: Texts, slots: Slots) -> Texts:
    if isinstance(slots, range) and slots.start == 0 and slots.stop >= len(store.starts):
        return store
    texts = Texts()
    for place, slot in enumerate(slots):
        value = store.get(slot)
        if value is not ABSENT:
            texts.put(place, value)
    return texts


def _refuse_unclean(name: str, heap: bytearray, mark: str) -> None:
    """`Refused` unless these texts, each ended by NUL, are cleaned and none is much too long."""
    if mark and mark.encode() in heap:
        heap = heap.replace(f"\0{mark}".encode(), b"\0")
    if any(0 not in heap[start : start + _BLOCK] for start in range(0, len(heap) - _BLOCK, _BLOCK)):
        raise Refused(f"damaged: {name} holds a text that is too long")
    if heap.isascii():
        is_clean = not heap.translate(None, _PRINTABLE_OR_END)
    else:
        is_clean = all(clean(text, _BLOCK) == text for text in heap.decode("utf-8").split("\0") if not text.isascii())
        is_clean = is_clean and not bytes(byte for byte in heap if byte < 0x80).translate(None, _PRINTABLE_OR_END)
    if not is_clean:
        raise Refused(f"damaged: {name} holds what it should not")


def put_after(vector: Vector, store: Store, start: int) -> None:
    """Put the values of `store` into the slots from `start` on, of which `vector` has none."""
    into = type(store)() if vector.is_empty else vector.store
    if vector.is_empty and start == 0:
        into = store
    elif isinstance(into, Words) and isinstance(store, Words):
        _put_words_after(into, store, start)
    elif isinstance(into, Numbers) and isinstance(store, Numbers):
        _pad(into.kinds, start)
        _pad(into.values, start)
        into.kinds += store.kinds
        into.values += store.values
        into.odd.update(_moved(store.odd, start))
    elif isinstance(into, Texts) and isinstance(store, Texts) and len(into.heap) + len(store.heap) < 2**32:
        _put_texts_after(into, store, start)
    else:
        for slot, value in store.entries():
            vector.put(slot + start, value)
        return
    vector.store = into


def _put_words_after(into: Words, words: Words, start: int) -> None:
    codes = [0, *map(into.code_of, words.values[1:])]
    _pad(into.codes, start)
    if into.codes.typecode == words.codes.typecode and codes == list(range(len(codes))):
        into.codes += words.codes
    else:
        into.codes.extend(map(codes.__getitem__, words.codes))


def _put_texts_after(into: Texts, texts: Texts, start: int) -> None:
    base = len(into.heap)
    _pad(into.starts, start)
    into.heap += texts.heap
    into.starts.extend(begin and begin + base for begin in texts.starts)
    into.odd.update(_moved(texts.odd, start))


def _pad(column: array[Any] | bytearray, length: int) -> None:
    missing = length - len(column)
    if isinstance(column, array):
        column.frombytes(bytes(missing * column.itemsize))
    else:
        column += bytes(missing)


def _moved(by_slot: Mapping[int, Any], start: int) -> Iterable[tuple[int, Any]]:
    return ((slot + start, value) for slot, value in by_slot.items())
