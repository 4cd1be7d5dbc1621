"""`spt-tui gpus`, run as a command on the stand-in NVML library."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from spt_tui.cli import main
from tests.hardware.conftest import REPOSITORY, environment
from tests.trees import write_run

COMMAND = [sys.executable, "-m", "spt_tui", "gpus"]
Gpus = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def gpus(nvml_library: Path, scenario: Callable[[str], Path]) -> Gpus:
    """Runs the command on a scenario."""

    def run(name: str, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *options],
            env=environment(nvml_library, scenario(name), **more),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=30,
        )

    return run


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The pid of a process that works in a run's directory, and that directory."""
    run_dir = write_run(tmp_path / "runs" / "day" / "vicreg", display_name="best of all")
    process = subprocess.Popen([sys.executable, "-c", "input()"], cwd=run_dir, stdin=subprocess.PIPE)
    yield process.pid, run_dir
    process.communicate()


def strictly(line: str) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    return json.loads(line, parse_constant=refuse)


def row(text: str, first: str) -> list[str]:
    """The words of the line that begins with this word."""
    return next(line.split() for line in text.splitlines() if line.split()[:1] == [first])


def test_eight_gpus_are_eight_lines_and_a_verdict(gpus: Gpus) -> None:
    done = gpus("eight_gpus")
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    heads = next(number for number, line in enumerate(lines) if line.startswith("gpu  name"))
    assert [line.split()[0] for line in lines[heads + 1 : heads + 9]] == list("01234567")
    assert lines[heads + 9] == "" and lines[heads + 6].endswith("straggler")
    assert row(done.stdout, "gpus")[1] == "throttled:"
    assert all(line == line.rstrip() for line in lines)


def test_json_has_everything_and_the_percentages_of_an_interval(gpus: Gpus, tmp_path: Path) -> None:
    done = gpus("everything", "--json", "--root", str(tmp_path))
    told = strictly(done.stdout)
    (gpu,) = told["gpus"]
    assert done.returncode == 0 and done.stdout.count("\n") == 1
    assert gpu["power"] == 350.0 and gpu["mean_power"] == pytest.approx(350, rel=0.2)
    assert [process["pid"] for process in gpu["processes"]] == [4190001, 4190002, 4190003]
    assert gpu["processes"][0]["user"] is None and gpu["processes"][0]["run_id"] is None
    assert told["gpu_problem"] is None and told["driver"] == "ready"
    assert told["host"]["cpu"] is not None and told["host"]["disk"]["path"] == str(tmp_path)
    assert told["host"]["disk"]["free"] > 0 and told["verdict"]["kind"]


def test_a_process_is_named_with_its_user_and_its_run(gpus: Gpus, trainer: tuple[int, Path]) -> None:
    pid, run_dir = trainer
    if os.readlink("/proc/self/ns/pid") != "pid:[4026531836]":
        pytest.skip("in a container only a process that holds a GPU is believed to have its number")
    done = gpus(f"gpu 0 util=50 proc={pid}:2G:C\n", "--json", "--root", str(run_dir.parent.parent))
    (process,) = strictly(done.stdout)["gpus"][0]["processes"]
    assert process["run_id"] == "day/vicreg" and process["run_name"] == "best of all"
    assert process["run_dir"] == str(run_dir) and process["command"].endswith("-c input()")
    assert "places" not in process


def test_the_parts_of_a_split_board_stand_below_it(gpus: Gpus) -> None:
    text = gpus("mig").stdout
    assert row(text, "0:0")[1:3] == ["NVIDIA", "H100"] and "\n  0:1  " in text
    assert ["0:0", "4190001"] in [line.split()[:2] for line in text.splitlines()]


def test_why_there_is_no_gpu_is_an_answer(gpus: Gpus) -> None:
    told = strictly(gpus("driver_not_loaded", "--json").stdout)
    assert told["gpus"] == [] and told["driver"] == "not loaded" and "not loaded" in told["gpu_problem"]
    done = gpus("mismatch")
    assert done.returncode == 0 and done.stderr == ""
    assert "reload the driver or reboot" in " ".join(row(done.stdout, "gpus")) and "name" not in done.stdout


def test_slow_answers_of_all_gpus_are_waited_for(gpus: Gpus) -> None:
    busy = "".join(f"gpu {index} util=90 pcie_rx=5 proc=7:1G\n" for index in range(3))
    told = strictly(gpus(f"{busy}slow nvmlDeviceGetPcieThroughput 80\n", "--json").stdout)
    assert [(gpu["pcie_rx"], len(gpu["processes"])) for gpu in told["gpus"]] == [(5000.0, 1)] * 3


