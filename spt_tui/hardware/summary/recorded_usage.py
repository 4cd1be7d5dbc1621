"""The recordings of this project as figures: `hw-<host>.jsonl` and its later parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spt_tui.hardware.recording import End, Header, decode_line
from spt_tui.hardware.sample import Gpu, GpuState, Host, Sample
from spt_tui.hardware.summary.gpu_tally import GpuReading, GpuTally, higher, whole
from spt_tui.hardware.summary.sample_clock import SampleClock
from spt_tui.hardware.summary.tally import PercentTally
from spt_tui.hardware.summary.usage import GpuUsage, HostUsage

_MOST_GPUS = 512
"""GPUs of a host that are told apart, MIG devices among them."""


class RecordedUsage:
    """Takes the lines of one recorder's files in their order, the oldest part first."""

    def __init__(self) -> None:
        self._header: Header | None = None
        self._host = _HostTally()
        self._gpus: dict[str, GpuTally] = {}
        self._interval = 0.0
        self._has_ended = False
        self.unread = 0
        """Lines that are no part of a recording."""

    def begin_file(self) -> None:
        """What follows is another file, which has a header of its own."""
        self._header = None

    def add_line(self, line: bytes) -> None:
        """One more line; the last of a file may be torn."""
        found = decode_line(line, self._header)
        if isinstance(found, Header):
            self._header = found
            self._interval = found.interval
        elif isinstance(found, Sample):
            self._add(found)
        elif found is None and line.endswith(b"\n"):
            self.unread += 1
        self._has_ended = isinstance(found, End) or (self._has_ended and found is None)

    def _add(self, sample: Sample) -> None:
        self._host.add(sample, self._interval)
        for gpu, board in _parts_of(sample.gpus):
            key = gpu.uuid or f"{board} {gpu.index}"
            if key not in self._gpus and len(self._gpus) < _MOST_GPUS:
                self._gpus[key] = GpuTally(GpuUsage(gpu.index, board, gpu.uuid, gpu.name))
            if tally := self._gpus.get(key):
                _add_gpu(tally, gpu, sample.time, self._interval)

    def usage(self, files: Iterable[str] = ()) -> HostUsage | None:
        """The figures so far; `None` if there was no sample."""
        if self._host.samples == 0:
            return None
        host = self._host
        return HostUsage(
            hostname=host.name,
            gpus=tuple(sorted((tally.usage() for tally in self._gpus.values()), key=_place)),
            gpu_problem=host.gpu_problem,
            samples=host.samples,
            span=host.clock.span(),
            interval=self._interval or None,
            has_ended=self._has_ended,
            cpu=host.cpu.spread(),
            mem_peak=whole(host.mem_peak),
            mem_total=whole(host.mem_total),
            job_mem_peak=whole(host.job_mem_peak),
            job_mem_limit=whole(host.job_mem_limit),
            files=tuple(files),
        )


class _HostTally:
    """A host's own figures, kept up sample by sample."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.gpu_problem: str | None = None
        self.clock = SampleClock(0.0)
        self.samples = 0
        self.cpu = PercentTally()
        self.mem_peak: float | None = None
        self.mem_total: float | None = None
        self.job_mem_peak: float | None = None
        self.job_mem_limit: float | None = None

    def add(self, sample: Sample, interval: float) -> None:
        """One more sample."""
        host = sample.host
        self.clock.interval = interval
        self.clock.step(sample.time)
        self.samples += 1
        self.name = host.hostname or self.name
        self.gpu_problem = sample.gpu_problem or self.gpu_problem
        self.cpu.add(_percent(host.cpu))
        self.mem_peak = higher(self.mem_peak, host.mem_used)
        self.mem_total = higher(self.mem_total, host.mem_total)
        self._add_job(host)

    def _add_job(self, host: Host) -> None:
        if host.job:
            self.job_mem_peak = higher(self.job_mem_peak, host.job.mem_used)
            self.job_mem_limit = higher(self.job_mem_limit, host.job.mem_limit)


def _parts_of(gpus: Iterable[Gpu]) -> Iterator[tuple[Gpu, int | None]]:
    """GPUs, and MIG devices with the index of the GPU that they are a part of."""
    for gpu in gpus:
        yield gpu, None
        yield from ((instance, gpu.index) for instance in gpu.instances)


def _place(gpu: GpuUsage) -> tuple[int, int]:
    """By index, each board followed by its parts."""
    index = gpu.index or 0
    return (index, -1) if gpu.board is None else (gpu.board, index)


def _add_gpu(tally: GpuTally, gpu: Gpu, time: float, interval: float) -> None:
    """The values of one that is late are those of an earlier sample, and counted there."""
    if gpu.state is not GpuState.READY:
        tally.add_silence(gpu.state.value)
        return
    tally.clock.interval = interval
    tally.add(
        GpuReading(
            time=time,
            util=_percent(gpu.util),
            mem_util=_percent(gpu.mem_util),
            mem_used=gpu.mem_used,
            mem_total=gpu.mem_total,
            power=gpu.power,
            energy=gpu.energy,
            throttle=gpu.throttle,
        )
    )


def _percent(value: float | None) -> float | None:
    return value if value is not None and 0 <= value <= 100 else None
