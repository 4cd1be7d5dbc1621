"""One child process that runs `grid_program`."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from contextlib import suppress

import spt_tui
from spt_tui.runs.curves.grid_program import question, receive, send
from spt_tui.runs.curves.parcel import Layout, Parcel
from spt_tui.runs.curves.patient_pipe import PatientPipe
from spt_tui.runs.curves.with_numpy import THREADS

ANSWER_SECONDS = 4.0
"""What a block may take, on a busy machine; it needs a tenth of a second. Less than the patience of who waits for the
file."""
END_SECONDS = 1.0
"""To wait for the end of a child that was killed: one that waits for a disk comes to it later."""
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(64 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
"""Has glibc keep what is freed: a child needs as much for each block, and to get it anew takes a third of the time."""
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from spt_tui.runs.curves.grid_program import main; main()"


class NoAnswer(OSError):
    """The child is not there any more, or says nothing that makes sense."""


class GridChild:
    """Asked one thing at a time. Raises OSError where it cannot be started."""

    def __init__(self) -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise NoAnswer("no interpreter to start")
        home = os.path.dirname(os.path.dirname(os.path.abspath(spt_tui.__file__)))
        # Isolated and without `site` it starts in 15 ms, and by its path it finds what this process finds.
        command = [sys.executable, "-I", "-S", "-c", _PROGRAM, *map(os.path.abspath, sys.path), home]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", bufsize=0,
            env={**os.environ, **dict.fromkeys(THREADS, "1"), **_KEEP_MEMORY},
        )  # fmt: skip
        assert self._process.stdin and self._process.stdout
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._questions = PatientPipe(self._stdin.fileno(), ANSWER_SECONDS)
        self._answers = PatientPipe(self._stdout.fileno(), ANSWER_SECONDS)
        self.is_busy = False
        """True between a question and its answer."""

    def ask(self, block: bytes, layout: Layout, first: int, with_numpy: bool) -> None:
        """Have a block of lines read. Raises OSError."""
        self.is_busy = True
        send(self._questions, question(layout, first, with_numpy), block)

    def answer(self) -> Parcel | None:
        """What came of it; `None` if it was no grid. Raises `NoAnswer` and other OSErrors."""
        try:
            found: Parcel | None = marshal.loads(receive(self._answers))
        except (EOFError, ValueError, TypeError) as error:
            raise NoAnswer("no whole answer") from error
        self.is_busy = False
        return found

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._stdout.close()
        self._stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
