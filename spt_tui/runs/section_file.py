"""A file of ours that holds named sections: numbers as they lie in memory, bytes, texts, JSON.

    sections   one after the other: the bytes of an array, plain bytes, texts with NUL between them, or JSON
    table      JSON: what the file is about, and of each section its name, kind, offset, length, count and checksum
    tail       magic, format version, byte order, and where the table is: its checksum and offset

Nothing in the file is believed: every length is compared with the file's own, every section that is read with its
checksum, and what does not fit is `Refused`. Nothing is unpickled or evaluated.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import astuple, dataclass
from typing import Any, NamedTuple, TypeAlias

from spt_tui.runs.cache_dir import Refused, open_own
from spt_tui.runs.directories.disk import reason_of

MAGIC = b"spt-tui sections"
FORMAT = 1
"""Goes up when a program that knows only the older one would read something wrong."""
FILE_LIMIT = 512 << 20
"""Bytes of a file that is read or written."""
TABLE_LIMIT = 16 << 20
"""Bytes of its table."""
TAIL = struct.Struct("<IQHBx16s")
"""The table's checksum and its offset, format, byte order, magic. The table ends where the tail begins."""
ORDER = {"little": 1, "big": 2}[sys.byteorder]
"""Of numbers as they lie in memory."""

_ITEM_BYTES = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "f": 4, "q": 8, "Q": 8, "d": 8}
"""Type code of `array` -> bytes of a number; only those that are the same everywhere."""
_BYTES, _TEXTS, _JSON = "bytes", "texts", "json"


class Texts(NamedTuple):
    """To be written as texts: any without NUL, paths too, for lone surrogates are kept."""

    texts: Sequence[str]


class Json(NamedTuple):
    """To be written as JSON: lists, objects, texts, numbers, NaN and the infinities as Python writes them."""

    value: Any


