"""The sidecars that nobody keeps, read when they are asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.directories.disk import Disk, reason_of
from spt_tui.runs.sidecar import FILE_LIMIT, SIDECAR

REST_SECONDS = 10.0
"""A sidecar that could not be read is not tried again before: other people's runs can be thousands."""
REMEMBERED = 16_384
"""Failures that are remembered; then it begins anew."""


@dataclass(frozen=True, slots=True)
class _Failure:
    problem: str
    at: float


class UnkeptSidecars:
    """Raw sidecars straight from the disk. Any thread may use it."""

    def __init__(self, disk: Disk, clock: Callable[[], float] = time.monotonic) -> None:
        self._disk = disk
        self._clock = clock
        self._failures: dict[str, _Failure] = {}

    def read(self, dir: str) -> tuple[bytes | None, str | None]:
        """The sidecar of the run in `dir`; or `None`, and why it could not be read, in one cleaned line."""
        failure = self._failures.get(dir)
        if failure is not None and self._clock() - failure.at < REST_SECONDS:
            return None, failure.problem
        try:
            raw, _ = self._disk.read(f"{dir}/{SIDECAR}", FILE_LIMIT)
        except OSError as error:
            return None, self._fail(dir, f"{SIDECAR}: {reason_of(error)}")
        self._failures.pop(dir, None)
        return raw, None

    def _fail(self, dir: str, problem: str) -> str:
        if len(self._failures) >= REMEMBERED:
            self._failures = {}
        self._failures[dir] = _Failure(problem, self._clock())
        return problem
