"""Which ranks of a job a recording is of, by what its header says of the process that was recorded."""

from __future__ import annotations

from spt_tui.hardware.recording import Header

MOST_A_HOST = 1_024
"""Ranks of one host that are believed."""


def ranks_of(header: Header) -> tuple[int, ...]:
    """The global ranks on that host, as far as they are told.

    torchrun tells how many ranks a host has, and SLURM does where each node has as many tasks; they are numbered host
    by host. One task a node with several GPUs is most likely torchrun itself, whose number is no rank.
    """
    known = dict(header.environ)
    rank, local, here = header.rank, header.local_rank, _number(known.get("LOCAL_WORLD_SIZE"))
    if rank is None:
        return ()
    if "RANK" not in known and here is None:
        tasks, nodes = _number(known.get("SLURM_NTASKS")), _number(known.get("SLURM_NNODES"))
        if tasks is not None and tasks == nodes and len(header.gpus) > 1:
            return ()
        here = tasks // nodes if tasks and nodes and tasks % nodes == 0 else None
    first = rank - (local or 0)
    if here is None or local is None or not 0 <= local < here <= MOST_A_HOST or first < 0 or first % here:
        return (rank,)
    return tuple(range(first, first + here))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