Content: TypeAlias = "array[Any] | bytes | bytearray | Texts | Json"


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section lies."""

    name: str
    kind: str
    """A type code of `array`, `bytes`, `texts` or `json`."""
    offset: int
    length: int
    """Bytes."""
    count: int
    """Numbers, bytes or texts in it; 1 for JSON."""
    checksum: int
    """`zlib.crc32` of its bytes."""


def pieces(about: Mapping[str, Any], sections: Iterable[tuple[str, Content]]) -> Iterator[bytes | memoryview]:
    """The bytes of a file that is `about` something JSON can say, a section at a time.

    The next section is asked for when the one before was taken, so that one at a time is in memory. Raises `Refused`
    for what the format cannot hold.
    """
    table = []
    offset = 0
    for name, content in sections:
        kind, raw, count = _encoded(name, content)
        table.append(astuple(Section(name, kind, offset, len(raw), count, zlib.crc32(raw))))
        offset += len(raw)
        if offset > FILE_LIMIT:
            raise Refused("too large")
        yield raw
    raw = _dumped({"about": about, "sections": table})
    yield raw
    yield TAIL.pack(zlib.crc32(raw), offset, FORMAT, ORDER, MAGIC)


def _encoded(name: str, content: Content) -> tuple[str, bytes | memoryview, int]:
    """Kind, bytes and count of a section."""
    if isinstance(content, array):
        if _ITEM_BYTES.get(content.typecode) != content.itemsize:
            raise Refused(f"{name}: numbers of type {content.typecode}")
        return content.typecode, memoryview(content).cast("B") if content else b"", len(content)
    if isinstance(content, Texts):
        joined = "\0".join(content.texts)
        if joined.count("\0") != max(0, len(content.texts) - 1):
            raise Refused(f"{name}: a text holds NUL")
        return _TEXTS, joined.encode("utf-8", "surrogatepass"), len(content.texts)
    if isinstance(content, Json):
        return _JSON, _dumped(content.value), 1
    return _BYTES, memoryview(content), len(content)


class SectionFile:
    """A section file open for reading. Its methods raise `Refused` and nothing else."""

    def __init__(self, path: str) -> None:
        """Open the file. FileNotFoundError if there is nothing at `path`."""
        self.size: int
        """Bytes of the file."""
        try:
            self._descriptor, self.size = open_own(path, FILE_LIMIT)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Refused(reason_of(error)) from error
        try:
            self.about, self._sections = self._read_table()
            """What its writer said the file is about, of any types."""
        except Refused:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; who still reads it on another thread is refused."""
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)

    def __enter__(self) -> SectionFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def part(self, prefix: str) -> SectionFile:
        """The sections whose names begin so, by the rest of their names. It is closed with the whole."""
        part = copy(self)
        part._sections = {
            name.removeprefix(prefix): section for name, section in self._sections.items() if name.startswith(prefix)
        }
        return part

    def kind(self, name: str) -> str:
        """A type code of `array`, `bytes`, `texts` or `json`; empty if there is no such section."""
        return self._sections[name].kind if name in self._sections else ""

    def read_array(self, name: str, typecodes: str) -> array[Any]:
        """The numbers of a section of one of these types."""
        section = self._section(name, *typecodes)
        numbers = array(section.kind, [0]) * section.count
        if numbers:
            with memoryview(numbers) as view, view.cast("B") as raw:
                self._read_into(section, raw)
        return numbers

    def read_bytes(self, name: str) -> bytearray:
        """The bytes of a section."""
        return self._read(self._section(name, _BYTES))

    def read_texts(self, name: str) -> list[str]:
        """The texts of a section, neither cleaned nor shortened."""
        section = self._section(name, _TEXTS)
        try:
            texts = self._read(section).decode("utf-8", "surrogatepass").split("\0") if section.count else []
        except UnicodeDecodeError as error:
            raise Refused(f"damaged: {name} is not UTF-8") from error
        if len(texts) != section.count:
            raise Refused(f"damaged: {name} has {len(texts):,} texts, not {section.count:,}")
        return texts

    def read_json(self, name: str) -> Any:
        """The value of a section, of any type."""
        return _loaded(self._read(self._section(name, _JSON)))

    def _section(self, name: str, *kinds: str) -> Section:
        section = self._sections.get(name)
        if section is None or section.kind not in kinds:
            raise Refused(f"damaged: no {name}")
        return section

    def _read(self, section: Section) -> bytearray:
        content = bytearray(section.length)
        with memoryview(content) as raw:
            self._read_into(section, raw)
        return content

    def _read_into(self, section: Section, raw: memoryview) -> None:
        self._fill(raw, section.offset)
        if zlib.crc32(raw) != section.checksum:
            raise Refused(f"damaged: the checksum of {section.name} differs")

    def _read_table(self) -> tuple[dict[str, Any], dict[str, Section]]:
        end = self.size - TAIL.size
        if end < 0:
            raise Refused("damaged: cut short")
        tail = bytearray(TAIL.size)
        self._fill(memoryview(tail), end)
        checksum, offset, format, order, magic = TAIL.unpack(tail)
        if magic != MAGIC:
            raise Refused("damaged: it does not end as it should")
        if format != FORMAT:
            raise Refused(f"written by {'an older' if format < FORMAT else 'a newer'} version")
        if order != ORDER:
            raise Refused("written by a machine of the other byte order")
        if not 0 < end - offset <= TABLE_LIMIT:
            raise Refused("damaged: no table")
        table = self._read(Section("the table", _JSON, offset, end - offset, 1, checksum))
        return _parted(_loaded(table), offset)

    def _fill(self, raw: memoryview, offset: int) -> None:
        try:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            while len(raw):
                read = os.readv(self._descriptor, [raw])
                if not read:
                    raise Refused("damaged: cut short")
                raw = raw[read:]
        except OSError as error:
            raise Refused(reason_of(error)) from error


def _parted(table: Any, end: int) -> tuple[dict[str, Any], dict[str, Section]]:
    """What the file is about, and its sections by name, none of which goes beyond `end`."""
    about = table.get("about") if isinstance(table, dict) else None
    rows = table.get("sections") if isinstance(table, dict) else None
    if not isinstance(about, dict) or not isinstance(rows, list):
        raise Refused("damaged: no table")
    return about, {section.name: section for section in (_section_of(row, end) for row in rows)}


def _section_of(row: Any, end: int) -> Section:
    if not isinstance(row, list) or [type(cell) for cell in row] != [str, str, int, int, int, int]:
        raise Refused("damaged: no table")
    section = Section(*row)
    if min(row[2:]) < 0 or section.offset + section.length > end:
        raise Refused("damaged: a section lies outside")
    if section.kind in _ITEM_BYTES and section.length != section.count * _ITEM_BYTES[section.kind]:
        raise Refused("damaged: a section has not the length of its numbers")
    return section


def _dumped(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _loaded(raw: bytes | bytearray) -> Any:
    try:
        return json.loads(raw.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise Refused("damaged: not JSON") from error
