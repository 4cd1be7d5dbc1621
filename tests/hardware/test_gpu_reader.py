from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from spt_tui.hardware.nvidia.counters import LINKS, QUICK, SLOW, STATIC, USERS
from tests.hardware.conftest import STUB, Probe

ASKED = (*QUICK, *SLOW, LINKS, USERS, *STATIC)
UNASKED = (
    "nvmlInitWithFlags", "nvmlShutdown", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetUUID",
    "nvmlDeviceGetName", "nvmlDeviceGetMigMode", "nvmlDeviceGetMaxMigDeviceCount",
    "nvmlDeviceGetMigDeviceHandleByIndex", "nvmlDeviceGet*", "nvmlDevice*",
)  # fmt: skip
"""What is asked besides, and everything."""
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


def test_a_gpu_that_the_driver_no_longer_counts_is_lost_and_the_others_keep_their_identity(probe: Probe) -> None:
    fell_off = STUB / "scenarios" / "fell_off.txt"
    readings = probe("three_gpus", rounds=6, pause=0.02, reopen=0.01, then=fell_off)
    before = {gpu["uuid"]: gpu for gpu in readings[0]["gpus"]}
    after = {gpu["uuid"]: gpu for gpu in readings[-1]["gpus"]}
    assert [gpu["util"] for gpu in before.values()] == [60, 70, 80]
    assert list(after) == list(before)
    assert [(gpu["state"], gpu["index"], gpu["util"]) for gpu in after.values()] == [
        ("ready", 0, 60),
        ("lost", 1, None),
        ("ready", 1, 80),
    ]
    lost = list(after.values())[1]
    assert (lost["name"], lost["bus"]) == ("NVIDIA H100 80GB HBM3", "00000000:11:00.0")
    assert lost["age"] > 0.08


def test_a_gpu_that_must_be_reset(probe: Probe) -> None:
    *_, last = probe("gpu 0 util=60\ngpu 1 util=70\nerror nvmlDeviceGet* 16 gpu=1 from=1\n", rounds=3)
    assert states(last) == ["ready", "needs reset"]
    assert last["gpus"][1]["power"] is None


def test_a_gpu_is_shown_while_the_driver_is_connected_to_again(probe: Probe) -> None:
    reconnects = "gpu 0 util=60\ngpu 1 util=70 lost_at=1\nslow nvmlInitWithFlags 400 from=1\n"
    readings = probe(reconnects, rounds=4, pause=0.05, first=5, deadline=0.1, reopen=0.01)
    assert [reading["problem"] for reading in readings] == [None] * 4
    assert all(len(reading["gpus"]) == 2 for reading in readings)
    assert states(readings[-1]) == ["late", "lost"]


