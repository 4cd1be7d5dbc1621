"""The lines of several logs as they are printed: each under the name of its log, narrowed as was asked."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from spt_tui.ansi import plain
from spt_tui.export.log_lines import head_line, line_object, text_line
from spt_tui.runs.logs.error_lines import ErrorLines
from spt_tui.runs.logs.growing_log import GrowingLog, LogLine

if TYPE_CHECKING:
    from spt_tui.runs.logs.streams import LogStream

LOGS_A_SECOND = 32
"""Many followed logs are each looked at more rarely than:"""
INTERVAL_SECONDS = 0.5


class LogPrinting:
    """Gives what is to be printed of some logs of a run, and then what comes."""

    def __init__(
        self,
        run_id: str,
        streams: Sequence[LogStream],
        last: int | None = None,
        wanted: re.Pattern[str] | None = None,
        errors_only: bool = False,
        as_json: bool = False,
    ) -> None:
        self.count = 0
        """Lines so far, without the names."""
        self.interval = max(INTERVAL_SECONDS, len(streams) / LOGS_A_SECOND)
        """Seconds to wait between two looks."""
        self._run_id = run_id
        self._errors_only = errors_only
        self._logs = [_Log(stream, last, errors_only) for stream in streams]
        self._wanted = wanted
        self._as_json = as_json
        self._coloured = sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._shown: _Log | None = None

    @property
    def has_logs(self) -> bool:
        """Whether there is anything to read."""
        return bool(self._logs)

    def add(self, streams: Iterable[LogStream]) -> None:
        """Those of `streams` that are new are printed too, from their beginnings.

        A rotated one is left out: it was read under the name that it had.
        """
        known = {log.stream.path for log in self._logs}
        self._logs += [
            _Log(stream, None, self._errors_only)
            for stream in streams
            if stream.path not in known and stream.path.endswith(f".{stream.kind}")
        ]
        self.interval = max(INTERVAL_SECONDS, len(self._logs) / LOGS_A_SECOND)

    def news(self) -> Iterator[str]:
        """What has come since the last time, log by log."""
        for log in self._logs:
            yield from self._printed(log, log.news())

    def rest(self) -> Iterator[str]:
        """Last lines that have not ended."""
        for log in self._logs:
            yield from self._printed(log, log.rest())

    def take_notes(self) -> list[str]:
        """What happened to the files since the last time, cleaned."""
        return [note for log in self._logs for note in log.take_notes()]

    def _printed(self, log: _Log, lines: Iterable[LogLine]) -> Iterator[str]:
        for line in lines:
            if self._wanted is not None and not self._wanted.search(plain(line.text)):
                continue
            self.count += 1
            if self._as_json:
                yield json.dumps(line_object(self._run_id, log.stream, line), allow_nan=False)
                continue
            if len(self._logs) > 1 and self._shown is not log:
                yield from ([""] if self._shown else []) + [head_line(log.stream)]
                self._shown = log
            yield text_line(line, self._coloured)


class _Log:
    """One log, and what is the matter with it."""

    def __init__(self, stream: LogStream, last: int | None, errors_only: bool) -> None:
        self.stream = stream
        self._growing = GrowingLog(stream.path, last)
        self._errors = ErrorLines() if errors_only else None
        self._fault = self._told = ""

    def news(self) -> Iterator[LogLine]:
        lines = self._read()
        return self._errors.of(lines) if self._errors else lines

    def rest(self) -> Iterator[LogLine]:
        if self._errors is None:
            yield from self._growing.rest()
            return
        yield from self._errors.of(self._growing.rest())
        yield from self._errors.rest()

    def take_notes(self) -> list[str]:
        """The file's name and what happened to it, if that was not told."""
        note, self._growing.note = self._fault or self._growing.note, ""
        if note == self._told:
            return []
        self._told = self._fault
        return [f"{self.stream.label}: {note}"] if note else []

    def _read(self) -> Iterator[LogLine]:
        try:
            yield from self._growing.news()
            self._fault = ""
        except (OSError, ValueError) as error:
            self._fault = (getattr(error, "strerror", None) or str(error)).lower()
