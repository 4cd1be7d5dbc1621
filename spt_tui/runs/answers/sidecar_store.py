"""The sidecars of all runs as they were last read, kept small.

Sidecars of one project share their keys and most of their values, so each is deflated against one that came before:
about a fifth of its size, half of what it would be by itself.
"""

from __future__ import annotations

import threading
import zlib

_LEVEL = 1
_WINDOW_BITS = -13
"""8 KiB, without a header: a dictionary that is larger would not be looked at."""
_MEMORY_LEVEL = 5
_DICTIONARY_BYTES = 1 << -_WINDOW_BITS
_DICTIONARIES = 8
_POOR = 3
"""A sidecar that shrinks by less than this factor is of a new kind: those that follow are deflated against it too."""


class SidecarStore:
    """Raw sidecar by run directory. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._packed: dict[str, tuple[int, bytes]] = {}
        self._dictionaries = [b""]
        self._readings = 0

    def __len__(self) -> int:
        return len(self._packed)

    @property
    def size(self) -> int:
        """Bytes that the sidecars take, without what Python adds to each."""
        with self._lock:
            return sum(len(packed) for _, packed in self._packed.values())

    def put(self, dir: str, raw: bytes) -> None:
        """Keep `raw` as the sidecar of the run in `dir`."""
        with self._lock:
            number = len(self._dictionaries) - 1
            packed = _deflated(raw, self._dictionaries[number])
            self._readings += 1
            self._packed[dir] = self._readings, bytes((number,)) + packed
            if len(packed) * _POOR > len(raw) and number + 1 < _DICTIONARIES:
                self._dictionaries.append((self._dictionaries[number] + raw)[-_DICTIONARY_BYTES:])

    def take(self, dir: str, raw: bytes | None) -> None:
        """Keep `raw`; with `None`, forget the run: it has none that can be read."""
        if raw is None:
            self.drop(dir)
        else:
            self.put(dir, raw)

    def drop(self, dir: str) -> None:
        """Forget the run in `dir`, if it is known."""
        with self._lock:
            self._packed.pop(dir, None)

    def get(self, dir: str) -> bytes | None:
        """The sidecar that was put last; `None` if none was."""
        _, packed = self._packed.get(dir, (0, None))
        if packed is None:
            return None
        inflater = zlib.decompressobj(_WINDOW_BITS, zdict=self._dictionaries[packed[0]])
        return inflater.decompress(packed[1:])

    def reading(self, dir: str) -> int | None:
        """A number that is another one after each `put` of this run, although the sidecar may say the same."""
        return self._packed.get(dir, (None, b""))[0]


def _deflated(raw: bytes, dictionary: bytes) -> bytes:
    deflater = zlib.compressobj(
        _LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL, zlib.Z_DEFAULT_STRATEGY, zdict=dictionary
    )
    return deflater.compress(raw) + deflater.flush()
