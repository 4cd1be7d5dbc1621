"""The questions that code written for stable-pretraining's `RunScanner` asks, answered in the shapes that it knows.

A run is asked for by the path of its directory below the root as the file system spells it, or by the directory's
name if it is the root itself. Answers are plain JSON values, made when they are asked for; a sidecar is parsed each
time, nothing of it is kept twice. What is found in files is given as it stands there: who shows it, cleans it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from spt_tui.runs.annotations import Annotations
from spt_tui.runs.answers.answering import LOG_BYTES
from spt_tui.runs.answers.aside import METRICS, Asides
from spt_tui.runs.answers.log_answers import LogIndex, Stream, log_end
from spt_tui.runs.answers.metrics_json import MetricsCache, MetricsJson
from spt_tui.runs.answers.run_answer import said_of
from spt_tui.runs.answers.unkept import UnkeptSidecars
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.feed import Progress
from spt_tui.runs.media import events, media_file
from spt_tui.runs.sidecar import Files, run_of

_EDITABLE: Mapping[str, tuple[tuple[type, ...], str]] = {
    "display_name": ((str, type(None)), "a string"),
    "notes": ((str, type(None)), "a string"),
    "tags": ((list,), "a list"),
    "archived": ((bool,), "a boolean"),
}


class Source(Protocol):
    """What has found the runs: a scanner. Any thread may ask it."""

    @property
    def root(self) -> str:
        """The directory below which they lie."""

    def run_dirs(self) -> Mapping[str, str]:
        """The runs that are known now: id -> directory."""

    def run_dir_of(self, run_id: str) -> str | None:
        """The directory of a run; `None` if it is not known."""

    def raw_sidecar(self, dir: str) -> bytes | None:
        """The sidecar as it was last read; `None` if it could not be read, or is not kept."""

    def reading_of(self, dir: str) -> object | None:
        """Something that is equal as long as nothing was noticed in the run's directory; `None` if it cannot tell."""

    def progress(self) -> Progress | None:
        """What was said last of the scan; `None` before it begins."""

    def announce(self, dir: str) -> None:
        """Tell the subscribers that the run in this directory changed."""


class Answers:
    """What `source` knows, and the files of its runs, as such code asks for them. Any thread may use it.

    A run that is not known is answered with `None`.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.disk = Disk()
        """Counts the looks at the disk that listings of runs cost."""
        self.annotations = Annotations(source.root)
        self._asides = Asides(self.disk)
        self._unkept = UnkeptSidecars(self.disk)
        self._metrics = MetricsCache()
        self._logs = LogIndex()

    def progress_json(self) -> dict[str, Any]:
        """`phase` (`starting`, `discovering`, `loading`, `idle`), `total` and `done` runs, `initial_done`."""
        progress = self._source.progress()
        if progress is None:
            return {"phase": "starting", "total": 0, "done": 0, "initial_done": False}
        said: dict[str, Any] = progress["data"]
        return said

    def runs_json(self) -> list[dict[str, Any]]:
        """All runs with what their sidecars say, edits included; see `Said.answer`.

        The disk is asked about a run that has ended once for each change of it, about a live one once a second.
        """
        edits = self.annotations.all()
        dirs = self._source.run_dirs()
        self._asides.keep(dirs.values())
        return [self._run_json(id, dir, edits.get(id, {})) for id, dir in dirs.items()]

    def metrics_json(self, run_id: str) -> dict[str, Any] | None:
        """`{"metrics": {name: {"step", "epoch", "y"}}}`, three lists of one length each."""
        file = self._metrics_of(run_id)
        return None if file is None else {"metrics": file.metrics()}

    def metrics_json_bytes(self, run_id: str) -> bytes | None:
        """The same as JSON in which NaN and infinities are `null`. Kept until the file changes."""
        file = self._metrics_of(run_id)
        return None if file is None else file.as_json()

    def metrics_stream(self, run_id: str) -> Iterator[dict[str, Any] | None]:
        """The same in parts, `{"chunk": 0, "metrics": ...}` and so on, then `{"done": True}`; `None` if not known."""
        file = self._metrics_of(run_id)
        if file is None:
            yield None
        else:
            yield from file.stream()

    def media_json(self, run_id: str) -> dict[str, Any] | None:
        """`{"events": [...]}`: what was logged beside numbers, as media.jsonl has it."""
        dir = self._source.run_dir_of(run_id)
        return None if dir is None else {"events": list(events(dir))}

    def media_file_path(self, run_id: str, rel_path: str) -> Path | None:
        """The file that an event's `path` names; `None` if there is none within the run's `media/`."""
        dir = self._source.run_dir_of(run_id)
        return None if dir is None else media_file(dir, rel_path)

    def logs_index(self, run_id: str) -> dict[str, Any] | None:
        """`{"streams": [{"name", "kind", "rank", "size", "stream_id"}, ...]}`."""
        streams = self._streams(run_id)
        return None if streams is None else {"streams": [stream.answer() for stream in streams]}

    def log_content(self, run_id: str, stream_id: str, max_bytes: int = LOG_BYTES) -> bytes | None:
        """The last `max_bytes` of a log from the beginning of a line; `None` if there is no such stream."""
        content = self._log_end(run_id, stream_id, max_bytes)
        if content is None and self._streams(run_id) is not None:
            content = self._log_end(run_id, stream_id, max_bytes)
        return content

    def patch_run_meta(self, run_id: str, patch: Mapping[str, Any]) -> bool:
        """Edit `display_name`, `notes`, `tags` or `archived`: in a file of our own. False if the run is not known.

        ValueError for other fields and for values of a wrong kind; OSError if the edit could not be kept.
        """
        _refuse_wrong(patch)
        dir = self._source.run_dir_of(run_id)
        if dir is None:
            return False
        self.annotations.edit(run_id, patch)
        self._source.announce(dir)
        return True

    def _run_json(self, run_id: str, dir: str, edits: Mapping[str, Any]) -> dict[str, Any]:
        reading = self._source.reading_of(dir)
        said = said_of(*self._sidecar(dir), edits)
        return said.answer(run_id, dir, self._asides.of(dir, reading, said.status))

    def _sidecar(self, dir: str) -> tuple[bytes | None, str | None]:
        """As the source has it, else as it is on the disk; or `None` and why."""
        raw = self._source.raw_sidecar(dir)
        return self._unkept.read(dir) if raw is None else (raw, None)

    def _streams(self, run_id: str) -> tuple[Stream, ...] | None:
        dir = self._source.run_dir_of(run_id)
        if dir is None:
            self._logs.forget(run_id)
            return None
        raw, problem = self._sidecar(dir)
        files = Files(raw, problem=problem)
        return self._logs.look(run_id, run_of(self._source.root, dir, files, time.time()))

    def _log_end(self, run_id: str, stream_id: str, max_bytes: int) -> bytes | None:
        path = self._logs.path(run_id, stream_id) if self._source.run_dir_of(run_id) else None
        return None if path is None else log_end(path, max_bytes)

    def _metrics_of(self, run_id: str) -> MetricsJson | None:
        dir = self._source.run_dir_of(run_id)
        return None if dir is None else self._metrics.get(f"{dir}/{METRICS}")


def _refuse_wrong(patch: Mapping[str, Any]) -> None:
    unknown = sorted(set(patch) - set(_EDITABLE))
    if unknown:
        raise ValueError(f"unknown patch fields: {unknown}")
    for name, value in patch.items():
        kinds, words = _EDITABLE[name]
        if not isinstance(value, kinds):
            raise ValueError(f"{name} must be {words}")
