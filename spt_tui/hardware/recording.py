"""A recording of a machine as lines of JSON: a header, then a sample every few seconds.

Every file begins with a header, so that each can be read alone; another follows where the recorder was started again
and where something that it says has changed, as the set of GPUs. In a header names are written out. In a sample a key
that is absent could not be said; beside `t` (seconds since the epoch, by that machine's clock) and `h` (the whole
seconds of its header's `time`, so that nobody who reads the end of a file alone lays it to another one) there are

    cpu  percent                 c   cores, a character each        l      load, three numbers
    m    mem_used MiB            sw  swap_used MiB                  rx tx  network, KiB/s
    df   disk free MiB           dt  its total if not as in header  jc jm  the job's percent of its CPUs, and MiB
    g    GPUs, in the header's order: see `packed_gpu`
    d    state of the driver, if not ready                          why    why there are no GPUs, in words

A recorder that ends in an orderly way writes `{"end": seconds}`. A sample is shorter than `LINE_LIMIT`, so that one
write puts it in the file whole. Where a machine has so many GPUs that it would not be, cores are left out first, then
processes and MIG devices, then rates over buses, then all but load, memory and power of the GPUs.

With 8 GPUs and 128 cores a line is some 1,400 bytes: at a sample every 2 seconds 60 MB a day.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spt_tui.hardware.packed_gpu import (
    MOST_GPUS,
    Packed,
    facts_of,
    is_as_told,
    pack_counters,
    pack_facts,
    unpack_counters,
    unpack_facts,
)
from spt_tui.hardware.packed_host import lasting_of, pack_host, pack_lasting, unpack_host, unpack_lasting
from spt_tui.hardware.packed_number import number, text, whole
from spt_tui.hardware.sample import DriverState, Gpu, Host, Sample
from spt_tui.text import clean

SCHEMA = 1
LINE_LIMIT = 4096
"""Bytes of a sample's line, its end included."""
HEADER_LIMIT = 65_536
"""Bytes of the longest line that is read."""
_WORDS_LIMIT = 200

_DROPPED_FIRST = ("PI", "xXnN", "hFa", "wEtckmrl")
"""Keys of GPUs in the order in which they are given up; then everything but these:"""
_KEPT = "ufps"


@dataclass(frozen=True, slots=True)
class Header:
    """What holds for the samples below it."""

    time: float
    """When this section began: seconds since the epoch, by the recorded machine's clock."""
    machine: Host
    """Its name and totals; what changes is `None` here."""
    gpus: tuple[Gpu, ...] = ()
    """What each GPU is; what it does is `None` here."""
    interval: float = 2.0
    """Seconds between two samples."""
    boot_id: str = ""
    """Linux's name for the time since that machine was started; it tells apart process numbers of before and after."""
    time_zone: str = ""
    """As `+01:00`."""
    pid: int = 0
    """The recorder."""
    command_pid: int | None = None
    """The command that is recorded, or the program in which the recorder runs; `None` if it records the node."""
    environ: tuple[tuple[str, str], ...] = ()
    """Variables that say which job and which rank it is; see `job_environment`."""
    part: int = 1
    """Which file of the recording it is in."""
    schema: int = SCHEMA

    @property
    def host(self) -> str:
        """The machine's name."""
        return self.machine.hostname

    @property
    def job_id(self) -> str | None:
        """The SLURM job, as `48213_3`, or that of another scheduler."""
        known = dict(self.environ)
        if (job := known.get("SLURM_ARRAY_JOB_ID")) and (task := known.get("SLURM_ARRAY_TASK_ID")):
            return f"{job}_{task}"
        return known.get("SLURM_JOB_ID") or known.get("PBS_JOBID") or known.get("LSB_JOBID")

    @property
    def rank(self) -> int | None:
        """The rank of the process that was recorded; other ranks on its host are in the same recording."""
        return self._first_number("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK")

    @property
    def local_rank(self) -> int | None:
        """Its rank on its host."""
        return self._first_number("LOCAL_RANK", "SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK")

    @property
    def world_size(self) -> int | None:
        """Ranks of the whole job."""
        return self._first_number("WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE")

    def _first_number(self, *names: str) -> int | None:
        known = dict(self.environ)
        return next((int(value) for name in names if (value := known.get(name, "")).isdecimal()), None)


@dataclass(frozen=True, slots=True)
class End:
    """The recorder stopped in an orderly way. What was killed leaves none."""

    time: float
    """Seconds since the epoch."""


