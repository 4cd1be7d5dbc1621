"""What threads tell the screen."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from spt_tui.runs.scanner import Progress, Update

if TYPE_CHECKING:
    from spt_tui.hardware.sample import Sample
    from spt_tui.runs.metric_choices import MetricChoices

T = TypeVar("T")


class Scanned(Message):
    """A scanner published this."""

    def __init__(self, root: str, event: Progress | Update) -> None:
        self.root = root
        self.event = event
        super().__init__()


class Noted(Message):
    """A scanner has something to say of its saved index, in one cleaned line; said once."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__()


class Narrowed(Message):
    """What came of the text in the filter's line."""

    def __init__(self, pane: str, text: str, is_wrong: bool = False) -> None:
        self.pane = pane
        self.text = text
        """How many are left, or why the text is not understood; cleaned."""
        self.is_wrong = is_wrong
        super().__init__()


class Chosen(Message):
    """What people chose for the metrics of a root is known, or has changed."""

    def __init__(self, root: str, choices: MetricChoices) -> None:
        self.root = root
        self.choices = choices
        super().__init__()


class Refused(Message):
    """A key did nothing; why, in one cleaned line."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


class MouseLent(Message):
    """The mouse is the terminal's for now, to select text with; or the program's again."""

    def __init__(self, lent: bool) -> None:
        self.lent = lent
        super().__init__()


class Sampled(Message):
    """The sampler published this."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        super().__init__()


class NodeWanted(Message):
    """This machine's gauges are on the screen now, or no more."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        super().__init__()


class Bridge(Generic[T]):
    """Waits on a queue in a daemon thread and posts what comes to a screen: the only way from a thread to the UI."""

    def __init__(self, source: queue.Queue[T], target: MessagePump, name: str) -> None:
        self._source = source
        self._target = target
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """Post nothing more. Returns at once."""
        self._stopped = True

    def message(self, value: T) -> Message:
        """The message for a value."""
        raise NotImplementedError

    def asides(self) -> Iterator[Message]:
        """What there is to tell besides; asked after each value, and every second without one."""
        yield from ()

    def _run(self) -> None:
        while not self._stopped:
            for message in self._next():
                if self._stopped or not self._target.post_message(message):
                    return

    def _next(self) -> Iterator[Message]:
        yield from self.asides()
        try:
            yield self.message(self._source.get(timeout=1.0))
        except queue.Empty:
            return
