"""Recordings as figures: energy, idle and throttled time, gaps, GPUs that are lost, several files and recorders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.hardware.recording import Header, encode_end, encode_header, encode_sample
from spt_tui.hardware.sample import Gpu, GpuState, Host, Job, Sample
from spt_tui.hardware.summary.recorded_usage import RecordedUsage
from spt_tui.hardware.summary.usage import EnergySource, HostUsage

GPUS = (Gpu("GPU-a", 0, "H100", mem_total=80 << 30), Gpu("GPU-b", 1, "H100", mem_total=80 << 30))
HEADER = Header(1000.0, Host("gpu031", mem_total=512 << 30), GPUS, interval=2.0, boot_id="boot", pid=7)


def sample(time: float, *gpus: Gpu, **host: object) -> Sample:
    return Sample(time, replace(HEADER.machine, **host), gpus)  # type: ignore[arg-type]


def gpu(index: int = 0, **counters: object) -> Gpu:
    return replace(GPUS[index], **counters)  # type: ignore[arg-type]


def lines_of(samples: Iterable[Sample], header: Header = HEADER) -> list[bytes]:
    return [encode_header(header), *(encode_sample(each, header) for each in samples)]


def usage(*files: Iterable[bytes]) -> HostUsage:
    recorded = RecordedUsage()
    for file in files:
        recorded.begin_file()
        for line in file:
            recorded.add_line(line)
    found = recorded.usage()
    assert found is not None
    return found


def test_the_host() -> None:
    job = Job(mem_used=3 << 30, mem_limit=4 << 30)
    found = usage(
        lines_of([sample(1000, cpu=10.0, mem_used=1 << 30), sample(1002, cpu=30.0, mem_used=2 << 30, job=job)])
    )
    assert found.hostname == "gpu031" and found.interval == 2 and found.has_ended is False
    assert found.cpu and (found.cpu.mean, found.cpu.max) == (20, 30)
    assert (found.mem_peak, found.mem_total) == (2 << 30, 512 << 30)
    assert found.job_mem_peak == 3 << 30
    assert found.span and (found.span.start, found.span.end, found.span.seconds) == (1000, 1002, 2)


def test_each_gpu_by_itself() -> None:
    busy, idle = {"util": 97, "mem_used": 61 << 30, "power": 600.0}, {"util": 0, "power": 70.0}
    first, second = usage(lines_of(sample(1000 + 2 * n, gpu(**busy), gpu(1, **idle)) for n in range(11))).gpus
    assert first.util and first.util.mean == 97 and first.idle_seconds == 0 and first.mem_peak == 61 << 30
    assert second.util and second.util.mean == 0 and second.idle_seconds == 20 and second.mem_peak is None
    assert first.energy and first.energy.kwh * 3.6e6 == pytest.approx(12_000)
    assert (first.uuid, first.name, first.index, second.uuid) == ("GPU-a", "H100", 0, "GPU-b")


def test_the_counter_of_energy_is_believed_before_the_integral_of_power() -> None:
    counters = [5_000, 6_000, 7_000, 10, 1_010]  # the driver was loaded again after the third
    found = usage(lines_of(sample(1000 + 2 * n, gpu(energy=float(e))) for n, e in enumerate(counters)))
    energy = found.gpus[0].energy
    assert energy and energy.source is EnergySource.COUNTER and energy.kwh * 3.6e6 == pytest.approx(3_000)


def test_throttled_time_by_reason() -> None:
    reasons = [(), ("power cap",), ("power cap", "hot"), ()]
    found = usage(lines_of(sample(1000 + 2 * n, gpu(throttle=why)) for n, why in enumerate(reasons)))
    assert found.gpus[0].throttled == (("power cap", 4.0), ("hot", 2.0))
    assert usage(lines_of([sample(1000, gpu(throttle=()))])).gpus[0].throttled == ()
    assert usage(lines_of([sample(1000, gpu(util=1))])).gpus[0].throttled is None


def test_a_gap_is_no_ones_time() -> None:
    samples = [sample(time, gpu(util=0, power=100.0)) for time in (1000, 1002, 1102, 1104)]
    found = usage(lines_of(samples[:2]), [encode_header(replace(HEADER, pid=8)), *lines_of(samples[2:])[1:]])
    assert found.span and (found.span.gaps, found.span.gap_seconds, found.span.seconds) == (1, 100, 4)
    (only,) = found.gpus
    assert only.idle_seconds == 4 and only.energy and only.energy.kwh * 3.6e6 == pytest.approx(400)


def test_a_gpu_that_is_lost_keeps_what_it_did_before() -> None:
    lost = gpu(1, state=GpuState.LOST)
    late = gpu(0, state=GpuState.LATE, util=97, age=3.0)
    found = usage(
        lines_of([sample(1000, gpu(util=50), gpu(1, util=90)), sample(1002, late, lost), sample(1004, late, lost)])
    )
    first, second = found.gpus
    assert first.silent == (("late", 2),) and first.util and first.util.count == 1
    assert second.silent == (("lost", 2),) and second.util and second.util.mean == 90


def test_a_gpu_is_known_by_its_uuid_when_indexes_change() -> None:
    turned = replace(HEADER, gpus=(replace(GPUS[1], index=0), replace(GPUS[0], index=1)))
    later = Sample(1002, HEADER.machine, (replace(turned.gpus[0], util=90), replace(turned.gpus[1], util=10)))
    found = usage([*lines_of([sample(1000, gpu(util=10), gpu(1, util=90))]), *lines_of([later], turned)])
    assert [(each.uuid, each.util and each.util.mean) for each in found.gpus] == [("GPU-a", 10), ("GPU-b", 90)]


def test_mig_devices_stand_beside_their_board() -> None:
    part = Gpu("MIG-1", 0, "MIG 1g.10gb", mem_used=1 << 30, mem_total=10 << 30)
    header = replace(HEADER, gpus=(replace(GPUS[0], instances=(replace(part, mem_used=None),)),))
    found = usage(lines_of([Sample(1000, HEADER.machine, (replace(GPUS[0], power=99.0, instances=(part,)),))], header))
    assert [(each.uuid, each.board, each.util, each.mem_peak) for each in found.gpus] == [
        ("GPU-a", None, None, None),
        ("MIG-1", 0, None, 1 << 30),
    ]


def test_an_orderly_end_is_told_and_a_new_start_takes_it_back() -> None:
    first = [*lines_of([sample(1000, cpu=1.0)]), encode_end(1001.0)]
    assert usage(first).has_ended is True
    assert usage([*first, b'{"t":1']).has_ended is True
    assert usage(first, lines_of([sample(1010, cpu=1.0)])).has_ended is False


def test_torn_strange_and_headless_lines_cost_themselves() -> None:
    recorded = RecordedUsage()
    good = lines_of([sample(1000, cpu=50.0)])
    strange = [b"\x00\xff\n", b'{"t": "noon"}\n', b"[]\n", good[1][:20] + b"\n"]
    for line in [encode_sample(sample(999, cpu=0.0), HEADER), *good, *strange, good[1][:20]]:
        recorded.add_line(line)
    found = recorded.usage()
    assert found and found.cpu and found.cpu.mean == 50 and recorded.unread == 5


def test_a_file_without_its_header_does_not_take_that_of_the_one_before(tmp_path: Path) -> None:
    assert usage(lines_of([sample(1000, cpu=50.0)]), lines_of([sample(1002, cpu=1.0)])[1:]).samples == 1


def test_nothing_but_a_header_is_nothing() -> None:
    recorded = RecordedUsage()
    recorded.add_line(encode_header(HEADER))
    assert recorded.usage() is None


def test_why_there_are_no_gpus() -> None:
    silent = replace(sample(1000, cpu=1.0), gpu_problem="no NVIDIA driver on this node")
    assert usage(lines_of([silent])).gpu_problem == "no NVIDIA driver on this node"
