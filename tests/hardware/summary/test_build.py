"""From files to a summary: which files, what of them, and where pytyche says something else."""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui import HWMonitor, ResourceSummary, build_resource_summary
from spt_tui.hardware.recording import encode_header, encode_sample
from spt_tui.hardware.summary.build import summarise
from spt_tui.hardware.summary.pytyche import PytycheSummary
from spt_tui.hardware.summary.resource_summary import FIGURES
from spt_tui.hardware.summary.sources import Recording, Sources, source_of, sources_in, sources_of_run, whole_recording
from tests.hardware.summary.files import CPU_TEXTS, DMON_TEXTS, GOLDEN, GPU_TEXTS, RECORDED, write_files
from tests.hardware.summary.test_recorded_usage import HEADER, gpu, lines_of, sample


def figures(case: str, folder: Path) -> dict[str, Any]:
    paths = write_files(folder, GOLDEN[case])
    said = build_resource_summary(paths["gpu"], paths["cpu"], paths["dmon"]).to_dict()
    return {name: said[name] for name in FIGURES if said[name] is not None}


GPU_OF_40_GB = {"peak_vram_mb": 40000.0, "gpu_util_mean_pct": 90.0, "gpu_util_max_pct": 90.0}
RIGHT: dict[str, dict[str, float]] = {
    "one_gpu": {name: value for name, value in GOLDEN["one_gpu"]["out"].items() if not name.startswith("cpu")}
    | {"mem_util_mean_pct": 10.0, "mem_util_max_pct": 10.0},
    "power_na_drops_row": GPU_OF_40_GB | {"peak_vram_mb": 41000.0, "mem_util_mean_pct": 1.0, "mem_util_max_pct": 1.0},
    "torn_last_row": GPU_OF_40_GB
    | {"mem_util_mean_pct": 1.0, "mem_util_max_pct": 1.0, "power_watts_mean": 300.0, "power_watts_max": 300.0},
    "driver_error_text": {},
    "units_kept": GPU_OF_40_GB
    | {"mem_util_mean_pct": 1.0, "mem_util_max_pct": 1.0, "power_watts_mean": 300.0, "power_watts_max": 300.0},
    "dmon_um_reads_mem": {"peak_vram_mb": 1000.0, "gpu_util_mean_pct": 80.0, "gpu_util_max_pct": 80.0}
    | {"mem_util_mean_pct": 55.0, "mem_util_max_pct": 55.0},
    "cpu": {"cpu_usr_mean_pct": 20.0, "cpu_idle_mean_pct": 70.0},
}


@pytest.mark.parametrize("case", sorted(RIGHT))
def test_what_is_right_where_pytyche_is_not(case: str, tmp_path: Path) -> None:
    assert figures(case, tmp_path) == RIGHT[case]


def test_every_golden_case_is_looked_at() -> None:
    assert RIGHT.keys() == GOLDEN.keys()


def test_where_and_why_pytyche_says_something_else() -> None:
    found = {each.figure: each for each in summarise(sources_in(str(RECORDED))).differences}
    assert found.keys() == {"gpu_util_mean_pct", "power_watts_mean", "mem_util_mean_pct", "mem_util_max_pct"}
    assert found["gpu_util_mean_pct"].gpus == (0.0, 97.0)
    assert found["gpu_util_mean_pct"].why == "the rows are of 2 GPUs, which pytyche takes for one"
    mean = found["mem_util_mean_pct"]
    assert (mean.pytyche, mean.here, mean.gpus) == (132.0, 27.5, (0.0, 55.0))
    assert mean.why.startswith("pytyche takes the third column for memory utilisation: bar1")


def test_no_data_is_a_difference_from_0(tmp_path: Path) -> None:
    paths = write_files(tmp_path, GOLDEN["cpu"])
    found = build_resource_summary(None, paths["cpu"])
    assert {each.why for each in found.differences} == {"there is no data, for which pytyche says 0"}
    assert found.peak_vram_mb is None


def test_figures_that_pytyche_reads_from_one_file_alone(tmp_path: Path) -> None:
    paths = write_files(tmp_path, GOLDEN["dmon_um_reads_mem"])
    found = {each.figure: each for each in build_resource_summary(None, None, paths["dmon"]).differences}
    assert found["gpu_util_mean_pct"].why == "pytyche reads this from hw_metrics.csv alone, which is not there"
    assert found["power_watts_mean"].why == "there is no data, for which pytyche says 0"


