from __future__ import annotations

from pathlib import Path

import pytest

from tests.hardware.conftest import STUB, Probe

SLOW_POWER = "gpu 1 util=50\ngpu 0 util=60\nslow nvmlDeviceGetPowerUsage 400 gpu={gpu}\n"


def states(reading: dict[str, list[dict[str, object]]]) -> list[object]:
    return [gpu["state"] for gpu in reading["gpus"]]


def test_a_lost_gpu_says_so_and_keeps_its_identity_but_no_values(probe: Probe) -> None:
    readings = probe("gpu_lost", rounds=4, pause=0.1)
    assert states(readings[1]) == ["ready", "ready"]
    lost = readings[-1]["gpus"][1]
    assert lost["state"] == "lost"
    assert lost["uuid"] == readings[0]["gpus"][1]["uuid"]
    assert lost["util"] is lost["mem_used"] is lost["power"] is lost["temp"] is None
    assert lost["age"] >= 0.2
    assert readings[-1]["gpus"][0]["util"] == 80


def test_a_gpu_that_comes_back_is_read_again(probe: Probe) -> None:
    readings = probe("lost_and_back", rounds=6)
    assert [states(reading)[1] for reading in readings] == ["ready", "ready", "lost", "lost", "ready", "ready"]
    assert readings[-1]["gpus"][1]["util"] == 90


def test_a_lost_gpu_survives_connecting_again(probe: Probe) -> None:
    first, *_, last = probe("gpu_lost", rounds=6, pause=0.02, reopen=0.01)
    assert last["gpus"][1]["state"] == "lost"
    assert last["gpus"][1]["name"] == first["gpus"][1]["name"] != ""


def test_another_job_s_gpu_is_no_reason_to_hide_ours(probe: Probe) -> None:
    (reading,) = probe("one_denied")
    assert states(reading) == ["ready", "no permission"]
    assert reading["gpus"][0]["util"] == 60


def test_a_call_that_hangs_costs_one_deadline_and_ages_one_gpu(probe: Probe) -> None:
    readings = probe("hang", rounds=6, deadline=0.15)
    assert states(readings[1]) == ["ready"] * 3
    hung = [reading for reading in readings if reading["took"] > 0.14]
    assert len(hung) == 1
    *_, before, last = readings
    assert states(last) == ["ready", "late", "ready"]
    assert last["gpus"][1]["util"] == 50
    assert last["gpus"][1]["age"] > before["gpus"][1]["age"] > 0.1
    assert last["took"] < 0.1


def test_a_connection_that_hangs_is_one_line(probe: Probe) -> None:
    first, *_, last = probe("hang_at_start", rounds=5, deadline=0.3, pause=0.3)
    assert (first["gpus"], first["problem"]) == ([], None)
    assert last["problem"].startswith("the NVIDIA driver has not answered for")


@pytest.mark.parametrize("slow", [0, 1])
def test_a_slow_gpu_makes_no_other_late(probe: Probe, slow: int) -> None:
    readings = probe(SLOW_POWER.format(gpu=slow), rounds=9, deadline=0.1, pause=0.1)
    other = [states(reading)[1 - slow] for reading in readings[1:]]
    assert other.count("ready") >= len(other) - 1
    assert "late" in [states(reading)[slow] for reading in readings]
    assert readings[-1]["gpus"][slow]["util"] is not None


def test_the_driver_is_not_connected_to_again_and_again(probe: Probe, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    probe("driver_not_loaded", rounds=20, environ={"NVML_STUB_LOG": str(log)})
    assert log.read_text().count("nvmlInit") == 1


def test_a_driver_that_is_loaded_later_is_found(probe: Probe) -> None:
    readings = probe("mismatch", rounds=4, pause=0.1, reopen=0.05, then=STUB / "scenarios" / "two_gpus.txt")
    assert "reboot" in readings[1]["problem"]
    assert readings[-1]["problem"] is None
    assert states(readings[-1]) == ["ready", "ready"]


def test_a_driver_that_is_unloaded_is_said_and_found_again(probe: Probe) -> None:
    unloaded = "gpu 0 util=60\nerror nvmlDeviceGet* 9 from=1\n"
    readings = probe(unloaded, rounds=6, pause=0.1, reopen=0.05, then=STUB / "scenarios" / "two_gpus.txt")
    assert states(readings[0]) == ["ready"]
    assert (readings[2]["gpus"], readings[2]["problem"]) == ([], "the NVIDIA driver is not loaded")
    assert states(readings[-1]) == ["ready", "ready"]
