"""The thread that reads and keeps what people say or choose for a root."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from spt_tui.runs.directories.disk import reason_of

Content = TypeVar("Content")


class OwnFile(Protocol[Content]):
    """A file of our own for one root."""

    @property
    def problem(self) -> str | None:
        """Why what was kept does not count, in one cleaned line."""

    def read(self) -> Content:
        """What is kept now. Never fails."""

    def edit(self, change: Callable[[Content], Content]) -> Content:
        """Change it, and return what it is then. Raises OSError if the change could not be kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept(Generic[Content]):
    """What is kept for a root by now."""

    root: str
    content: Content | None
    """`None` where a change could not be kept."""
    problem: str = ""
    """Why not, or why what was kept before does not count; in one cleaned line."""
    waiting: int = 0
    """How often this root was asked for since."""


class Keeper(Generic[Content]):
    """Reads and changes the files of roots in the order in which it is asked to.

    `open_file` gives the file of a root; `deliver(kept)` is called on the thread.
    """

    def __init__(
        self, open_file: Callable[[str], OwnFile[Content]], deliver: Callable[[Kept[Content]], object]
    ) -> None:
        self._open_file = open_file
        self._deliver = deliver
        self._asked: queue.SimpleQueue[tuple[str, Callable[[Content], Content] | None] | None] = queue.SimpleQueue()
        self._asks: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()
        """Root -> how often; each is counted on one thread only."""
        self._files: dict[str, OwnFile[Content]] = {}
        self._told: dict[str, str | None] = {}
        """Root -> the problem that was told of its file."""
        self._thread: threading.Thread | None = None

    def read(self, root: str) -> None:
        """Tell what is kept for a root."""
        self._ask(root, None)

    def edit(self, root: str, change: Callable[[Content], Content]) -> None:
        """Make a change and keep it; one that changes nothing writes nothing."""
        self._ask(root, change)

    def stop(self) -> None:
        """Let the thread end once it has done what was asked. Returns at once."""
        self._asked.put(None)

    def _ask(self, root: str, change: Callable[[Content], Content] | None) -> None:
        self._asks[root] += 1
        self._asked.put((root, change))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            self._answers[asked[0]] += 1
            self._deliver(self._kept(*asked))

    def _kept(self, root: str, change: Callable[[Content], Content] | None) -> Kept[Content]:
        if root not in self._files:
            self._files[root] = self._open_file(root)
        file = self._files[root]
        try:
            content = file.read()
            if change is not None and change(content) != content:
                content = file.edit(change)
        except OSError as error:
            return Kept(root, None, f"not kept: {reason_of(error)}", self._waiting(root))
        return Kept(root, content, self._news(root, file.problem), self._waiting(root))

    def _waiting(self, root: str) -> int:
        return self._asks[root] - self._answers[root]

    def _news(self, root: str, problem: str | None) -> str:
        """What is to be said of a file: each problem once, as long as it lasts."""
        before, self._told[root] = self._told.get(root), problem
        return f"not used: {problem}" if problem and problem != before else ""
