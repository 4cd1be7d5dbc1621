"""A thread that samples this machine and writes the samples down."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from spt_tui.hardware.recorder.origin import first_header
from spt_tui.hardware.recorder.place import Place
from spt_tui.hardware.recorder.recording_file import Bounds, RecordingFile
from spt_tui.hardware.recording import Header, encode_end, encode_sample, header_for
from spt_tui.hardware.recording_name import RecordingName, host_in_name
from spt_tui.hardware.sample import DriverState, Sample
from spt_tui.hardware.sampler import Machine
from spt_tui.repeat import Repeater

MOST_REMEMBERED = 2_000
"""Lines that a recorder which may move keeps to take with it: an hour of them."""


class Recorder:
    """Writes a sample of this machine into `directory` every `interval` seconds, on a daemon thread of its own.

    Of several that would write the same, those of the ranks of one node, one writes; the others look every interval
    whether it is still there. Nothing that happens to the disk or a device ends it: what is wrong is told to `report`,
    in one line, once while it lasts, and the next sample is tried again. A sample that could not be written is lost.

    It is a thread and not a process: with the program it dies, however that is killed, and leaves nothing behind. A
    sample of 8 GPUs takes it some four milliseconds; disk and driver are waited for without the interpreter's lock.
    """

    def __init__(
        self,
        directory: str,
        interval: float = 2.0,
        command_pid: int | None = None,
        bounds: Bounds | None = None,
        report: Callable[[str], None] = lambda _: None,
        may_move: bool = False,
    ) -> None:
        """`may_move`: `move` will perhaps be called, so what is written is remembered for some time."""
        self.directory = os.path.abspath(directory)
        self.has_gpus = False
        """Whether a GPU was ever seen."""
        self._bounds = bounds
        self._report = report
        self._trouble = ""
        self._machine = Machine(directory=self.directory, names=False)
        self._header = first_header("", interval, command_pid)
        self._file: RecordingFile | None = None
        self._place, self._former_place = Place(), Place()
        self._former: RecordingFile | None = None
        self._written: list[tuple[bytes, Header]] | None = [] if may_move else None
        self._carried: list[tuple[bytes, Header]] = []
        self._next_directory = ""
        self._repeater = Repeater(self._record, interval, "hardware recorder", self._end)

    @property
    def path(self) -> str | None:
        """The file to which samples are added; `None` while another recorder writes them, or nobody can."""
        return None if self._file is None else self._file.path

    @property
    def stands_by(self) -> bool:
        """Whether another recorder writes the same."""
        return self._place.was_behind

    def start(self) -> None:
        """Start the thread; a recorder starts once. Raises RuntimeError if this process may have no more threads."""
        self._repeater.start()

    def move(self, directory: str) -> None:
        """Go on in another directory. What was written is written there too and is no longer where it was."""
        self._next_directory = directory
        self._repeater.nudge()

    def stop(self, seconds: float) -> bool:
        """Write a last sample and end; waits for that at most so long. True if it was done."""
        self._repeater.stop()
        return self._repeater.wait(seconds)

    def _record(self) -> None:
        try:
            if self._next_directory:
                self._leave(self._next_directory)
            if self._place.is_behind:
                return
            sample = self._machine.read()
            if self._file is None:
                self._file = self._open(sample)
            if self._file is not None:
                self._write(self._file, sample)
            self._trouble = ""
        except OSError as error:
            self._tell((error.strerror or "failed").lower())

    def _write(self, file: RecordingFile, sample: Sample) -> None:
        self._header = header_for(sample, self._header)
        self.has_gpus |= bool(sample.gpus)
        line = encode_sample(sample, self._header)
        file.append(line, self._header)
        if self._written is not None and len(self._written) < MOST_REMEMBERED:
            self._written.append((line, self._header))

    def _leave(self, directory: str) -> None:
        """Give up the present file for one in `directory`; nobody takes its place."""
        self._former, self._file, self._next_directory = self._file, None, ""
        self._carried, self._written = self._written or [], None
        self._former_place, self._place = self._place, Place()
        self.directory = self._machine.host.disk.directory = directory

    def _open(self, sample: Sample) -> RecordingFile | None:
        """The file for what `sample` is one of, unless another recorder writes the same."""
        if sample.driver is DriverState.CONNECTING and not self._repeater.stopped:
            return None  # which GPUs there are is known in a moment
        host = host_in_name(sample.host.hostname)
        what = self._header.job_id, *sorted(gpu.uuid for gpu in sample.gpus)
        number = self._place.take(self.directory, host, what)
        if number is None:
            self._carried, self._former = [], None
            return None
        file = RecordingFile(self.directory, RecordingName(host, number), self._bounds)
        self._carry_over(file)
        return file

    def _carry_over(self, file: RecordingFile) -> None:
        """Write to `file` what was written elsewhere, where it is then no longer."""
        while self._carried:
            file.append(*self._carried[0])
            del self._carried[0]
        former, self._former = self._former, None
        if former is not None:
            former.withdraw()

    def _end(self) -> None:
        if not self._place.was_behind:
            self._record()
        if self._file is not None:
            try:
                self._file.append(encode_end(time.time()), self._header)
            except OSError as error:
                self._tell((error.strerror or "failed").lower())
        self._place.give_up()
        self._former_place.give_up()

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._report(f"cannot record to {self.directory}: {trouble}")
