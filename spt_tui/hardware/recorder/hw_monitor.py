"""`HWMonitor`: the recorder as a program that trains has it."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
from pathlib import Path

from spt_tui.hardware.recorder.recorder import Recorder
from spt_tui.text import clean

STOP_SECONDS = 1.5
"""How long `stop` waits for the last sample."""

_log = logging.getLogger("spt_tui")


class HWMonitor:
    """Records this machine's GPUs, processors and memory beside a run, while the program does its work.

        monitor = HWMonitor()
        monitor.start("runs/my-run")
        ...
        monitor.stop()

    The names are pytyche's. Where every rank starts one, one a node records. What goes wrong with the disk or a device
    is one warning of the logger `spt_tui`, and never the program's problem. A program that ends without `stop`, or is
    killed, leaves a file that can be read.
    """

    def __init__(self) -> None:
        self._recorder: Recorder | None = None
        self._pid = 0

    def start(self, output_dir: str | os.PathLike[str], interval_sec: float = 2) -> None:
        """Record into `output_dir`, which is made if it is not there, every `interval_sec` seconds.

        A monitor that records already goes on as it did. Raises ValueError for an interval that is not positive.
        """
        if not interval_sec > 0:
            raise ValueError(f"interval_sec is {interval_sec}: it must be more than 0")
        if self._recorder is not None and self._pid == os.getpid():
            return
        with contextlib.suppress(OSError):  # the recorder will say that it cannot write there
            os.makedirs(output_dir, exist_ok=True)
        try:
            recorder = Recorder(os.fspath(output_dir), interval_sec, os.getpid(), report=_warn)
            recorder.start()
        except RuntimeError:
            _warn("cannot record: this process may have no more threads")
            return
        except OSError as error:
            _warn(f"cannot record to {os.fspath(output_dir)}: {(error.strerror or 'failed').lower()}")
            return
        self._recorder, self._pid = recorder, os.getpid()
        atexit.register(self.stop)

    def stop(self) -> tuple[Path | None, Path | None, Path | None]:
        """Write a last sample and stop. Takes less than two seconds whatever hangs, and raises nothing.

        Gives pytyche's three paths, of GPUs, of processors and of dmon. The recording stands for the first two, and is
        `None` where nothing was recorded, as on a node where another rank's monitor does it; there is no third.
        """
        recorder, self._recorder = self._recorder, None
        if recorder is None or self._pid != os.getpid():  # a process that was forked off has no such thread
            return None, None, None
        atexit.unregister(self.stop)
        recorder.stop(STOP_SECONDS)
        path = Path(recorder.path) if recorder.path else None
        return path if recorder.has_gpus else None, path, None


def _warn(text: str) -> None:
    _log.warning("spt-tui: %s", clean(text))
