"""A host as a recording has it: what lasts in the header, what changes in each sample. The keys: see `recording`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from spt_tui.hardware.packed_number import (
    HUNDREDTHS,
    KIBIBYTES_A_SECOND,
    MEBIBYTES,
    TENTHS,
    Unit,
    number,
    pack_percents,
    text,
    unpack_percents,
    whole,
)
from spt_tui.hardware.sample import Disk, Host, Job

Packed = dict[str, Any]

_HOST: dict[str, tuple[str, Unit]] = {
    "cpu": ("cpu", TENTHS),
    "m": ("mem_used", MEBIBYTES),
    "sw": ("swap_used", MEBIBYTES),
    "rx": ("net_rx", KIBIBYTES_A_SECOND),
    "tx": ("net_tx", KIBIBYTES_A_SECOND),
}


def lasting_of(host: Host, told: Host) -> Host:
    """What lasts of the host; what it does not say now it has said before. The disk's total is as it was first told."""
    disk = host.disk and Disk(host.disk.path, total=host.disk.total)
    if disk is None or (told.disk and told.disk.total is not None and told.disk.path == disk.path):
        disk = told.disk
    job = host.job and Job(host.job.cpus, mem_limit=host.job.mem_limit, slurm_id=host.job.slurm_id)
    return Host(
        hostname=told.hostname or host.hostname,
        mem_total=host.mem_total or told.mem_total,
        swap_total=told.swap_total if host.swap_total is None else host.swap_total,
        disk=disk,
        job=job or told.job,
    )


def pack_lasting(machine: Host) -> Packed:
    """What lasts of a host for the header, written out."""
    job, disk = machine.job or Job(), machine.disk
    return {
        "host": machine.hostname,
        "mem_total": machine.mem_total,
        "swap_total": machine.swap_total,
        "disk_path": disk and disk.path,
        "disk_total": disk and disk.total,
        "job_cpus": job.cpus,
        "job_mem_limit": job.mem_limit,
        "job_slurm_id": job.slurm_id,
    }


def unpack_lasting(found: Packed) -> Host:
    """What a header has of its host, whatever became of it."""
    cpus, limit = number(found.get("job_cpus")), whole(found.get("job_mem_limit"))
    slurm_id, path = text(found.get("job_slurm_id")), text(found.get("disk_path"))
    return Host(
        hostname=text(found.get("host")),
        mem_total=whole(found.get("mem_total")),
        swap_total=whole(found.get("swap_total")),
        disk=Disk(path, total=whole(found.get("disk_total"))) if path else None,
        job=Job(cpus, mem_limit=limit, slurm_id=slurm_id or None) if cpus or limit or slurm_id else None,
    )


def pack_host(host: Host, told: Host) -> Packed:
    """A host for a sample below a header that has `told`."""
    packed: Packed = {key: unit.pack(getattr(host, field)) for key, (field, unit) in _HOST.items()}
    if host.load is not None:
        packed["l"] = [HUNDREDTHS.pack(value) for value in host.load]
    if host.cores:
        packed["c"] = pack_percents(host.cores)
    if host.job is not None:
        packed |= {"jc": TENTHS.pack(host.job.cpu), "jm": MEBIBYTES.pack(host.job.mem_used)}
    if host.disk is not None:
        packed["df"] = MEBIBYTES.pack(host.disk.free)
        if told.disk is None or host.disk.total != told.disk.total:
            packed["dt"] = MEBIBYTES.pack(host.disk.total)
    return {key: value for key, value in packed.items() if value is not None}


def unpack_host(found: Packed, told: Host) -> Host:
    """The host that a sample has, with what the header above it has `told`."""
    known: Packed = {field: unit.unpack(found.get(key)) for key, (field, unit) in _HOST.items()}
    job, disk = told.job, told.disk
    if job is not None or "jc" in found or "jm" in found:
        job = replace(job or Job(), cpu=number(found.get("jc")), mem_used=_mebibytes(found.get("jm")))
    if disk is not None:
        total = disk.total if "dt" not in found else _mebibytes(found["dt"])
        disk = Disk(disk.path, _mebibytes(found.get("df")), total)
    return Host(
        told.hostname,
        cores=unpack_percents(found.get("c")),
        load=_load(found.get("l")),
        mem_total=told.mem_total,
        swap_total=told.swap_total,
        disk=disk,
        job=job,
        **known,
    )


def _load(packed: object) -> tuple[float, float, float] | None:
    values = [number(value) for value in packed] if isinstance(packed, list) and len(packed) == 3 else []
    one, five, fifteen = values or (None, None, None)
    return None if one is None or five is None or fifteen is None else (one, five, fifteen)


def _mebibytes(packed: object) -> int | None:
    value = MEBIBYTES.unpack(packed)
    return None if value is None else int(value)
