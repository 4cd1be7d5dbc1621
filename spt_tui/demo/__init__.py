"""The bundled sample as an ordinary tree of runs, one of them alive: for `--demo`, snapshots and screenshots."""

from __future__ import annotations

import os
import threading
import time
from contextlib import ExitStack, suppress
from types import TracebackType

from spt_tui.demo.live_run import LiveRun
from spt_tui.demo.sample import unpack
from spt_tui.repeat import Repeater

LAST_WRITE_SECONDS = 0.3
"""How long leaving waits for the row that is just being written, so that a hung disk does not hold up the quit."""


class Demo:
    """A copy of the sample runs in a directory of its own, there while the `with` block lasts.

    The newest run ended a few minutes before `now`, and the one that was recorded while it trained has a fresh
    heartbeat. With `live` it trains on: a thread writes its next row every `interval` seconds, as the real logger
    does. Without, nothing changes after the start, and two trees differ only in their place; `directory`, which must
    not exist, fixes that too. Entering raises `OSError` when the tree cannot be written, and leaves nothing behind.
    """

    root: str
    """Absolute path of the folder that holds `runs/`, set on entering."""

    def __init__(
        self, live: bool = True, now: float | None = None, interval: float = 0.5, directory: str | None = None
    ) -> None:
        self._live = live
        self._now = now
        self._interval = interval
        self._directory = directory
        self._cleanup = ExitStack()
        self._row_lock = threading.Lock()

    def __enter__(self) -> Demo:
        now = time.time() if self._now is None else self._now
        with ExitStack() as undo:
            self.root = _new_directory(self._directory)
            undo.callback(_remove, self.root)
            run_dir = unpack(self.root, now)
            os.utime(os.path.join(run_dir, "heartbeat"), (now, now))
            if self._live:
                self._start(LiveRun(run_dir), undo)
            self._cleanup = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()

    def _start(self, run: LiveRun, undo: ExitStack) -> None:
        def write() -> None:
            with self._row_lock:
                if not writer.stopped:
                    _write_row(run, writer)

        writer = Repeater(write, self._interval, "demo")
        writer.start()
        undo.callback(self._stop, writer)

    def _stop(self, writer: Repeater) -> None:
        writer.stop()
        if self._row_lock.acquire(timeout=LAST_WRITE_SECONDS):
            self._row_lock.release()


def _write_row(run: LiveRun, writer: Repeater) -> None:
    try:
        run.write_row()
    except OSError:
        # The disk is full or the directory is gone: the run grows stale, as a real one would.
        writer.stop()


def _new_directory(wanted: str | None) -> str:
    if wanted is None:
        import tempfile

        return os.path.abspath(tempfile.mkdtemp(prefix="spt-tui-demo-"))
    os.mkdir(wanted, 0o700)
    return os.path.abspath(wanted)


def _remove(root: str) -> None:
    """Remove the tree, folders that someone made read-only included."""
    import shutil

    with suppress(FileNotFoundError):
        os.chmod(root, 0o700)
    for folder, subfolders, _ in os.walk(root):
        for path in (os.path.join(folder, name) for name in subfolders):
            if not os.path.islink(path):
                os.chmod(path, 0o700)
    shutil.rmtree(root, ignore_errors=True)