def test_tables_that_do_not_list_the_same_gpus(tmp_path: Path) -> None:
    paths = write_files(tmp_path, {"gpu": GOLDEN["one_gpu"]["gpu"], "dmon": GOLDEN["dmon_um_reads_mem"]["dmon"]})
    found = build_resource_summary(paths["gpu"], None, paths["dmon"])
    assert [gpu.index for gpu in found.hosts[0].gpus] == [0, 0, 1]
    assert found.notes == ("hw_metrics.csv and hw_dmon.csv do not list the same GPUs: theirs stand below one another",)


def test_pytyches_own_names_in_its_own_order() -> None:
    assert ResourceSummary.__slots__[:10] == PytycheSummary.__slots__
    summary = ResourceSummary()
    summary.jax_peak_bytes_mb = 12.34
    assert summary.to_dict()["jax_peak_bytes_mb"] == 12.3
    summary.jax_peak_bytes_mb = 0.0
    assert summary.to_dict()["jax_peak_bytes_mb"] is None


def test_files_that_are_not_there_say_nothing(tmp_path: Path) -> None:
    assert build_resource_summary(tmp_path / "a", tmp_path / "b", None) == ResourceSummary()
    assert build_resource_summary(None, None).is_empty


def recording(
    folder: Path, name: str = "hw-gpu031.jsonl", utils: tuple[int, ...] = (50, 70), start: int = 1000
) -> Path:
    path = folder / name
    samples = (sample(start + 2 * n, gpu(util=util, power=100.0), cpu=20.0) for n, util in enumerate(utils))
    path.write_bytes(b"".join(lines_of(samples)))
    return path


def test_what_a_monitors_stop_gives_is_taken(tmp_path: Path) -> None:
    recording(tmp_path, utils=(0, 0))
    newest = recording(tmp_path, "hw-gpu031_p2.jsonl", (90, 90), start=1004)
    found = build_resource_summary(newest, newest, None)
    assert found.gpu_util_mean_pct == 45 and found.cpu_idle_mean_pct == 80 and found.cpu_usr_mean_pct is None
    (host,) = found.hosts
    assert host.files == ("hw-gpu031.jsonl", "hw-gpu031_p2.jsonl") and host.samples == 4
    assert not found.differences and not found.notes


def test_several_hosts_and_recorders(tmp_path: Path) -> None:
    for name in ("hw-a10.jsonl", "hw-a9.jsonl", "hw-a9_r2.jsonl"):
        recording(tmp_path, name)
    found = summarise(sources_in(str(tmp_path)))
    assert [host.hostname for host in found.hosts] == ["gpu031", "gpu031 (2)", "gpu031"]
    assert [host.files for host in found.hosts] == [("hw-a9.jsonl",), ("hw-a9_r2.jsonl",), ("hw-a10.jsonl",)]
    assert found.gpu_util_mean_pct == 60


def test_the_files_of_a_run(tmp_path: Path) -> None:
    recording(tmp_path)
    for name in ("media.jsonl", "metrics.csv", "points.jsonl", "run_log.jsonl"):
        line = b'{"type": "event", "event": "x"}\n' if name in ("media.jsonl", "run_log.jsonl") else b'{"step": 1}\n'
        (tmp_path / name).write_bytes(line)
    os.mkfifo(tmp_path / "pipe.jsonl")
    found = sources_in(str(tmp_path))
    assert [os.path.basename(path) for path in found.logs] == ["run_log.jsonl"]
    assert found.recordings == (Recording((str(tmp_path / "hw-gpu031.jsonl"),)),)
    assert not found.are_pytyches


