"""Recordings as a recorder leaves them, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from spt_tui.hardware.recording import Header, encode_end, encode_header, encode_sample, header_for
from spt_tui.hardware.recording_name import RecordingName
from spt_tui.hardware.sample import Gpu, Host, Sample

GIB = 1 << 30
BEGAN = 1_763_000_000.0
"""Seconds since the epoch of the first sample."""


def gpu(index: int = 0, uuid: str = "", **counters: object) -> Gpu:
    """A GPU at work."""
    known = {"util": 97, "mem_used": 61 * GIB, "power": 412.0, "temp": 66, **counters}
    facts = Gpu(uuid or f"GPU-{index}", index, "NVIDIA H100 80GB HBM3", bus=f"00000000:{index + 1:02X}:00.0")
    return replace(facts, mem_total=80 * GIB, power_limit=700.0, **known)  # type: ignore[arg-type]


def sample(at: float = 0.0, gpus: Sequence[Gpu] = (), host: str = "gpu031", cpu: float = 41.0) -> Sample:
    """A sample `at` seconds after `BEGAN`."""
    return Sample(BEGAN + at, Host(host, cpu, mem_used=212 * GIB, mem_total=512 * GIB), tuple(gpus))


class Recorder:
    """Appends to a part of a recording, line by line, without a thread."""

    def __init__(self, folder: Path, host: str = "gpu031", recorder: int = 1, part: int = 1, **environ: str) -> None:
        self.path = folder / RecordingName(host, recorder, part).text
        self.host = host
        self._header = Header(BEGAN, Host(""), environ=tuple(environ.items()), part=part)
        self._told: Header | None = None

    def add(self, *samples: Sample) -> None:
        """Append these, with a header where one is due."""
        for each in samples:
            header = header_for(each, self._told or self._header)
            if header is not self._told:
                self._told = header
                self.write(encode_header(header))
            self.write(encode_sample(each, header))

    def run(self, times: Iterable[float], gpus: Sequence[Gpu] = (gpu(),)) -> None:
        """Append a sample for each of some times."""
        self.add(*(sample(at, gpus, self.host) for at in times))

    def end(self, at: float) -> None:
        """Stop in an orderly way."""
        self.write(encode_end(BEGAN + at))

    def write(self, raw: bytes) -> None:
        """Append anything."""
        with self.path.open("ab") as file:
            file.write(raw)
