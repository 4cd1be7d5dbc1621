"""Samples as a machine could give them, made up."""

from __future__ import annotations

from dataclasses import replace

from spt_tui.hardware.recording import Header
from spt_tui.hardware.sample import Disk, DriverState, Gpu, GpuProcess, Host, Job, Sample

MEBI = 1 << 20


def gpu_of(index: int, **changed: object) -> Gpu:
    """A GPU that works; everything that NVML can say of one is said."""
    gpu = Gpu(
        uuid=f"GPU-{index:08d}-1111-2222-3333-444444444444",
        index=index,
        name="NVIDIA H100 80GB HBM3",
        bus=f"00000000:{index + 65:02X}:00.0",
        util=97,
        mem_util=31,
        mem_used=61_000 * MEBI,
        mem_reserved=551 * MEBI,
        mem_total=81_559 * MEBI,
        power=612.3,
        power_limit=700.0,
        mean_power=598.0,
        energy=123_456_789.0,
        temp=66,
        temp_limit=87,
        sm_clock=1755,
        sm_clock_max=1980,
        mem_clock=2619,
        mem_clock_max=2619,
        throttle=("power cap",),
        ecc_corrected=0,
        ecc_uncorrected=0,
        pcie_rx=1_048_576.0 * 1024,
        pcie_tx=524_288.0 * 1024,
        nvlink_rx=209_715_200.0 * 1024,
        nvlink_tx=209_715_200.0 * 1024,
        processes=(GpuProcess(41_000 + index, 60_000 * MEBI),),
        refused=(("fan", "not supported"),),
    )
    return replace(gpu, **changed)  # type: ignore[arg-type]


def host_of(cores: int = 128) -> Host:
    """A node in the middle of a job."""
    return Host(
        hostname="gpu031",
        cpu=41.2,
        cores=tuple(100.0 * (number % 36) / 35 for number in range(cores)),
        load=(18.25, 17.5, 16.0),
        mem_used=212_000 * MEBI,
        mem_total=1_031_000 * MEBI + 17,
        swap_used=0,
        swap_total=0,
        net_rx=12_000.0 * 1024,
        net_tx=340.0 * 1024,
        disk=Disk("/scratch/runs", 912_000_000 * MEBI, 2_000_000_000 * MEBI),
        job=Job(64.0, 63.1, 190_000 * MEBI, 512_000 * MEBI, "48213_3"),
    )


def sample_of(gpus: int = 8, time: float = 1_795_318_869.453, cores: int = 128) -> Sample:
    """Everything that can be said of a node with so many GPUs."""
    return Sample(time, host_of(cores), tuple(map(gpu_of, range(gpus))), None, DriverState.READY)


def blank_header() -> Header:
    """What a recorder knows before its first sample."""
    return Header(
        time=1_795_318_869.0,
        machine=Host("gpu031"),
        boot_id="0b1c2d3e-0000-1111-2222-333344445555",
        time_zone="+01:00",
        pid=4711,
        environ=(("SLURM_JOB_ID", "48216"), ("SLURM_ARRAY_JOB_ID", "48213"), ("SLURM_ARRAY_TASK_ID", "3")),
    )
