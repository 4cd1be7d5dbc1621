"""A run's logs as code written for stable-pretraining's scanner asks for them: an index of streams, and their ends.

The streams are those of `find_streams`; names, order and ids are the ones that such code knows.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spt_tui.runs.answers.file_end import read_end
from spt_tui.runs.logs.streams import KINDS, LogStream, find_streams
from spt_tui.runs.run import Run

REMEMBERED = 64
"""Runs whose streams are remembered."""

_LINE_END = re.compile(rb"\r?\n|\r")
_SUBMITIT = "submitit"
_PLACES = ("run", "output", _SUBMITIT, "slurm")
"""Where a stream was found, the first part of its id, in the order in which names are given."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One log file, under the name and the id by which it is asked for."""

    id: str
    """Letters, digits and `._-` alone; no other stream of the run has it, and the same files give the same ids."""
    name: str
    """`rank 3 .err`, or the file's name, with a number if it comes twice. Not cleaned."""
    path: str
    kind: str
    """`out` or `err`."""
    rank: int | None
    size: int
    """Bytes when it was found."""

    def answer(self) -> dict[str, Any]:
        """As `logs_index` tells of it."""
        return {"name": self.name, "kind": self.kind, "rank": self.rank, "size": self.size, "stream_id": self.id}


def as_asked(found: Iterable[LogStream]) -> tuple[Stream, ...]:
    """Streams as such code knows them: out before err, ranks in order, then names; not those that were rotated."""
    ordered = sorted((stream for stream in found if stream.path.endswith(stream.kind)), key=_discovery)
    names = _numbered([_label(stream) for stream in ordered])
    streams = [_stream(id, name, stream) for id, name, stream in zip(_ids(names), names, ordered, strict=True)]
    return tuple(sorted(streams, key=lambda each: (each.kind != "out", each.rank is None, each.rank or 0, each.name)))


def log_end(path: str, max_bytes: int) -> bytes | None:
    """The last `max_bytes` of a log, from the beginning of a line; `None` if it cannot be read.

    A carriage return ends a line as well: a progress bar that is drawn anew on one line for hours has no other. Where
    there is no end of a line at all, nothing is left out.
    """
    try:
        end = read_end(path, max_bytes)
    except OSError:
        return None
    return _from_a_line(end.content) if end.cut else end.content


def _from_a_line(content: bytes) -> bytes:
    end = _LINE_END.search(content)
    return content[end.end() :] if end else content


def _place(stream: LogStream) -> str:
    return stream.id.partition("/")[0]


def _discovery(stream: LogStream) -> tuple[int, int, str]:
    place = _place(stream)
    return _PLACES.index(place), 0 if place == _SUBMITIT else KINDS.index(stream.kind), stream.path


def _label(stream: LogStream) -> str:
    if _place(stream) == _SUBMITIT:
        return f"rank {stream.rank} .{stream.kind}"
    return os.path.basename(stream.path)


def _numbered(labels: Iterable[str]) -> list[str]:
    names: dict[str, None] = {}
    for label in labels:
        name, number = label, 1
        while name in names:
            number += 1
            name = f"{label} ({number})"
        names[name] = None
    return list(names)


def _ids(names: Sequence[str]) -> list[str]:
    """A slug for each name. Of names that share one, it is the id of the name that is the slug itself."""
    slugs = [_slug(name) for name in names]
    shared = Counter(slugs)
    return [
        slug if shared[slug] == 1 or slug == name else f"{slug}-{_digest(name)}"
        for slug, name in zip(slugs, names, strict=True)
    ]


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name) or "log"


def _digest(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:12]


def _stream(id: str, name: str, stream: LogStream) -> Stream:
    in_submitit = _place(stream) == _SUBMITIT
    return Stream(
        id=id,
        name=name,
        path=stream.path,
        kind="err" if stream.kind == "err" else "out",
        rank=stream.rank if in_submitit else None,
        size=stream.size,
    )


class LogIndex:
    """The streams of the runs that were asked for lately, so that reading one does not look for all of them again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paths: OrderedDict[str, dict[str, str]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._paths)

    def look(self, run_id: str, run: Run) -> tuple[Stream, ...]:
        """The streams that `run` has now; remembered under the id by which it is asked for."""
        streams = as_asked(find_streams(_with_absolute_output_dir(run)).streams)
        with self._lock:
            self._paths[run_id] = {stream.id: stream.path for stream in streams}
            self._paths.move_to_end(run_id)
            while len(self._paths) > REMEMBERED:
                self._paths.popitem(last=False)
        return streams

    def path(self, run_id: str, stream_id: str) -> str | None:
        """Where the last look at this run found the stream; `None` if it found none, or was long ago."""
        with self._lock:
            return self._paths.get(run_id, {}).get(stream_id)

    def forget(self, run_id: str) -> None:
        """The run is gone."""
        with self._lock:
            self._paths.pop(run_id, None)


def _with_absolute_output_dir(run: Run) -> Run:
    """As such code has it: `~` is the user's home, and a relative path begins where this program was started."""
    if not run.output_dir:
        return run
    try:
        return replace(run, output_dir=os.path.abspath(os.path.expanduser(run.output_dir)))
    except FileNotFoundError:  # the working directory is gone
        return run
