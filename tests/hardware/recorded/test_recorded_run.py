from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spt_tui.hardware.recorded.host_reading import GONE, KEPT_SECONDS
from spt_tui.hardware.recorded.recorded_run import RecordedRun, RunRecordings
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.sample import GpuState
from tests.hardware.recorded.recordings import BEGAN, Recorder, gpu, sample


def recordings(*folders: Path) -> RunRecordings:
    return RunRecordings((str(folder), lambda job: True) for folder in folders)


def look(folder: Path, is_over: bool = False) -> RecordedRun:
    return recordings(folder).look(is_over)


def only_host(recorded: RecordedRun) -> RecordedHost:
    (host,) = recorded.hosts
    return host


def utils(host: RecordedHost) -> list[int | None]:
    return [each.util for each in host.samples[-1].gpus]


def read_by_this_thread() -> int:
    """Bytes, by the kernel's count."""
    counts = Path("/proc/thread-self/io")
    if not counts.exists():
        pytest.skip("this kernel does not count what a thread reads")
    return int(counts.read_text().split()[1])


def test_a_host_is_shown_as_it_was_recorded(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, RANK="3")
    recorder.run(range(0, 40, 2), [gpu(0, util=97), gpu(1, util=4)])
    host = only_host(look(tmp_path))
    assert (host.name, host.ranks, host.problem, host.ended) == ("gpu031", (3,), None, False)
    assert utils(host) == [97, 4]
    assert host.samples[-1].time == BEGAN + 38
    assert host.history.percents("GPU-1", 4, BEGAN + 38) == [4, 4, 4, 4]
    assert host.file == str(recorder.path)


def test_hosts_come_in_the_order_that_people_count_in(tmp_path: Path) -> None:
    for name in ("node10", "node9", "node1"):
        Recorder(tmp_path, name).run([0])
    assert [host.name for host in look(tmp_path).hosts] == ["node1", "node9", "node10"]


def test_of_many_hosts_those_are_told_that_have_been_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spt_tui.hardware.recorded.recorded_run.PARTIAL_SECONDS", 0.0)
    for name in ("node1", "node2", "node3"):
        Recorder(tmp_path, name).run([0])
    reader = recordings(tmp_path)
    assert [(len(told.hosts), told.unread) for told in reader.looks()] == [(1, 2), (2, 1), (3, 0)]
    assert [len(told.hosts) for told in reader.looks()] == [3]


def test_an_age_below_zero_is_that_of_a_clock_that_is_ahead(tmp_path: Path) -> None:
    recorded = recordings(tmp_path)
    Recorder(tmp_path).run([4_000_000_000 - BEGAN])
    found = recorded.look()
    assert only_host(found).age_text(found.read_at).startswith("its clock is ")


def test_a_sample_that_comes_has_arrived_now_and_what_was_there_has_not(tmp_path: Path) -> None:
    recorder, reader = Recorder(tmp_path), recordings(tmp_path)
    recorder.run([0])
    first = only_host(reader.look())
    recorder.run([2])
    before = time.time()
    second = only_host(reader.look())
    assert first.arrived is None and first.is_silent(before)
    assert second.arrived is not None and second.arrived >= before and not second.is_silent(before)


def test_of_a_growing_recording_only_the_new_bytes_are_read(tmp_path: Path) -> None:
    recorder, recorded = Recorder(tmp_path), recordings(tmp_path)
    recorder.run(range(0, 600, 2))
    recorded.look()
    before = recorder.path.stat().st_size
    recorder.run([600], [gpu(util=5)])
    added = recorder.path.stat().st_size - before
    start = read_by_this_thread()
    own = read_by_this_thread() - start
    host = only_host(recorded.look())
    assert read_by_this_thread() - start - 2 * own <= added + 64
    assert utils(host) == [5]


def test_nothing_is_read_of_a_recording_that_has_not_grown(tmp_path: Path) -> None:
    Recorder(tmp_path).run(range(0, 600, 2))
    recorded = recordings(tmp_path)
    recorded.look()
    start = read_by_this_thread()
    own = read_by_this_thread() - start
    recorded.look()
    assert read_by_this_thread() - start == 2 * own


