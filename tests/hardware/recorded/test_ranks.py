from __future__ import annotations

import pytest

from spt_tui.hardware.recorded.ranks import ranks_of
from spt_tui.hardware.recording import Header
from spt_tui.hardware.sample import Host
from tests.hardware.recorded.recordings import gpu


@pytest.mark.parametrize(
    ("environ", "ranks"),
    [
        ({}, ()),
        ({"RANK": "3"}, (3,)),
        ({"RANK": "9", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "4", "WORLD_SIZE": "16"}, (8, 9, 10, 11)),
        ({"SLURM_PROCID": "5", "SLURM_LOCALID": "1", "SLURM_NTASKS": "8", "SLURM_NNODES": "2"}, (4, 5, 6, 7)),
        ({"SLURM_PROCID": "5", "SLURM_LOCALID": "2", "SLURM_NTASKS": "8", "SLURM_NNODES": "2"}, (5,)),
        ({"SLURM_PROCID": "1", "SLURM_LOCALID": "0", "SLURM_NTASKS": "2", "SLURM_NNODES": "2"}, ()),
        ({"SLURM_PROCID": "1", "SLURM_LOCALID": "0", "SLURM_NTASKS": "7", "SLURM_NNODES": "2"}, (1,)),
        ({"RANK": "0", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "9" * 12}, (0,)),
        ({"RANK": "0", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "0"}, (0,)),
        ({"RANK": "all"}, ()),
    ],
)
def test_the_ranks_of_a_host(environ: dict[str, str], ranks: tuple[int, ...]) -> None:
    header = Header(0.0, Host("gpu031"), (gpu(0), gpu(1)), environ=tuple(environ.items()))
    assert ranks_of(header) == ranks
