"""The lines of a recording: what goes in comes out, whatever else is in the file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.recording import (
    LINE_LIMIT,
    End,
    Header,
    decode_line,
    encode_end,
    encode_header,
    encode_sample,
    header_for,
)
from spt_tui.hardware.recording_name import RecordingName, host_in_name, parse_name
from spt_tui.hardware.sample import Disk, DriverState, Gpu, GpuProcess, GpuState, Host, Job, Sample
from tests.hardware.samples import MEBI, blank_header, gpu_of, sample_of


def read_back(sample: Sample, header: Header | None = None) -> Sample:
    header = header or header_for(sample, blank_header())
    told = decode_line(encode_header(header), None)
    assert told == header
    decoded = decode_line(encode_sample(sample, header), header)
    assert isinstance(decoded, Sample)
    return decoded


def test_a_sample_comes_back_as_it_was() -> None:
    sample = sample_of()
    decoded = read_back(sample)
    assert decoded.host.cores == pytest.approx(sample.host.cores, abs=0.1)
    assert replace(decoded, host=replace(decoded.host, cores=sample.host.cores)) == sample


def test_what_a_machine_cannot_say_is_not_there_and_nothing_of_it_is_zero() -> None:
    sample = Sample(5.0, Host("gpu031"), (Gpu("GPU-1", 0),), "no answer", DriverState.HANGS)
    assert read_back(sample) == sample
    assert json.loads(encode_sample(sample, header_for(sample, blank_header()))) == {
        "t": 5.0,
        "h": 5,
        "g": [{}],
        "d": "hangs",
        "why": "no answer",
    }


def test_a_sample_below_another_header_is_laid_to_none() -> None:
    sample = sample_of()
    header = header_for(sample, blank_header())
    line = encode_sample(sample, header)
    assert decode_line(line, replace(header, time=header.time + 60)) is None
    assert isinstance(decode_line(line, header), Sample)


def test_a_node_without_gpus() -> None:
    sample = Sample(5.5, Host("gpu031", cpu=3.0), (), "there is no NVIDIA driver", DriverState.NO_LIBRARY)
    assert read_back(sample) == sample


def test_states_that_are_not_well() -> None:
    lost = Gpu("GPU-0", 0, state=GpuState.LOST, age=41.5)
    late = gpu_of(1, state=GpuState.LATE, age=3.0)
    sample = replace(sample_of(2), gpus=(lost, late))
    assert read_back(sample).gpus == (lost, late)


def test_a_lost_gpu_keeps_what_it_is_and_loses_what_it_does() -> None:
    header = header_for(sample_of(2), blank_header())
    lost = Gpu(gpu_of(1).uuid, 1, state=GpuState.LOST, age=2.0)
    sample = replace(sample_of(2), gpus=(gpu_of(0), lost))
    assert header_for(sample, header) is header
    decoded = read_back(sample, header).gpus[1]
    assert (decoded.state, decoded.name, decoded.mem_total) == (GpuState.LOST, gpu_of(1).name, gpu_of(1).mem_total)
    assert (decoded.util, decoded.power_limit, decoded.mem_reserved) == (None, None, None)


def test_mig_devices_lie_below_their_board() -> None:
    slices = tuple(
        Gpu(f"MIG-{number}", number, "1g.10gb", mem_used=number * MEBI, mem_total=9_856 * MEBI, processes=())
        for number in range(7)
    )
    sample = replace(sample_of(1), gpus=(gpu_of(0, util=None, processes=None, instances=slices),))
    assert read_back(sample).gpus == sample.gpus


def test_only_numbers_and_memory_of_processes_are_kept() -> None:
    process = GpuProcess(7, 5 * MEBI, "someone", "python train.py --token secret", ("/home/someone",), "48213")
    sample = replace(sample_of(1), gpus=(gpu_of(0, processes=(process, GpuProcess(8))),))
    line = encode_sample(sample, header_for(sample, blank_header()))
    assert b"secret" not in line and b"someone" not in line
    assert read_back(sample).gpus[0].processes == (GpuProcess(7, 5 * MEBI), GpuProcess(8))


def test_a_header_holds_until_something_lasting_changes() -> None:
    header = header_for(sample_of(), blank_header())
    busier = replace(sample_of(time=1_795_318_871.0), gpus=tuple(gpu_of(index, util=3) for index in range(8)))
    gone = Sample(1_795_318_873.0, Host("gpu031"), (), "the driver is not loaded", DriverState.NOT_LOADED)
    assert header_for(busier, header) is header and header_for(gone, header) is header
    fewer = header_for(replace(busier, gpus=busier.gpus[:4]), header)
    assert len(fewer.gpus) == 4 and fewer.time == busier.time
    more_memory = replace(busier, host=replace(busier.host, job=Job(64.0, mem_limit=MEBI)))
    assert header_for(more_memory, header).machine.job == Job(64.0, mem_limit=MEBI)


def test_what_is_learnt_late_is_told_in_a_new_header_and_not_forgotten() -> None:
    first = replace(sample_of(1), gpus=(Gpu(gpu_of(0).uuid, 0, state=GpuState.LATE),))
    header = header_for(first, blank_header())
    fuller = header_for(sample_of(1), header)
    assert fuller.gpus[0].mem_total == gpu_of(0).mem_total
    assert header_for(first, fuller) is fuller


def test_a_changed_limit_is_in_the_sample_and_a_disk_that_grows_too() -> None:
    header = header_for(sample_of(1), blank_header())
    disk = Disk("/scratch/runs", 5 * MEBI, 7 * MEBI)
    sample = sample_of(1)
    sample = replace(sample, gpus=(gpu_of(0, power_limit=350.0),), host=replace(sample.host, disk=disk))
    assert header_for(sample, header) is header
    decoded = read_back(sample, header)
    assert decoded.gpus[0].power_limit == 350.0 and decoded.host.disk == disk


def test_eight_gpus_and_128_cores_take_a_quarter_of_the_room() -> None:
    sample = sample_of()
    line = encode_sample(sample, header_for(sample, blank_header()))
    assert line.endswith(b"\n") and len(line) < LINE_LIMIT / 2


@pytest.mark.parametrize("gpus", [16, 24, 40, 64, 100])
def test_a_line_stays_short_however_many_gpus_there_are(gpus: int) -> None:
    sample = sample_of(gpus, cores=1024)
    header = header_for(sample, blank_header())
    line = encode_sample(sample, header)
    decoded = decode_line(line, header)
    assert len(line) <= LINE_LIMIT and isinstance(decoded, Sample)
    assert len(decoded.gpus) == min(gpus, 64)
    assert all((gpu.util, gpu.mem_used, gpu.power) == (97, 61_000 * MEBI, 612.3) for gpu in decoded.gpus)


def test_who_and_what_is_recorded() -> None:
    header = replace(blank_header(), environ=(*blank_header().environ, ("RANK", "13"), ("LOCAL_RANK", "5")))
    assert (header.host, header.job_id, header.rank, header.local_rank) == ("gpu031", "48213_3", 13, 5)
    assert header.world_size is None and replace(header, environ=(("SLURM_JOB_ID", "7"),)).job_id == "7"
    assert replace(header, environ=(("RANK", "-1"), ("SLURM_PROCID", "2"))).rank == 2


def test_an_end() -> None:
    assert decode_line(encode_end(7.25), None) == End(7.25)


def test_names_and_addresses_are_cleaned() -> None:
    line = b'{"schema":1,"host":"a\\u001b[2Jb","environ":{"RANK":"\\u001b"},"gpus":[{"name":"x\\u0007"}]}'
    header = decode_line(line, None)
    assert isinstance(header, Header)
    assert "\x1b" not in header.host + header.environ[0][1] and "\x07" not in header.gpus[0].name


HEADER = header_for(sample_of(2), blank_header())
LINES = (encode_header(HEADER), encode_sample(sample_of(2), HEADER), encode_end(3.0))


@pytest.mark.parametrize("line", LINES)
def test_a_torn_line_is_none_and_never_half_a_sample(line: bytes) -> None:
    assert all(decode_line(line[:length], HEADER) is None for length in range(len(line) - 1))


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"{}", b"[" * 60_000, b'{"t":1' + b" " * 70_000 + b"}", b"\xff\x00", b"1e999"]
)
def test_what_is_no_line_is_none(line: bytes) -> None:
    assert decode_line(line, HEADER) is None


def test_a_sample_above_any_header_is_none() -> None:
    assert decode_line(LINES[1], None) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.integers(-(10**400), 10**400) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["t", "g", "c", "l", "df", "jc", "why", "d", "schema", "gpus", "environ", "host", "end", "time"])
GPU_KEYS = st.sampled_from(["u", "f", "P", "I", "h", "s", "a", "ec", "uuid", "index", "instances", "refused"])
GPUS = st.lists(ANYTHING | st.dictionaries(GPU_KEYS, ANYTHING, max_size=5), max_size=4)


@given(st.dictionaries(KEYS, ANYTHING | GPUS, max_size=8))
def test_any_values_below_our_keys_raise_nothing(found: dict[str, object]) -> None:
    line = json.dumps(found).encode()
    decoded = decode_line(line, HEADER)
    if isinstance(decoded, Sample):
        assert decode_line(encode_sample(decoded, HEADER), HEADER) is not None
    if isinstance(decoded, Header):
        assert isinstance(decode_line(encode_header(decoded), None), Header)


@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing(line: bytes) -> None:
    decode_line(line, HEADER)


def test_names_of_files() -> None:
    first, later = RecordingName("gpu-2"), RecordingName("gpu", 2, 3)
    assert (first.text, later.text) == ("hw-gpu-2.jsonl", "hw-gpu_r2_p3.jsonl")
    assert parse_name(first.text) == first and parse_name(later.text) == later
    parts = [RecordingName("a", part=part) for part in (10, 9, 1)]
    assert sorted(parts) == parts[::-1]


@pytest.mark.parametrize(
    "name", ["hw_metrics.csv", "hw-.jsonl", "hw-a_p0.jsonl", "hw-a.jsonl.gz", "hw-a/b.jsonl", "hw-a_p1_r2.jsonl"]
)
def test_other_files_are_not_taken_for_recordings(name: str) -> None:
    assert parse_name(name) is None


@given(st.text(max_size=200))
def test_any_host_has_a_name_that_is_a_files(host: str) -> None:
    name = RecordingName(host_in_name(host))
    assert parse_name(name.text) == name