def test_a_big_recording_is_opened_at_its_end(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    recorder.run([0])
    recorder.write((b"x" * 999 + b"\n") * 16_000)
    recorder.run(range(2, 62, 2), [gpu(util=50)])
    start = read_by_this_thread()
    host = only_host(look(tmp_path))
    assert read_by_this_thread() - start < 1_500_000
    assert utils(host) == [50] and len(host.samples) == 30


def test_a_header_in_the_part_that_was_skipped_is_looked_for(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    recorder.run([0], [gpu(0, "GPU-old")])
    recorder.write((b"x" * 999 + b"\n") * 2_000)
    recorder.run([2], [gpu(0, "GPU-a"), gpu(1, "GPU-b")])
    recorder.write((b"x" * 999 + b"\n") * 300)
    recorder.run(range(4, 3_000, 2), [gpu(0, "GPU-a"), gpu(1, "GPU-b")])
    recorder.write((b"x" * 999 + b"\n") * 600)
    recorder.run([3_000], [gpu(0, "GPU-a", util=3), gpu(1, "GPU-b", util=4)])
    host = only_host(look(tmp_path))
    assert [each.uuid for each in host.samples[-1].gpus] == ["GPU-a", "GPU-b"]
    assert utils(host) == [3, 4]


def test_the_part_before_is_read_where_the_newest_has_just_begun(tmp_path: Path) -> None:
    Recorder(tmp_path).run(range(0, 600, 2), [gpu(util=20)])
    Recorder(tmp_path, part=2).run([600], [gpu(util=80)])
    host = only_host(look(tmp_path))
    assert host.history.percents("GPU-0", 61, BEGAN + 600) == [20] * 60 + [80]


def test_a_recording_that_goes_on_in_another_part_is_followed_there(tmp_path: Path) -> None:
    first, recorded = Recorder(tmp_path), recordings(tmp_path)
    first.run([0], [gpu(util=1)])
    recorded.look()
    first.run([2], [gpu(util=2)])
    Recorder(tmp_path, part=2).run([4], [gpu(util=3)])
    Recorder(tmp_path, part=3).run([6], [gpu(util=4)])
    assert [each.gpus[0].util for each in only_host(recorded.look()).samples] == [1, 2, 3, 4]
    first.path.unlink()
    Recorder(tmp_path, part=4).run([8], [gpu(util=5)])
    assert utils(only_host(recorded.look())) == [5]


def test_a_torn_line_counts_once_it_is_whole(tmp_path: Path) -> None:
    recorder, recorded = Recorder(tmp_path), recordings(tmp_path)
    recorder.run([0], [gpu(util=1)])
    whole = recorder.path.read_bytes()
    recorder.run([2], [gpu(util=2)])
    line = recorder.path.read_bytes()[len(whole) :]
    recorder.path.write_bytes(whole + line[:20])
    assert utils(only_host(recorded.look())) == [1]
    recorder.write(line[20:])
    assert utils(only_host(recorded.look())) == [2]


@pytest.mark.parametrize("how", ["truncated", "replaced", "rewritten"])
def test_a_recording_that_is_another_one_now_is_read_anew(tmp_path: Path, how: str) -> None:
    recorder, recorded = Recorder(tmp_path), recordings(tmp_path)
    recorder.run(range(0, 60, 2), [gpu(util=90)])
    recorded.look()
    other = Recorder(tmp_path, "other")
    other.run(range(100, 104 if how == "truncated" else 200, 2), [gpu(util=10)])
    content = other.path.read_bytes()
    if how == "replaced":
        other.path.rename(recorder.path)
    else:
        other.path.unlink()
        recorder.path.write_bytes(content)
    host = only_host(recorded.look())
    assert utils(host) == [10]
    assert 90 not in host.history.percents("GPU-0", 30, host.samples[-1].time)


def test_what_is_gone_or_unreadable_is_said_and_what_is_known_stays(tmp_path: Path) -> None:
    recorder, recorded = Recorder(tmp_path), recordings(tmp_path)
    recorder.run([0])
    recorded.look()
    kept = recorder.path.read_bytes()
    recorder.path.unlink()
    gone = only_host(recorded.look())
    assert gone.problem == GONE and utils(gone) == [97]
    recorder.path.mkdir()
    assert only_host(recorded.look()).problem == "not a regular file"
    recorder.path.rmdir()
    recorder.path.write_bytes(kept)
    assert only_host(recorded.look()).problem is None
    shutil.rmtree(tmp_path)
    assert only_host(recorded.look()).problem == GONE


def test_a_recording_that_cannot_be_read_is_a_host_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "hw-gpu031.jsonl").symlink_to("hw-gpu031.jsonl")
    host = only_host(look(tmp_path))
    assert host.name == "gpu031" and host.samples == ()
    assert host.problem and "symbolic links" in host.problem


@pytest.mark.parametrize("killed", [False, True])
def test_a_recording_is_over_when_its_recorder_says_so_or_the_run_is(tmp_path: Path, killed: bool) -> None:
    recorder = Recorder(tmp_path)
    recorder.run([0, 2])
    if not killed:
        recorder.end(3)
    assert only_host(look(tmp_path)).ended is not killed
    assert only_host(look(tmp_path, is_over=True)).ended
    recorder.run([4])
    assert not only_host(look(tmp_path)).ended


def test_a_recorder_that_goes_on_after_the_run_has_not_ended(tmp_path: Path) -> None:
    Recorder(tmp_path).run([time.time() - BEGAN])
    assert not only_host(look(tmp_path, is_over=True)).ended


def test_recorders_that_see_a_gpu_each_are_one_host_with_all_gpus(tmp_path: Path) -> None:
    for rank in range(4):
        recorder = Recorder(tmp_path, recorder=rank + 1, RANK=str(rank))
        recorder.run(range(0, 20, 2), [gpu(0, f"GPU-{rank}", bus=f"{rank}", util=rank * 10)])
    host = only_host(look(tmp_path))
    assert host.ranks == (0, 1, 2, 3)
    assert utils(host) == [0, 10, 20, 30]
    assert [each.index for each in host.samples[-1].gpus] == [0, 1, 2, 3]


def test_a_recorder_that_falls_silent_beside_others_is_late_and_then_left_out(tmp_path: Path) -> None:
    for number, times in ((1, range(0, 10, 2)), (2, range(0, 60, 2))):
        Recorder(tmp_path, recorder=number).run(times, [gpu(0, f"GPU-{number}", bus=str(number))])
    host = only_host(look(tmp_path))
    assert [each.state for each in host.samples[-1].gpus] == [GpuState.LATE, GpuState.READY]
    Recorder(tmp_path, recorder=2).run([300], [gpu(0, "GPU-2", bus="2")])
    assert [each.uuid for each in only_host(look(tmp_path)).samples[-1].gpus] == ["GPU-2"]


def test_samples_are_kept_for_a_minute_and_no_longer(tmp_path: Path) -> None:
    Recorder(tmp_path).run(range(0, 600, 2))
    samples = only_host(look(tmp_path)).samples
    assert samples[-1].time - samples[0].time == KEPT_SECONDS


def test_recordings_of_another_job_in_a_shared_folder_are_not_the_run_s(tmp_path: Path) -> None:
    Recorder(tmp_path, "a", SLURM_JOB_ID="48213").run([0])
    Recorder(tmp_path, "b", SLURM_JOB_ID="48377").run([0])
    Recorder(tmp_path, "c").run([0])
    (tmp_path / "hw-d.jsonl").mkdir()
    (host,) = RunRecordings([(str(tmp_path), lambda job: job == "48213")]).look().hosts
    assert host.name == "a"


def test_without_a_recording_it_says_where_it_looked_and_why_in_vain(tmp_path: Path) -> None:
    recorded = recordings(tmp_path, tmp_path / "absent", tmp_path / "nul\0").look()
    assert recorded.hosts == ()
    assert [line.partition("  ")[2] for line in recorded.tried] == [
        "no recording there",
        "no such file or directory",
        "not a path",
    ]


def test_a_recording_that_appears_is_found(tmp_path: Path) -> None:
    recorded = recordings(tmp_path)
    assert recorded.look().hosts == ()
    Recorder(tmp_path).run([0])
    assert len(recorded.look().hosts) == 1


def test_a_hostile_host_is_one_line_that_a_terminal_prints(tmp_path: Path) -> None:
    header = {"schema": 1, "time": BEGAN, "host": "\x1b]0;gpu\x07\n[/x]", "gpus": [{"name": "\x1b[2J"}] * 3}
    sampled = {"t": BEGAN, "cpu": 1e9, "g": [{"u": -5}, "x", None, 7]}
    lines = [json.dumps(line) for line in (header, sampled)]
    (tmp_path / "hw-evil.jsonl").write_text("\n".join(lines) + "\n")
    host = only_host(look(tmp_path))
    assert host.name.isprintable()
    assert all(each.name.isprintable() for shown in host.samples for each in shown.gpus)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=80), st.sampled_from([b"{}", b"[]", b'{"t":1e999}', b'{"end":"x"}']))))