def test_recordings_in_the_other_places_of_a_run(tmp_path: Path) -> None:
    own, shared = tmp_path / "run", tmp_path / "shared"
    for folder in (own, shared):
        folder.mkdir()
    for name, job in (("hw-a.jsonl", "1"), ("hw-b.jsonl", "2")):
        header = HEADER.__class__(1000.0, HEADER.machine, environ=(("SLURM_JOB_ID", job),))
        (shared / name).write_bytes(b"".join(lines_of([sample(1000, cpu=1.0)], header)))
    places = [
        (str(own), lambda _: True),
        (str(shared), lambda job: job == "2"),
        (str(tmp_path / "gone"), lambda _: True),
    ]
    (found,) = sources_of_run(places).recordings
    assert os.path.basename(found.paths[0]) == "hw-b.jsonl"


@pytest.mark.parametrize("kind", ["gpu", "dmon", "cpu"])
def test_a_file_is_known_by_what_it_says(kind: str, tmp_path: Path) -> None:
    name = {"gpu": "hw_metrics.csv", "dmon": "hw_dmon.csv", "cpu": "cpu_metrics.csv"}[kind]
    path = tmp_path / "any name"
    path.write_bytes((RECORDED / name).read_bytes())
    assert source_of(str(path)) == Sources(**{kind: str(path)})


def test_logs_and_recordings_are_known_too(tmp_path: Path) -> None:
    path = recording(tmp_path, "any name")
    assert source_of(str(path)).recordings == (Recording((str(path),)),) == (whole_recording(str(path)),)
    log = str(RECORDED / "run_log.jsonl")
    assert source_of(log) == Sources(logs=(log,))
    (tmp_path / "README").write_text("nothing of these, and more\n")
    assert source_of(str(tmp_path / "README")).is_empty


def test_phases_and_events(tmp_path: Path) -> None:
    lines = [{"type": "phase", "name": "fit", "seconds": n} for n in (1, 3)] + [{"type": "event", "event": "saved"}] * 2
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = summarise(sources_in(str(tmp_path)))
    (fit,) = found.phases
    assert (fit.name, fit.count, fit.seconds, fit.longest) == ("fit", 2, 4, 3)
    assert found.events == (("saved", 2),)


def test_what_cannot_be_read_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "hw_metrics.csv").mkdir()
    (tmp_path / "hw_dmon.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "cpu_metrics.csv").write_text("timestamp,usr_pct,idle_pct\n2026-11-22T03:30:00+00:00,10,90\n")
    found = summarise(sources_in(str(tmp_path)))
    assert found.cpu_usr_mean_pct == 10
    assert "hw_metrics.csv: not a regular file" in found.notes and "hw_dmon.csv: no figure in it" in found.notes
    assert found.notes[-1].startswith("pytyche cannot read these files: ")


def test_a_recording_of_any_length_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "hw-gpu031.jsonl"
    line = encode_sample(sample(1000, gpu(util=50)), HEADER)
    with open(path, "wb") as file:
        file.write(encode_header(HEADER))
        file.write(line * 2_000 + b"x" * (4 << 20) + b"\n" + line * 2_000)
    tracemalloc.start()
    found = summarise(sources_in(str(tmp_path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.hosts[0].samples == 4_000 and peak < 4 << 20


@settings(max_examples=60, deadline=None)
@given(st.none() | GPU_TEXTS, st.none() | CPU_TEXTS, st.none() | DMON_TEXTS)
def test_any_texts_give_finite_json(gpu_text: str | None, cpu_text: str | None, dmon_text: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(Path(folder), {"gpu": gpu_text, "cpu": cpu_text, "dmon": dmon_text})
        found = build_resource_summary(paths["gpu"], paths["cpu"], paths["dmon"])
    json.dumps(found.to_dict(), allow_nan=False)
    assert all(value is None or math.isfinite(value) for value in (getattr(found, name) for name in FIGURES))
    assert all(text.isprintable() for text in (*found.notes, *(each.why for each in found.differences)))


def test_who_watches_is_told_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes((b"x" * 1023 + b"\n") * 600)
    told: list[tuple[str, int]] = []
    summarise(Sources(logs=(str(path),)), lambda name, size: told.append((name, size)))
    assert told == [("log", 262_144)] * 2


def test_a_monitor_of_this_machine(tmp_path: Path) -> None:
    monitor = HWMonitor()
    monitor.start(tmp_path, 0.05)
    time.sleep(0.15)
    found = build_resource_summary(*monitor.stop())
    (host,) = found.hosts
    assert host.samples >= 1 and host.has_ended and host.mem_peak and not found.notes
