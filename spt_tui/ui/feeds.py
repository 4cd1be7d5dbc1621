"""The threads behind the screen: scanners and the sampler, each bridged to it by messages."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from spt_tui.runs.scanner import Progress, RunScanner, Update
from spt_tui.text import clean
from spt_tui.ui.messages import Bridge, Noted, Sampled, Scanned

if TYPE_CHECKING:
    from spt_tui.hardware.sample import Sample
    from spt_tui.hardware.sampler import Sampler
    from spt_tui.runs.footprint import Footprint
    from spt_tui.runs.preview import Preview


class ScannerBridge(Bridge["Progress | Update"]):
    """From one scanner to the screen."""

    def __init__(self, scanner: RunScanner, events: queue.Queue[Progress | Update], target: MessagePump) -> None:
        super().__init__(events, target, "spt-scan-bridge")
        self._scanner = scanner
        self._noted: str | None = None

    def message(self, value: Progress | Update) -> Message:
        """The scanner's event with the root it speaks of."""
        return Scanned(self._scanner.root, value)

    def asides(self) -> Iterator[Message]:
        """What has become of the saved index, when it is new: writing it may fail long after the last event."""
        note = self._scanner.note
        if note is not None and note != self._noted:
            yield Noted(clean(note))
        self._noted = note


class SamplerBridge(Bridge["Sample"]):
    """From the sampler to the screen."""

    def __init__(self, source: queue.Queue[Sample], target: MessagePump) -> None:
        super().__init__(source, target, "spt-sample-bridge")

    def message(self, value: Sample) -> Message:
        """The sample."""
        return Sampled(value)


class Feeds:
    """Starts and stops the threads. Nothing here waits for one."""

    def __init__(self, scanners: Sequence[RunScanner]) -> None:
        self._scanners = list(scanners)
        self._bridges: list[Bridge[Progress | Update]] = []
        self._sampler: Sampler | None = None
        self._sampler_bridge: SamplerBridge | None = None
        self._target: MessagePump | None = None

    def start(self, target: MessagePump) -> list[Scanned]:
        """Begin to post to `target`; gives what the scanners know already, so that the first frame can show it."""
        self._target = target
        known: list[Scanned] = []
        for scanner in self._scanners:
            events = scanner.subscribe()
            while not events.empty():
                known.append(Scanned(scanner.root, events.get_nowait()))
            bridge = ScannerBridge(scanner, events, target)
            self._bridges.append(bridge)
            bridge.start()
        return known

    @property
    def preview(self) -> Preview | None:
        """What can be shown before the runs are known."""
        return self._scanners[0].preview

    def go_on(self) -> None:
        """Have the scanners read on."""
        for scanner in self._scanners:
            scanner.go_on()

    def stop(self) -> None:
        """End all threads as soon as they look."""
        self.sample(False)
        for bridge in self._bridges:
            bridge.stop()
        for scanner in self._scanners:
            scanner.stop()

    def watch(self, run_dir: str | None) -> None:
        """Look at this run with every poll: it is on the screen."""
        for scanner in self._scanners:
            scanner.watch(run_dir)

    def footprint(self) -> Footprint:
        """What the scanners cost, all together."""
        from spt_tui.export.footprint import together

        return together([scanner.footprint() for scanner in self._scanners])

    def sample(self, wanted: bool) -> None:
        """Read this machine while someone looks, and not otherwise."""
        if wanted == (self._sampler is not None) or self._target is None:
            return
        if self._sampler is not None and self._sampler_bridge is not None:
            self._sampler.stop()
            self._sampler_bridge.stop()
            self._sampler = self._sampler_bridge = None
            return
        from spt_tui.hardware.sampler import Sampler

        self._sampler = Sampler(directory=self._scanners[0].root)
        self._sampler_bridge = SamplerBridge(self._sampler.subscribe(), self._target)
        self._sampler_bridge.start()
        self._sampler.start()