def test_connecting_again_for_one_gpu_costs_the_others_no_value(probe: Probe, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    one_lost = "gpu 0 util=60 pcie_rx=5 energy=1000+70000/s\ngpu 1 lost_at=0\n"
    readings = probe(one_lost, rounds=6, pause=0.12, reopen=0.05, whole=1, environ={"NVML_STUB_LOG": str(log)})
    assert log.read_text().count("nvmlInit") > 3
    assert log.read_text().count("nvmlDeviceGetPcieThroughput 0") == 2
    assert [reading["gpus"][0]["pcie_rx"] for reading in readings] == [5000.0] * 6
    assert all(reading["gpus"][0]["mean_power"] for reading in readings[1:])


def test_a_lost_gpu_survives_connecting_again(probe: Probe) -> None:
    first, *_, last = probe("gpu_lost", rounds=6, pause=0.02, reopen=0.01)
    assert last["gpus"][1]["state"] == "lost"
    assert last["gpus"][1]["name"] == first["gpus"][1]["name"] != ""


def test_another_job_s_gpu_is_no_reason_to_hide_ours(probe: Probe) -> None:
    (reading,) = probe("one_denied")
    assert states(reading) == ["ready", "no permission"]
    assert reading["gpus"][0]["util"] == 60


def test_a_call_that_hangs_costs_one_deadline_and_ages_one_gpu(probe: Probe) -> None:
    readings = probe("hang", rounds=6, first=5, deadline=0.15)
    assert states(readings[1]) == ["ready"] * 3
    hung = [reading for reading in readings if reading["took"] > 0.14]
    assert len(hung) == 1
    *_, before, last = readings
    assert states(last) == ["ready", "late", "ready"]
    assert last["gpus"][1]["util"] == 50
    assert last["gpus"][1]["age"] > before["gpus"][1]["age"] > 0.1
    assert last["threads"] <= 3
    assert last["took"] < 0.1


def test_a_connection_that_hangs_is_one_line(probe: Probe) -> None:
    first, *_, last = probe("hang_at_start", rounds=4, deadline=0.3, pause=0.3)
    assert (first["gpus"], first["problem"], first["driver"]) == ([], None, "connecting")
    assert last["driver"] == "hangs"
    assert last["problem"].startswith("the NVIDIA driver has not answered for")


def test_a_slow_question_that_hangs_makes_nothing_late(probe: Probe) -> None:
    *_, last = probe("hang_slow", rounds=4, deadline=0.3, pause=0.1, slow=0)
    assert states(last) == ["ready", "ready"]
    assert [gpu["pcie_rx"] for gpu in last["gpus"]] == [None, 7000.0]
    assert last["gpus"][0]["mean_power"] is not None
    assert last["took"] < 0.25


def test_slow_questions_are_asked_every_few_seconds_only_and_nobody_waits(probe: Probe, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    slow = "gpu 1 util=60 pcie_rx=5\ngpu 0 util=50 pcie_rx=3\nslow nvmlDeviceGetPcieThroughput 60\n"
    readings = probe(slow, rounds=8, pause=0.1, slow=0.5, environ={"NVML_STUB_LOG": str(log)})
    assert all(reading["took"] < 0.2 for reading in readings[1:])
    assert readings[0]["gpus"][0]["pcie_rx"] is None
    assert [gpu["pcie_rx"] for gpu in readings[-1]["gpus"]] == [3000.0, 5000.0]
    assert log.read_text().count("nvmlDeviceGetPcieThroughput 0") == 2 * 2


def test_rounds_that_are_far_apart_wait_for_slow_answers(probe: Probe) -> None:
    slow = "gpu 0 util=50 pcie_rx=3,4,5 \nslow nvmlDeviceGetPcieThroughput 30\n"
    readings = probe(slow, rounds=3, pause=0.1, slow=0.05, old=0.05)
    assert [reading["gpus"][0]["pcie_rx"] for reading in readings[1:]] == [4000.0, 5000.0]


def test_calls_of_a_round_are_few(probe: Probe, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    probe("eight_gpus", rounds=5, whole=1, environ={"NVML_STUB_LOG": str(log)})
    asked = [line.split()[1] for line in log.read_text().splitlines()]
    rounds = [asked[start:end] for start, end in pairwise(rounds_of(asked))]
    assert len(rounds) == 4
    first, *others = rounds
    assert all(len(calls) == 8 * 9 for calls in others)
    assert len(first) - 8 * 9 <= 8 * 11


def rounds_of(asked: list[str]) -> list[int]:
    """Where rounds begin, of eight GPUs."""
    return [place for place, function in enumerate(asked) if function == "nvmlDeviceGetUtilizationRates"][::8]


@pytest.mark.parametrize("slow", [0, 1])
def test_a_slow_gpu_makes_no_other_late(probe: Probe, slow: int) -> None:
    readings = probe(SLOW_POWER.format(gpu=slow), rounds=7, first=5, deadline=0.1, pause=0.08)
    other = [states(reading)[1 - slow] for reading in readings[1:]]
    assert other.count("ready") >= len(other) - 1
    assert "late" in [states(reading)[slow] for reading in readings]
    assert readings[-1]["gpus"][slow]["util"] is not None


def test_the_driver_is_not_connected_to_again_and_again(probe: Probe, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    probe("driver_not_loaded", rounds=20, environ={"NVML_STUB_LOG": str(log)})
    assert log.read_text().count("nvmlInit") == 1


def test_whatever_the_driver_answers_is_a_reading(probe: Probe, tmp_path: Path) -> None:
    chance, folder = random.Random(6), tmp_path / "scenarios"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03}").write_text(any_scenario(chance))
    readings = probe("two_gpus", what="scenarios", then=folder, reopen=0.0, slow=0.0)
    assert len(readings) == 150
    assert all(reading["gpus"] or reading["problem"] or reading["driver"] == "connecting" for reading in readings)
    shown = [gpu for reading in readings for gpu in reading["gpus"]]
    assert {gpu["state"] for gpu in shown} >= {"ready", "lost", "needs reset", "no permission"}
    assert all(gpu["util"] is None for gpu in shown if gpu["state"] in ("lost", "needs reset", "no permission"))
    assert len({reading["driver"] for reading in readings}) >= 4


def any_scenario(chance: random.Random) -> str:
    """Up to four GPUs, some of them split, and functions that answer with any code."""
    lines = [f"gpu {index} util={index} mig={chance.randrange(2)}" for index in range(chance.randrange(5))]
    lines += [f"mig {index} {part} proc=7:1G" for index in range(len(lines)) for part in range(chance.randrange(3))]
    for _ in range(chance.randrange(4)):
        function = chance.choice([*{question for counter in ASKED for question, *_ in counter.questions}, *UNASKED])
        code = chance.choice([1, 2, 3, 4, 6, 9, 13, 15, 16, 18, 21, 25, 999, 12345])
        lines.append(f"error {function} {code} gpu={chance.choice([-1, 0, 1])}")
    return "\n".join([*lines, ""])


def test_a_driver_that_is_loaded_later_is_found(probe: Probe) -> None:
    readings = probe("mismatch", rounds=4, pause=0.1, reopen=0.05, then=STUB / "scenarios" / "two_gpus.txt")
    assert "reboot" in readings[1]["problem"]
    assert readings[-1]["problem"] is None
    assert states(readings[-1]) == ["ready", "ready"]


def test_a_driver_that_is_unloaded_is_said_and_found_again(probe: Probe) -> None:
    unloaded = "gpu 0 util=60\nerror nvmlDeviceGet* 9 from=1\n"
    readings = probe(unloaded, rounds=6, pause=0.1, reopen=0.05, then=STUB / "scenarios" / "two_gpus.txt")
    assert states(readings[0]) == ["ready"]
    assert (readings[2]["gpus"], readings[2]["driver"]) == ([], "not loaded")
    assert states(readings[-1]) == ["ready", "ready"]
