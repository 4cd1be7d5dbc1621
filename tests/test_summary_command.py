"""`spt-tui summary`: what a run took of its machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.hardware.summary.files import GOLDEN, RECORDED, write_files
from tests.hardware.summary.test_recorded_usage import gpu, lines_of, sample
from tests.trees import write_run

THROTTLED = ("power cap",)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "runs" / "day" / "run"
    write_run(folder)
    busy, idle = {"util": 97, "mem_used": 61 << 30, "power": 612.0}, {"util": 0, "mem_used": 1 << 30, "power": 70.0}
    samples = [
        sample(
            1.8e9 + 2 * n, gpu(throttle=THROTTLED, **busy), gpu(1, throttle=(), **idle), cpu=41.0, mem_used=200 << 30
        )
        for n in range(61)
    ]
    (folder / "hw-gpu031.jsonl").write_bytes(b"".join(lines_of(samples)))
    (folder / "run_log.jsonl").write_text('{"type": "phase", "name": "warm\\u001b[2Jup", "seconds": 2.2}\n')
    return folder


def test_a_run(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(run)]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("gpu031  2027-01-1") and first.endswith(":02:00  61 samples, one every 2s")
    assert lines == [
        "  cpu     41% in the mean, 19 of 20 samples up to 41%, at most 41%",
        "  memory  at most 200G of 512G",
        "  gpus    2 × H100",
        "  energy  22.7Wh of 2 GPUs, by integral of power",
        "  end     none was written: the recorder still runs, or was killed",
        "  gpu  util  p95  max  memory     of  power   max  energy   idle        throttled",
        "  0     97%  97%  97%   61.0G  80.0G   612W  612W  20.4Wh     0s  power cap 2m00s",
        "  1      0%   0%   0%    1.0G  80.0G    70W   70W  2.33Wh  2m00s            never",
        "",
        "phase       times  seconds  longest",
        "warm␛[2Jup      1     2.2s     2.2s",
    ]


def test_a_run_as_json(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(run), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (host,) = found["hosts"]
    busy, idle = host["gpus"]
    assert (host["hostname"], host["mem_peak"], host["cpu"]["p95"], host["gaps"]) == ("gpu031", 200 << 30, 41.0, 0)
    assert (busy["throttled_seconds"], busy["energy_source"]) == ({"power cap": 120.0}, "integral of power")
    assert (idle["idle_seconds"], idle["util"]["mean"], idle["mem_util"]) == (120.0, 0.0, None)
    assert found["phases"] == [{"name": "warm␛[2Jup", "count": 1, "seconds": 2.2, "longest_seconds": 2.2}]
    assert found["gpu_util_max_pct"] == 97.0 and found["mem_util_max_pct"] is None


def test_several_hosts_are_added_up(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "hw-gpu032.jsonl").write_bytes((run / "hw-gpu031.jsonl").read_bytes())
    assert main(["summary", str(run)]) == 0
    assert capsys.readouterr().out.startswith("2 hosts, 4 GPUs, 45.5Wh of 4 GPUs, by integral of power\n\ngpu031  ")


def test_a_directory_of_pytyches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(RECORDED)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("host  2026-11-22 ") and lines[0].endswith("  5 samples, one every 1s")
    assert "  1     97%  97%  97%      55%   39.1G  79.6G   612W  612W    0.68Wh    0s" in lines
    assert "power_watts_mean      341.2  70.1, 612.3    341.2" in lines
    assert "why: the rows are of 2 GPUs, which pytyche takes for one" in lines
    assert lines[-1].endswith("no column for the GPU: they are told apart by their order")
    assert max(map(len, lines)) < 130 and all(line.isprintable() for line in lines)


@pytest.mark.parametrize("case", sorted(GOLDEN))
def test_pytyches_own_figures(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(tmp_path, GOLDEN[case])
    assert main(["summary", str(tmp_path), "--compat", "pytyche", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == GOLDEN[case]["out"]


def test_pytyches_own_figures_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(RECORDED), "--compat", "pytyche"]) == 0
    assert "mem_util_max_pct     260.0" in capsys.readouterr().out.splitlines()


def test_pytyche_has_nothing_to_say_of_a_recording(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(run), "--compat", "pytyche"]) == 1
    assert "pytyche reads hw_metrics.csv, cpu_metrics.csv and hw_dmon.csv" in capsys.readouterr().err


def test_where_pytyche_stops_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hw_metrics.csv").write_bytes(b"\xff\n")
    assert main(["summary", str(tmp_path), "--compat", "pytyche"]) == 1
    assert "pytyche stops at its files: 'utf-8' codec can't decode byte 0xff" in capsys.readouterr().err


def test_nothing_recorded_names_what_was_looked_for_and_what_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summary", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "hw-<host>.jsonl, hw_metrics.csv" in error and error.endswith("spt-tui record -- python train.py\n")


def test_files_that_say_nothing_are_named_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(tmp_path, GOLDEN["driver_error_text"])
    assert main(["summary", str(tmp_path)]) == 1
    assert "hw_metrics.csv: 1 line that is no row, the first: NVIDIA-SMI has failed" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["no/such/path"], ["two", "paths"], ["--compat", "stormlog", "."], []])
def test_a_wrong_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["summary", *arguments])
    except SystemExit as ended:
        status = int(str(ended.code))
    assert status == 2 and capsys.readouterr().err
