"""All GPUs, read in rounds that are given up when the driver does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from spt_tui.hardware.nvidia.board import SLOW_LAST_SECONDS, Board
from spt_tui.hardware.nvidia.device import Device, find_devices
from spt_tui.hardware.nvidia.driver_problem import DriverProblem, silence
from spt_tui.hardware.nvidia.nvml import Nvml
from spt_tui.hardware.sample import DriverState, Gpu, GpuState

REOPEN_SECONDS = 10.0
"""The driver is not connected to more often than this, however badly it does."""
SLOW_SECONDS = 5.0
"""What takes the driver long to answer is not asked more often than this."""
_CONNECTION = "connection"
"""What is asked when nothing is asked of a GPU."""


class GpuReadings(NamedTuple):
    """All GPUs at one moment."""

    gpus: tuple[Gpu, ...]
    """In the order of their indexes."""
    problem: str | None
    """Why there are none, in one line."""
    driver: DriverState


class GpuReader:
    """Asks every GPU once per round, each round on a daemon thread of its own.

    A call into a driver can hang for ever and cannot be interrupted. So a round is waited for until a deadline; after
    it, the call that hangs keeps its thread, and later rounds leave that GPU out until it answers. Questions that the
    driver is slow to answer come after all others, every few rounds, and nobody waits for them: a later round shows
    what they brought. There are never more such threads than two for each GPU, and one. `begin` and `finish` are
    called in turn, by one thread.
    """

    def __init__(
        self, deadline: float = 0.5, reopen_seconds: float = REOPEN_SECONDS, slow_seconds: float = SLOW_SECONDS
    ) -> None:
        self.deadline = deadline
        self.reopen_seconds = reopen_seconds
        self.slow_seconds = slow_seconds
        self._nvml = Nvml()
        self._lock = threading.Lock()  # held to change the fields below, never while the driver is asked
        self._asked: dict[str, float] = {}
        self._boards: dict[str, Board] = {}
        self._known: tuple[Device, ...] = ()
        self._problem: DriverProblem | None = None
        self._may_open_at = 0.0
        self._reopen = True
        self._readings: dict[str, _Reading] = {}
        self._slow_at: dict[str, float] = {}
        self._round = self._slow_round = _Round()
        self._round.end()

    def begin(self) -> None:
        """Start a round, unless the last one still waits for a connection."""
        if _CONNECTION in self._asked:
            return
        since_last = time.monotonic() - self._round.began
        self._round = _Round(patient=since_last > SLOW_LAST_SECONDS)
        thread = threading.Thread(target=self._run, args=(self._round,), name="GPU round", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads for this user, or the program is ending
            self._round.end()

    def finish(self, whole: bool = False) -> GpuReadings:
        """The GPUs as known at the latest `deadline` seconds from now; `whole` waits for the slow answers too.

        They are also waited for where rounds are so far apart that they would be old by the next one.
        """
        this, until = self._round, time.monotonic() + self.deadline
        if whole or this.patient:
            this.wait_for(this.whole, until)
            self._slow_round.wait_for(self._slow_round.whole, until)
        else:
            this.wait_for(this.quick, until)
        now = time.monotonic()
        with self._lock:
            boards = self._boards.values()
            gpus = tuple(self._readings[board.device.key].of(board, now, this.began) for board in boards)
            return GpuReadings(gpus, *self._driver(now))

    def _driver(self, now: float) -> tuple[str | None, DriverState]:
        """What is wrong with the driver as a whole."""
        if words := silence(now - self._asked.get(_CONNECTION, now)):
            return words, DriverState.HANGS
        if self._problem:
            return str(self._problem), self._problem.state
        return None, DriverState.READY if self._boards else DriverState.CONNECTING

    def _run(self, this: _Round) -> None:
        try:
            self._open_if_due()
            for board in self._fastest_first():
                self._read(board)
                if this is not self._round:
                    return
            this.quick.set()
            for board in self._take_due(this):
                self._read_slowly(board)
        except DriverProblem as problem:
            self._close(problem)
        finally:
            this.end()

    def _open_if_due(self) -> None:
        with self._lock:
            now = time.monotonic()
            if not self._reopen or now < self._may_open_at or self._asked:
                return
            self._asked[_CONNECTION] = now
        try:
            devices = find_devices(self._nvml, self._nvml.open(), self._known)
            before = self._boards
            boards = {device.key: Board(self._nvml, device, before.get(device.key)) for device in devices}
            with self._lock:
                self._boards, self._known = boards, devices
                self._problem, self._reopen = None, False
                self._readings = {key: self._first_reading(board, now) for key, board in boards.items()}
        finally:
            with self._lock:
                self._may_open_at = time.monotonic() + self.reopen_seconds
                del self._asked[_CONNECTION]

    def _first_reading(self, board: Board, now: float) -> _Reading:
        return self._readings.get(board.device.key) or _Reading(board.gpu(GpuState.LATE), now)

    def _fastest_first(self) -> list[Board]:
        """The GPUs, one that keeps its readers waiting last, so that it makes no other late."""
        with self._lock:
            return sorted(self._boards.values(), key=lambda board: self._readings[board.device.key].took)

    def _read(self, board: Board) -> None:
        key = board.device.key
        with self._asking(key, board) as began:
            if not began:
                return
            gpu = board.read()
            took = round(time.monotonic() - began, 1)
            with self._lock:
                now = time.monotonic()
                ready_at = now if gpu.state is GpuState.READY else self._readings[key].ready_at
                self._readings[key] = _Reading(gpu, ready_at, took)
                self._reopen |= gpu.state in (GpuState.LOST, GpuState.NEEDS_RESET)

    def _take_due(self, this: _Round) -> Iterable[Board]:
        """The GPUs whose slow questions are due, which they now are no more for a while: `this` round asks them."""
        with self._lock:
            now = time.monotonic()
            due = [
                board
                for key, board in self._boards.items()
                if now - self._slow_at.get(key, float("-inf")) >= self.slow_seconds
                and key not in self._asked
                and self._readings[key].gpu.state is GpuState.READY
            ]
            self._slow_at.update((board.device.key, now) for board in due)
            if due:
                self._slow_round = this
        return due

    def _read_slowly(self, board: Board) -> None:
        with self._asking(f"{board.device.key} slowly", board) as began:
            if began:
                board.read_slowly()

    @contextmanager
    def _asking(self, what: str, board: Board) -> Iterator[float]:
        """Note that `what` is asked as long as it is: since when, or 0 if it must not be asked now."""
        with self._lock:
            stale = self._boards.get(board.device.key) is not board
            if stale or what in self._asked or _CONNECTION in self._asked:
                began = 0.0
            else:
                self._asked[what] = began = time.monotonic()
        try:
            yield began
        finally:
            if began:
                with self._lock:
                    del self._asked[what]

    def _close(self, problem: DriverProblem) -> None:
        with self._lock:
            self._boards, self._problem, self._reopen = {}, problem, True


class _Round:
    """One pass over the GPUs."""

    def __init__(self, patient: bool = False) -> None:
        self.began = time.monotonic()
        self.patient = patient
        """Slow answers are waited for."""
        self.quick = threading.Event()
        """Everything but the slow questions has been asked."""
        self.whole = threading.Event()
        self._is_late = False

    def wait_for(self, answers: threading.Event, until: float) -> None:
        """Wait for `quick` or `whole` until a time, monotonic; only once, if that is in vain."""
        if not self._is_late:
            self._is_late = not answers.wait(max(0.0, until - time.monotonic()))

    def end(self) -> None:
        """Let nobody wait for it any longer."""
        self.quick.set()
        self.whole.set()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The last answer of one GPU."""

    gpu: Gpu
    ready_at: float
    """When it last answered in full, or was first known; monotonic."""
    took: float = 0.0
    """Seconds, in tenths: GPUs alike keep their order."""

    def of(self, board: Board, now: float, began: float) -> Gpu:
        """The GPU at `now`, in a round that began at `began`."""
        late = self.gpu.state is GpuState.READY and self.ready_at < began
        return board.complete(self.gpu, now, now - self.ready_at, GpuState.LATE if late else self.gpu.state)
