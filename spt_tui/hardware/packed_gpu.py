"""A GPU as a recording has it: what it is in the header, what it does in each sample.

In a sample a GPU stands at its place in the header's list, under these keys; one that is absent could not be said.

    u  util %               m  mem_util %           f  mem_used MiB        t  temp °C
    p  power W, tenths      w  mean_power W         E  energy J            c  sm_clock MHz
    F  fan %                n  nvlink_rx MiB/s      N  nvlink_tx MiB/s
    x  pcie_rx MiB/s, tenths                        X  pcie_tx MiB/s, tenths
    h  throttle, words      s  state, if not ready  a  age s, if not 0     P  processes, [pid, MiB] each
    I  MIG devices, a list of the same

and, only where they are not as in the header:

    r  mem_reserved MiB     l  power_limit W, tenths    k  mem_clock MHz    ec  ecc_corrected    eu  ecc_uncorrected

Of processes only number and memory are kept: the command lines of other people have no place in a run's directory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spt_tui.hardware.packed_number import (
    MEBIBYTES,
    MEBIBYTES_A_SECOND,
    ROUNDED,
    TENTHS,
    TENTHS_OF_MEBIBYTE,
    WHOLE,
    Unit,
    number,
    text,
    whole,
)
from spt_tui.hardware.sample import Gpu, GpuProcess, GpuState

Packed = dict[str, Any]

MOST_GPUS = 64
"""GPUs of a machine, and MIG devices of a GPU, that are recorded."""
_MOST_WORDS = 16

_COUNTERS: dict[str, tuple[str, Unit]] = {
    "u": ("util", WHOLE),
    "m": ("mem_util", WHOLE),
    "f": ("mem_used", MEBIBYTES),
    "p": ("power", TENTHS),
    "w": ("mean_power", ROUNDED),
    "E": ("energy", ROUNDED),
    "t": ("temp", WHOLE),
    "c": ("sm_clock", WHOLE),
    "F": ("fan", WHOLE),
    "x": ("pcie_rx", TENTHS_OF_MEBIBYTE),
    "X": ("pcie_tx", TENTHS_OF_MEBIBYTE),
    "n": ("nvlink_rx", MEBIBYTES_A_SECOND),
    "N": ("nvlink_tx", MEBIBYTES_A_SECOND),
}
_LASTING: dict[str, tuple[str, Unit]] = {
    "r": ("mem_reserved", MEBIBYTES),
    "l": ("power_limit", TENTHS),
    "k": ("mem_clock", WHOLE),
    "ec": ("ecc_corrected", WHOLE),
    "eu": ("ecc_uncorrected", WHOLE),
}
_ALL = {**_COUNTERS, **_LASTING}
_FACTS = ("mem_total", "temp_limit", "sm_clock_max", "mem_clock_max")
_TEXTS = ("uuid", "name", "bus")
_LASTING_FIELDS = tuple(field for field, _ in _LASTING.values())


def facts_of(gpu: Gpu, before: Gpu | None = None) -> Gpu:
    """What lasts of a GPU. What it does not say now it is taken to have said `before`, if that was the same one."""
    known = {field: getattr(gpu, field) for field in (*_TEXTS, *_FACTS, *_LASTING_FIELDS, "refused")}
    if before is not None and same_gpu(gpu, before):
        known = {field: getattr(before, field) if value in (None, "", ()) else value for field, value in known.items()}
    instances = _instances(gpu, before)
    return Gpu(index=gpu.index, instances=tuple(facts_of(instance) for instance in instances[:MOST_GPUS]), **known)


def is_as_told(gpu: Gpu, told: Gpu) -> bool:
    """Whether a header that has `told` need not be written anew: no fact of `gpu` is missing in it."""
    after = facts_of(gpu, told)
    return (
        same_gpu(gpu, told)
        and all(getattr(after, field) == getattr(told, field) for field in (*_TEXTS, *_FACTS, "refused"))
        and len(after.instances) == len(told.instances)
        and all(map(same_gpu, after.instances, told.instances))
    )


def same_gpu(gpu: Gpu, other: Gpu) -> bool:
    """Whether both are one board, in one place of the list."""
    return gpu.uuid == other.uuid and gpu.index == other.index


def pack_facts(gpu: Gpu) -> Packed:
    """A GPU for the header, under its fields' own names."""
    packed: Packed = {"index": gpu.index}
    packed |= {field: words for field in _TEXTS if (words := getattr(gpu, field))}
    packed |= {field: value for field in _FACTS + _LASTING_FIELDS if (value := getattr(gpu, field)) is not None}
    if gpu.refused:
        packed["refused"] = dict(gpu.refused)
    if gpu.instances:
        packed["instances"] = [pack_facts(instance) for instance in gpu.instances]
    return packed


