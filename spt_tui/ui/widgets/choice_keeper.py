"""The thread that reads and keeps what people chose for the metrics of a root."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.directories.disk import reason_of
from spt_tui.runs.metric_choices import ChoicesFile, MetricChoices

Change = Callable[[MetricChoices], MetricChoices]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is chosen for the metrics of a root by now."""

    root: str
    choices: MetricChoices | None
    """`None` where a change could not be kept."""
    problem: str = ""
    """Why not, or why what was kept before does not count; in one cleaned line."""
    waiting: int = 0
    """How often this root was asked for since."""


class ChoiceKeeper:
    """Reads and changes choices in the order in which it is asked to; `deliver(kept)` is called on its thread."""

    def __init__(self, deliver: Callable[[Kept], None]) -> None:
        self._deliver = deliver
        self._asked: queue.SimpleQueue[tuple[str, Change | None] | None] = queue.SimpleQueue()
        self._asks: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()
        """Root -> how often; each is counted on one thread only."""
        self._files: dict[str, ChoicesFile] = {}
        self._told: dict[str, str | None] = {}
        """Root -> the problem that was told of its file."""
        self._thread: threading.Thread | None = None

    def read(self, root: str) -> None:
        """Tell what is chosen for a root."""
        self._ask(root, None)

    def edit(self, root: str, change: Change) -> None:
        """Make a change and keep it."""
        self._ask(root, change)

    def stop(self) -> None:
        """Let the thread end once it has done what was asked. Returns at once."""
        self._asked.put(None)

    def _ask(self, root: str, change: Change | None) -> None:
        self._asks[root] += 1
        self._asked.put((root, change))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="metric-choices", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            self._answers[asked[0]] += 1
            self._deliver(self._kept(*asked))

    def _kept(self, root: str, change: Change | None) -> Kept:
        file = self._files.setdefault(root, ChoicesFile(root))
        try:
            choices = file.edit(change) if change else file.read()
        except OSError as error:
            return Kept(root, None, f"not kept: {reason_of(error)}", self._waiting(root))
        return Kept(root, choices, self._news(root, file.problem), self._waiting(root))

    def _waiting(self, root: str) -> int:
        return self._asks[root] - self._answers[root]

    def _news(self, root: str, problem: str | None) -> str:
        """What is to be said of a file: each problem once, as long as it lasts."""
        before, self._told[root] = self._told.get(root), problem
        return f"not used: {problem}" if problem and problem != before else ""
