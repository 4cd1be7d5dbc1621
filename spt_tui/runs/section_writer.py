"""Writes a file of named sections; `section_file` says how it is laid out and reads it."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any, BinaryIO

from spt_tui.runs.section_file import (
    BYTES,
    FILE_LIMIT,
    FORMAT,
    ITEM_BYTES,
    JSON,
    LEAD,
    MAGIC,
    ORDER,
    TEXTS,
    FileRefused,
    Section,
)

_PIECE = 1 << 20
"""Bytes that are written at once."""


class SectionWriter:
    """Writes a section file into an empty `file`, a section at a time; `finish` makes it readable.

    Raises OSError as the system gives it, and `FileRefused` for what the format cannot hold.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sections: list[Section] = []
        self._offset = 0
        self._write(bytes(LEAD.size))

    def add_array(self, name: str, numbers: array[Any]) -> None:
        """Numbers as they lie in memory. Only types whose size is the same everywhere."""
        if ITEM_BYTES.get(numbers.typecode) != numbers.itemsize:
            raise FileRefused(f"{name}: numbers of type {numbers.typecode}")
        self._add(name, numbers.typecode, numbers, len(numbers))

    def add_bytes(self, name: str, content: bytes | bytearray) -> None:
        """Bytes as they are."""
        self._add(name, BYTES, content, len(content))

    def add_texts(self, name: str, texts: Sequence[str]) -> None:
        """Any texts without NUL, paths too: lone surrogates are kept."""
        joined = "\0".join(texts)
        if joined.count("\0") != max(0, len(texts) - 1):
            raise FileRefused(f"{name}: a text holds NUL")
        self._add(name, TEXTS, joined.encode("utf-8", "surrogatepass"), len(texts))

    def add_json(self, name: str, value: Any) -> None:
        """Lists, objects, texts, numbers, NaN and the infinities as Python writes them."""
        self._add(name, JSON, _dumped(value), 1)

    def finish(self, about: Mapping[str, Any]) -> int:
        """Write the table with what the file is `about`, and the lead; gives the bytes of the file."""
        table = _dumped({"about": about, "sections": [astuple(section) for section in self._sections]})
        offset = self._offset
        self._write(table)
        size = self._offset
        self._file.seek(0)
        self._write(LEAD.pack(MAGIC, FORMAT, ORDER, zlib.crc32(table), offset))
        self._file.flush()
        return size

    def _add(self, name: str, kind: str, content: array[Any] | bytes | bytearray, count: int) -> None:
        offset, checksum = self._offset, 0
        with memoryview(content) as view, view.cast("B") if content else view as raw:
            for start in range(0, len(raw), _PIECE):
                piece = raw[start : start + _PIECE]
                checksum = zlib.crc32(piece, checksum)
                self._write(piece)
        self._sections.append(Section(name, kind, offset, self._offset - offset, count, checksum))

    def _write(self, raw: bytes | memoryview) -> None:
        self._offset += len(raw)
        if self._offset > FILE_LIMIT:
            raise FileRefused("too large")
        self._file.write(raw)


def _dumped(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")