def header_for(sample: Sample, header: Header) -> Header:
    """`header` if it tells all that lasts of `sample`; else a new one that does, as of the sample's time."""
    machine = lasting_of(sample.host, header.machine)
    gpus = header.gpus
    if sample.gpus and not _are_as_told(sample.gpus, header.gpus):
        before = {gpu.uuid: gpu for gpu in header.gpus}
        gpus = tuple(facts_of(gpu, before.get(gpu.uuid)) for gpu in sample.gpus[:MOST_GPUS])
    if gpus is header.gpus and machine == header.machine:
        return header
    return replace(header, time=sample.time, machine=machine, gpus=gpus)


def encode_header(header: Header) -> bytes:
    """The header's line. It can be longer than a sample's where there are many MIG devices."""
    known: Packed = {
        "schema": header.schema,
        "time": round(header.time, 3),
        "boot_id": header.boot_id,
        "time_zone": header.time_zone,
        "interval": header.interval,
        "pid": header.pid,
        "command_pid": header.command_pid,
        "part": header.part,
        "environ": dict(header.environ),
        **pack_lasting(header.machine),
        "gpus": [pack_facts(gpu) for gpu in header.gpus],
    }
    return _line({name: value for name, value in known.items() if value is not None})


def encode_sample(sample: Sample, header: Header) -> bytes:
    """A sample's line, at most `LINE_LIMIT` bytes, for a file in which `header_for` it is the last header."""
    packed: Packed = {"t": round(sample.time, 3), "h": int(header.time), **pack_host(sample.host, header.machine)}
    if sample.gpus:
        packed["g"] = [pack_counters(*pair) for pair in zip(sample.gpus, header.gpus, strict=False)]
    if sample.driver is not None and sample.driver is not DriverState.READY:
        packed["d"] = sample.driver.value
    if sample.gpu_problem is not None:
        packed["why"] = clean(sample.gpu_problem, _WORDS_LIMIT)
    return _short_line(packed)


def encode_end(time: float) -> bytes:
    """The line that says that the recorder stopped."""
    return _line({"end": round(time, 3)})


def decode_line(line: bytes, header: Header | None) -> Header | Sample | End | None:
    """What a line says below `header`, the last one above it in its file; its text cleaned.

    `None` is a line that is torn, too long, or not of a recording, and a sample above any header, or below another
    one. Raises nothing.
    """
    if len(line) > HEADER_LIMIT:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if "schema" in found:
        return _header(found)
    if (ended := number(found.get("end"))) is not None:
        return End(ended)
    time = number(found.get("t"))
    if time is None or header is None or found.get("h", int(header.time)) != int(header.time):
        return None
    return _sample(found, time, header)


def _line(packed: Packed) -> bytes:
    return json.dumps(packed, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _short_line(packed: Packed) -> bytes:
    line = _line(packed)
    if len(line) > LINE_LIMIT:
        packed.pop("c", None)
        line = _line(packed)
    gpus: list[Packed] = packed.get("g", [])
    for keys in _DROPPED_FIRST:
        if len(line) <= LINE_LIMIT:
            return line
        for gpu in gpus:
            for key in keys:
                gpu.pop(key, None)
        line = _line(packed)
    if len(line) > LINE_LIMIT:
        packed["g"] = [{key: value for key, value in gpu.items() if key in _KEPT} for gpu in gpus]
        line = _line(packed)
    return line


def _are_as_told(gpus: Sequence[Gpu], told: Sequence[Gpu]) -> bool:
    gpus = gpus[:MOST_GPUS]
    return len(gpus) == len(told) and all(map(is_as_told, gpus, told))


def _sample(found: Packed, time: float, header: Header) -> Sample:
    packed_gpus = found.get("g")
    gpus = tuple(map(unpack_counters, packed_gpus, header.gpus)) if isinstance(packed_gpus, list) else ()
    why = found.get("why")
    driver = _DRIVERS.get(str(found.get("d"))) or (DriverState.READY if gpus else None)
    problem = clean(why, _WORDS_LIMIT) if isinstance(why, str) else None
    return Sample(time, unpack_host(found, header.machine), gpus, problem, driver)


_DRIVERS = {state.value: state for state in DriverState}


def _header(found: Packed) -> Header:
    environ, gpus = found.get("environ"), found.get("gpus")
    pairs = environ.items() if isinstance(environ, dict) else ()
    return Header(
        time=number(found.get("time")) or 0.0,
        machine=unpack_lasting(found),
        gpus=tuple(map(unpack_facts, gpus[:MOST_GPUS])) if isinstance(gpus, list) else (),
        interval=max(0.0, number(found.get("interval")) or 0.0),
        boot_id=text(found.get("boot_id")),
        time_zone=text(found.get("time_zone")),
        pid=whole(found.get("pid")) or 0,
        command_pid=whole(found.get("command_pid")),
        environ=tuple((clean(name), clean(value)) for name, value in pairs if isinstance(value, str)),
        part=whole(found.get("part")) or 1,
        schema=whole(found.get("schema")) or 0,
    )