IMPATIENT = """
from spt_tui.commands import gpus
gpus.DEADLINE = 0.9
raise SystemExit(gpus.main([]))
"""


def test_a_driver_that_hangs_is_not_waited_for(nvml_library: Path, scenario: Callable[[str], Path]) -> None:
    began = time.monotonic()
    place = environment(nvml_library, scenario("hang_at_start"))
    done = subprocess.run([sys.executable, "-c", IMPATIENT], env=place, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0 and time.monotonic() - began < 5
    assert "has not answered for" in done.stdout


def test_watch_prints_an_object_a_line_until_the_reader_goes(
    nvml_library: Path, scenario: Callable[[str], Path]
) -> None:
    shell = f"{' '.join(COMMAND)} --json --watch 0.05 | head -3; echo ${{PIPESTATUS[0]}}"
    place = environment(nvml_library, scenario("two_gpus"))
    done = subprocess.run(["bash", "-c", shell], env=place, cwd=REPOSITORY, capture_output=True, text=True, timeout=30)
    *samples, status = done.stdout.splitlines()
    assert done.stderr == "" and status == "0" and len(samples) == 3
    times = [strictly(sample)["time"] for sample in samples]
    assert times == sorted(times) and times[2] - times[1] > 0.04


def test_ctrl_c_ends_a_watch_quietly(nvml_library: Path, scenario: Callable[[str], Path]) -> None:
    program = subprocess.Popen(
        [*COMMAND, "--watch", "60"],
        env=environment(nvml_library, scenario("two_gpus")),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stdout.readline()
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=10)
    assert program.returncode == 130 and errors == b""


def test_a_plain_locale_and_a_full_disk_are_told_apart(gpus: Gpus, tmp_path: Path) -> None:
    plain = gpus("two_gpus", LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert plain.returncode == 0 and plain.stderr == "" and plain.stdout.isascii()
    with open("/dev/full", "w") as full:
        done = subprocess.run(COMMAND, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, cwd=REPOSITORY)
    assert done.returncode == 1 and done.stderr == "spt-tui: cannot write: no space left on device\n"


@pytest.mark.parametrize("wrong", [["--watch", "0"], ["--watch", "x"], ["--watch", "nan"], ["--once", "--watch"]])
def test_wrong_calls_are_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["gpus", *wrong])
    assert end.value.code == 2


def test_a_root_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gpus", "--root", str(tmp_path / "none")]) == 2
    assert "no such file or directory" in capsys.readouterr().err


# What was recorded --------------------------------------------------------------------------------------------


def recorded(library: Path, scenario: Path, run_dir: Path) -> None:
    """Record the stand-in's GPUs beside a run for a moment, as a job script would."""
    command = [sys.executable, "-m", "spt_tui", "record", "--out", run_dir, "--interval", "0.1", "--", "sleep", "0.6"]
    subprocess.run(command, env=environment(library, scenario), cwd=REPOSITORY, check=True, capture_output=True)


def test_a_recorded_run_is_shown_on_a_node_without_gpus(
    nvml_library: Path, scenario: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_dir = write_run(tmp_path / "runs" / "day" / "vicreg", status="completed")
    recorded(nvml_library, scenario("two_gpus"), run_dir)
    assert main(["gpus", "--run", "vicreg", "--root", str(tmp_path / "runs")]) == 0
    text = capsys.readouterr().out
    assert "ended" in text.splitlines()[0] and row(text, "1")[1:3] == ["NVIDIA", "H100"]
    assert main(["gpus", "--json", "--run", str(run_dir)]) == 0
    told = strictly(capsys.readouterr().out)
    (host,) = told["hosts"]
    assert told["run_id"] and host["ended"] and host["age_seconds"] < 60 and host["file"].startswith(str(run_dir))
    assert len(host["sample"]["gpus"]) == 2


def test_nothing_recorded_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_dir = write_run(tmp_path / "runs" / "bare")
    assert main(["gpus", "--run", str(run_dir)]) == 1
    told = capsys.readouterr()
    assert told.out == "" and "spt-tui record -- " in told.err and told.err.count("\n") == 1
    assert main(["gpus", "--json", "--run", str(run_dir)]) == 1
    assert strictly(capsys.readouterr().out)["hosts"] == []
    assert main(["gpus", "--run", "nobody", "--root", str(tmp_path / "runs")]) == 1
    assert "no run is named 'nobody'" in capsys.readouterr().err
