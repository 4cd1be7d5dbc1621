"""One host of a run, put together from what its recorders write."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from spt_tui.hardware.history import HistoryKeeper
from spt_tui.hardware.recorded.folder import Parts
from spt_tui.hardware.recorded.part_reading import News, Record
from spt_tui.hardware.recorded.ranks import ranks_of
from spt_tui.hardware.recorded.recorder_parts import RecorderParts
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.recording import End, Header
from spt_tui.hardware.sample import Gpu, GpuState, Sample
from spt_tui.text import clean

KEPT_SECONDS = 60.0
"""Samples are kept for so long before the newest."""
KEPT_SAMPLES = 40
LATE_AFTER = 3
"""A recorder that is silent for so many of its intervals, while another of its host goes on, is late."""
GONE_AFTER = 120.0
"""Seconds after which it is of an earlier time: its GPUs are not shown beside the other's any more."""

GONE = "the recording is gone"

Accepts = Callable[["str | None"], bool]
"""The SLURM job of a recording, or `None` -> whether that may be the run's."""


class HostReading:
    """Reads the recordings of one host, and knows its last half hour. For one thread at a time."""

    def __init__(self, accepts: Accepts, last_bytes: int) -> None:
        self._accepts = accepts
        self._last_bytes = last_bytes
        self._voices: dict[int, _Voice] = {}
        self._keeper = HistoryKeeper()
        self._samples: deque[Sample] = deque(maxlen=KEPT_SAMPLES)
        self._arrived: float | None = None

    @property
    def name(self) -> str:
        """What the host calls itself; empty if nothing of it can be read."""
        return next((voice.header.host for voice in self._voices.values() if voice.header), "")

    @property
    def is_read(self) -> bool:
        """Whether it was looked at."""
        return bool(self._voices)

    @property
    def is_of_run(self) -> bool:
        """Whether there is anything to show: a recording of the run, or one that cannot be read."""
        return any(voice.header or (voice.problem and self._accepts(None)) for voice in self._voices.values())

    def look(self, recorders: Mapping[int, Parts]) -> None:
        """Read what is new of each recorder, given by its number. Never raises for a file's fault."""
        fresh: list[tuple[int, Sample]] = []
        is_new = not self._voices
        for number in sorted({*self._voices, *recorders}):
            voice = self._voices.setdefault(number, _Voice(self._accepts, self._last_bytes))
            said, is_other = voice.listen(recorders.get(number, {}))
            is_new |= is_other
            if is_other and len(recorders) == 1:
                self._keeper = HistoryKeeper()
                self._samples.clear()
            fresh += [(number, sample) for sample in said]
        if fresh:
            self._arrived = None if is_new else time.time()
        if len(recorders) > 1:
            fresh.sort(key=lambda told: told[1].time)
        for number, sample in fresh:
            self._note(number, sample)

    def host(self, name: str, now: float, is_over: bool) -> RecordedHost:
        """The host as it is known at `now`, seconds since the epoch. Of a run that `is_over` silence is the end."""
        voices = self._voices.values()
        oldest_kept = self._samples[-1].time - KEPT_SECONDS if self._samples else 0.0
        headers = [voice.header for voice in voices if voice.header]
        host = RecordedHost(
            name,
            tuple(sample for sample in self._samples if sample.time >= oldest_kept),
            self._keeper.frozen(),
            tuple(sorted({rank for voice in voices for rank in voice.ranks})),
            max((header.interval for header in headers), default=None),
            bool(headers) and all(voice.has_ended for voice in voices),
            next((clean(voice.path) for voice in voices if voice.path), ""),
            next((voice.problem for voice in voices if voice.problem), None),
            self._arrived,
        )
        return replace(host, ended=True) if is_over and host.is_silent(now) else host

    def _note(self, number: int, sample: Sample) -> None:
        voice = self._voices[number]
        voice.last = sample
        others = [each for each in self._voices.values() if each is not voice and each.spoke_at(sample.time)]
        if others:
            sample = replace(sample, gpus=_together(sample, others))
        self._keeper.add(sample)
        self._samples.append(sample)


class _Voice:
    """One recorder."""

    def __init__(self, accepts: Accepts, last_bytes: int) -> None:
        self._accepts = accepts
        self._parts = RecorderParts(last_bytes)
        self._is_heard = False
        self.header: Header | None = None
        """The last that is of the run."""
        self.last: Sample | None = None
        self.ranks: tuple[int, ...] = ()
        self.has_ended = False
        self.problem: str | None = None
        self.path = ""
        """Of the newest part. Not cleaned."""

    def spoke_at(self, time: float) -> bool:
        """Whether it has told something at about that time."""
        return self.last is not None and abs(time - self.last.time) < GONE_AFTER

    def listen(self, parts: Parts) -> tuple[list[Sample], bool]:
        """The new samples, and whether they are of another file than those before."""
        news = News()
        self.path = parts[max(parts)] if parts else self.path
        try:
            news = self._parts.look(parts) if parts else news
            self.problem = None if parts else GONE
        except FileNotFoundError:
            self.problem = GONE
        except (OSError, ValueError) as error:
            self.problem = (getattr(error, "strerror", None) or str(error)).lower()
        if news.is_other:
            self.header, self.last, self.has_ended, self._is_heard = None, None, False, False
        return list(self._heard(news.records)), news.is_other

    def _heard(self, records: Iterable[Record]) -> Iterable[Sample]:
        for record in records:
            if isinstance(record, Header):
                self._is_heard = self._accepts(record.job_id)
                if self._is_heard:
                    self.header, self.has_ended = record, False
                    self.ranks = ranks_of(record)
            elif self._is_heard and isinstance(record, End):
                self.has_ended = True
            elif self._is_heard and isinstance(record, Sample):
                self.has_ended = False
                yield record


def _together(sample: Sample, others: Iterable[_Voice]) -> tuple[Gpu, ...]:
    """The GPUs of a host whose recorders see some of them each, ordered by their place on the bus."""
    gpus = {gpu.uuid or f"index {gpu.index}": gpu for gpu in sample.gpus}
    for voice in others:
        for gpu in voice.last.gpus if voice.last else ():
            gpus.setdefault(gpu.uuid or f"index {gpu.index}", _as_of(gpu, voice, sample.time))
    ordered = sorted(gpus.values(), key=lambda gpu: (gpu.bus, gpu.index))
    return tuple(replace(gpu, index=index) for index, gpu in enumerate(ordered))


def _as_of(gpu: Gpu, voice: _Voice, time: float) -> Gpu:
    """A GPU that was last heard of some time before."""
    interval = voice.header.interval if voice.header else 0.0
    silent = time - voice.last.time if voice.last else 0.0
    if gpu.state is not GpuState.READY or silent <= LATE_AFTER * max(1.0, interval):
        return gpu
    return replace(gpu, state=GpuState.LATE, age=silent)