def test_nothing_in_a_file_makes_a_look_fail(tmp_path: Path, lines: list[bytes]) -> None:
    recorder = Recorder(tmp_path)
    recorder.path.unlink(missing_ok=True)
    recorder.run([0], [gpu(util=1)])
    recorded = recordings(tmp_path)
    recorded.look()
    recorder.write(b"\n".join(lines) + b"\n")
    recorder.run([2], [gpu(util=2)])
    assert only_host(recorded.look()).samples


def test_two_hosts_that_call_themselves_the_same_are_told_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        recorder = Recorder(tmp_path, name)
        recorder.add(sample(0, [gpu()], host="localhost"))
    assert [host.name for host in look(tmp_path).hosts] == ["localhost", "localhost (2)"]


def test_the_run_s_log_is_read_on(tmp_path: Path) -> None:
    Recorder(tmp_path).run([0])
    log = tmp_path / "run_log.jsonl"
    phase = {"ts": BEGAN + 20, "type": "phase", "name": "eval\x1b", "seconds": 5}
    log.write_text(json.dumps(phase) + "\n")
    recorded = recordings(tmp_path)
    (entry,) = recorded.look().entries
    assert entry.start == BEGAN + 15 and entry.name.isprintable()
    with log.open("a") as file:
        file.write(json.dumps({"ts": BEGAN + 1, "type": "event", "event": "resumed"}) + "\n" + "{torn")
    found = recorded.look()
    assert [each.name for each in found.entries] == [entry.name, "resumed"]
    assert recorded.look().entries is found.entries
    os.truncate(log, 0)
    assert recorded.look().entries == ()