def unpack_facts(packed: object) -> Gpu:
    """The GPU that a header has, whatever became of it."""
    found = packed if isinstance(packed, dict) else {}
    units = dict(_LASTING.values())
    facts: Packed = {field: text(found.get(field)) for field in _TEXTS}
    facts |= {field: whole(found.get(field)) for field in _FACTS}
    for field in _LASTING_FIELDS:
        facts[field] = Unit(is_whole=units[field].is_whole).unpack(found.get(field))
    refused = found.get("refused")
    if isinstance(refused, dict):
        facts["refused"] = tuple((text(field), text(why)) for field, why in refused.items())
    instances = found.get("instances")
    if isinstance(instances, list):
        facts["instances"] = tuple(unpack_facts(instance) for instance in instances[:MOST_GPUS])
    return Gpu(index=whole(found.get("index")) or 0, **facts)


def pack_counters(gpu: Gpu, told: Gpu) -> Packed:
    """A GPU for a sample below a header that has `told`."""
    packed = {
        key: value for key, (field, unit) in _COUNTERS.items() if (value := unit.pack(getattr(gpu, field))) is not None
    }
    for key, (field, unit) in _LASTING.items():
        value = unit.pack(getattr(gpu, field))
        if value is not None and value != unit.pack(getattr(told, field)):
            packed[key] = value
    return packed | _pack_rest(gpu, told)


def unpack_counters(packed: object, told: Gpu) -> Gpu:
    """The GPU that a sample has, with what the header above it has `told`."""
    found = packed if isinstance(packed, dict) else {}
    state = _STATES.get(text(found.get("s")), GpuState.READY)
    fields: Packed = {field: getattr(told, field) for field in (*_TEXTS, *_FACTS, "index", "refused")}
    if state in (GpuState.READY, GpuState.LATE):
        fields |= {field: getattr(told, field) for field in _LASTING_FIELDS}
    for key, value in found.items():
        if column := _ALL.get(key):
            fields[column[0]] = column[1].unpack(value)
    return Gpu(state=state, age=number(found.get("a")) or 0.0, **fields, **_unpack_rest(found, told))


_STATES = {state.value: state for state in GpuState}


def _pack_rest(gpu: Gpu, told: Gpu) -> Packed:
    packed: Packed = {}
    if gpu.throttle is not None:
        packed["h"] = list(gpu.throttle[:_MOST_WORDS])
    if gpu.state is not GpuState.READY:
        packed["s"] = gpu.state.value
    if age := TENTHS.pack(gpu.age):
        packed["a"] = age
    if gpu.processes is not None:
        packed["P"] = [[process.pid, MEBIBYTES.pack(process.mem_used)] for process in gpu.processes]
    if gpu.instances:
        packed["I"] = [pack_counters(*pair) for pair in zip(gpu.instances, told.instances, strict=False)]
    return packed


def _unpack_rest(found: Mapping[str, Any], told: Gpu) -> Packed:
    rest: Packed = {}
    if isinstance(words := found.get("h"), list):
        rest["throttle"] = tuple(map(text, words[:_MOST_WORDS]))
    if isinstance(processes := found.get("P"), list):
        rest["processes"] = tuple(process for packed in processes if (process := _process(packed)))
    if isinstance(instances := found.get("I"), list):
        rest["instances"] = tuple(map(unpack_counters, instances, told.instances))
    return rest


def _process(packed: object) -> GpuProcess | None:
    if not isinstance(packed, list) or len(packed) != 2 or not isinstance(packed[0], int):
        return None
    used = MEBIBYTES.unpack(packed[1])
    return GpuProcess(packed[0], None if used is None else int(used))


def _instances(gpu: Gpu, before: Gpu | None) -> Sequence[Gpu]:
    """A board that does not answer does not tell into what it is split."""
    is_silent = not gpu.instances and gpu.state is not GpuState.READY
    return before.instances if before is not None and is_silent and same_gpu(gpu, before) else gpu.instances
