"""A file of named sections that is only ours to read: numbers as they lie in memory, texts, JSON.

    lead       magic, format version, byte order, and where the table is: its offset, length and checksum
    sections   one after the other: the bytes of an array, plain bytes, texts with NUL between them, or JSON
    table      JSON: what the file is about, and of each section its name, kind, offset, length, count and checksum

Nothing in the file is believed: every length is compared with the file's own, every section that is read with its
checksum, and what does not fit is refused with `FileRefused`. Nothing is unpickled or evaluated.
"""

from __future__ import annotations

import json
import os
import stat
import struct
import sys
import zlib
from array import array
from dataclasses import dataclass
from typing import Any

from spt_tui.runs.disk import reason_of

MAGIC = b"spt-tui sections"
FORMAT = 1
"""Goes up when a program that knows only the older one would read something wrong."""
FILE_LIMIT = 512 << 20
"""Bytes of a file that is read or written."""
TABLE_LIMIT = 16 << 20
"""Bytes of its table."""

LEAD = struct.Struct("<16sHBxIQ")
"""Magic, format, byte order, the table's checksum and its offset; the table ends the file."""
ORDER = {"little": 1, "big": 2}[sys.byteorder]
"""Of numbers as they lie in memory."""
ITEM_BYTES = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "f": 4, "q": 8, "Q": 8, "d": 8}
"""Type code of `array` -> bytes of a number; only those that are the same everywhere."""
BYTES, TEXTS, JSON = "bytes", "texts", "json"
"""The other kinds of sections."""


class FileRefused(Exception):
    """A file that is not used, or cannot be written; the text says why in a few words."""


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


class SectionFile:
    """A section file open for reading; its methods raise `FileRefused` and nothing else."""

    def __init__(self, descriptor: int) -> None:
        """Takes the descriptor over; it is closed with `close`, or here if the file is refused."""
        self._descriptor = descriptor
        try:
            self._size = _size_of_ours(descriptor)
            self.about, self._sections = self._read_table()
            """What its writer said the file is about, of any types."""
        except BaseException:
            os.close(descriptor)
            raise

    @classmethod
    def open(cls, path: str) -> SectionFile:
        """Open the plain file of this user at `path`, which is no link. FileNotFoundError if there is nothing."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise FileRefused(reason_of(error)) from error
        return cls(descriptor)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def __enter__(self) -> SectionFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def names(self) -> tuple[str, ...]:
        """Of its sections, as they lie in the file."""
        return tuple(self._sections)

    def read_array(self, name: str, typecode: str) -> array[Any]:
        """The numbers of a section of this type."""
        section = self._section(name, typecode)
        numbers = array(typecode, [0]) * section.count
        if numbers:
            with memoryview(numbers) as view, view.cast("B") as raw:
                self._read_into(section, raw)
        return numbers

    def read_bytes(self, name: str) -> bytearray:
        """The bytes of a section."""
        return self._read(self._section(name, BYTES))

    def read_texts(self, name: str) -> list[str]:
        """The texts of a section, neither cleaned nor shortened."""
        section = self._section(name, TEXTS)
        try:
            texts = self._read(section).decode("utf-8", "surrogatepass").split("\0") if section.count else []
        except UnicodeDecodeError as error:
            raise FileRefused(f"damaged: {name} is not UTF-8") from error
        if len(texts) != section.count:
            raise FileRefused(f"damaged: {name} has {len(texts):,} texts, not {section.count:,}")
        return texts

    def read_json(self, name: str) -> Any:
        """The value of a section, of any type."""
        return _loaded(self._read(self._section(name, JSON)))

    def _section(self, name: str, kind: str) -> Section:
        section = self._sections.get(name)
        if section is None or section.kind != kind:
            raise FileRefused(f"damaged: no {name}")
        return section

    def _read(self, section: Section) -> bytearray:
        content = bytearray(section.length)
        with memoryview(content) as raw:
            self._read_into(section, raw)
        return content

    def _read_into(self, section: Section, raw: memoryview) -> None:
        self._fill(raw, section.offset)
        if zlib.crc32(raw) != section.checksum:
            raise FileRefused(f"damaged: the checksum of {section.name} differs")

    def _read_table(self) -> tuple[dict[str, Any], dict[str, Section]]:
        lead = bytearray(LEAD.size)
        self._fill(memoryview(lead), 0)
        magic, format, order, checksum, offset = LEAD.unpack(lead)
        if magic != MAGIC:
            raise FileRefused("not such a file" if any(lead) else "damaged: it was not finished")
        if format != FORMAT:
            raise FileRefused(f"written by {'an older' if format < FORMAT else 'a newer'} version")
        if order != ORDER:
            raise FileRefused("written by a machine of the other byte order")
        length = self._size - offset
        if not 0 < length <= TABLE_LIMIT or offset < LEAD.size:
            raise FileRefused("damaged: no table")
        table = self._read(Section("the table", JSON, offset, length, 1, checksum))
        return _parted(_loaded(table), offset)

    def _fill(self, raw: memoryview, offset: int) -> None:
        try:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            while len(raw):
                read = os.readv(self._descriptor, [raw])
                if not read:
                    raise FileRefused("damaged: cut short")
                raw = raw[read:]
        except OSError as error:
            raise FileRefused(reason_of(error)) from error


def _size_of_ours(descriptor: int) -> int:
    """The size of a plain file that nobody but this user can have written; `FileRefused` for any other."""
    try:
        status = os.fstat(descriptor)
    except OSError as error:
        raise FileRefused(reason_of(error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused("not a plain file")
    if status.st_uid != os.geteuid():
        raise FileRefused("another user's")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise FileRefused("others can write to it")
    if status.st_size > FILE_LIMIT:
        raise FileRefused("too large")
    return status.st_size


def _parted(table: Any, end: int) -> tuple[dict[str, Any], dict[str, Section]]:
    """What the file is about, and its sections by name, which all lie between the lead and `end`."""
    about = table.get("about") if isinstance(table, dict) else None
    rows = table.get("sections") if isinstance(table, dict) else None
    if not isinstance(about, dict) or not isinstance(rows, list):
        raise FileRefused("damaged: no table")
    sections = {section.name: section for section in map(_section_of, rows)}
    for section in sections.values():
        if section.offset < LEAD.size or section.offset + section.length > end:
            raise FileRefused("damaged: a section lies outside")
        if section.kind in ITEM_BYTES and section.length != section.count * ITEM_BYTES[section.kind]:
            raise FileRefused("damaged: a section has not the length of its numbers")
    return about, sections


def _section_of(row: Any) -> Section:
    if not isinstance(row, list) or [type(cell) for cell in row] != [str, str, int, int, int, int]:
        raise FileRefused("damaged: no table")
    if min(row[2:]) < 0:
        raise FileRefused("damaged: a section lies outside")
    return Section(*row)


def _loaded(raw: bytes | bytearray) -> Any:
    try:
        return json.loads(raw.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise FileRefused("damaged: not JSON") from error
