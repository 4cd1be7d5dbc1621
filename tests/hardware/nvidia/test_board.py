from __future__ import annotations

from pathlib import Path

import pytest

from tests.hardware.conftest import STUB, Probe, Reading

GIB = 1 << 30


def users(gpu: Reading) -> list[tuple[int, int | None]]:
    return [(process["pid"], process["mem_used"]) for process in gpu["processes"]]


def test_every_counter_of_a_gpu(probe: Probe) -> None:
    *_, reading = probe("everything", rounds=2, pause=0.25, slow=0.1, whole=1)
    (gpu,) = reading["gpus"]
    assert gpu.pop("age") < 2
    assert users({"processes": gpu.pop("processes")}) == [(4190001, 40 * GIB), (4190002, 19 * GIB), (4190003, None)]
    rates = {name: gpu.pop(name) for name in ("mean_power", "nvlink_tx", "nvlink_rx")}
    assert rates == pytest.approx({"mean_power": 350, "nvlink_tx": 2 * 1000 * 1024, "nvlink_rx": 2 * 3000 * 1024}, 0.1)
    assert gpu.pop("energy") > 5000
    assert gpu == {
        "uuid": "GPU-5eed0000-0000-4000-8000-000000000000",
        "index": 0,
        "name": "NVIDIA H100 80GB HBM3",
        "bus": "00000000:41:00.0",
        "state": "ready",
        "util": 97,
        "mem_util": 55,
        "mem_used": 60 * GIB,
        "mem_reserved": 600 << 20,
        "mem_total": 81559 << 20,
        "power": 350.0,
        "power_limit": 400.0,
        "temp": 66,
        "temp_limit": 90,
        "sm_clock": 1410,
        "sm_clock_max": 1980,
        "mem_clock": 2619,
        "mem_clock_max": 2619,
        "throttle": ["power cap", "hot (hw)"],
        "fan": 45,
        "ecc_corrected": 3,
        "ecc_uncorrected": 1,
        "pcie_rx": 2e6,
        "pcie_tx": 9e8,
        "instances": [],
        "refused": [],
    }


def test_values_follow_the_device(probe: Probe) -> None:
    readings = probe("two_gpus", rounds=3)
    assert [reading["gpus"][0]["util"] for reading in readings] == [10, 40, 97]


def test_a_number_that_means_none_is_none(probe: Probe) -> None:
    none = 0xFFFFFFFF
    (reading,) = probe(f"gpu 0 util=4000 memutil=101 power={none} fan={none} temp=40\n", whole=1)
    (gpu,) = reading["gpus"]
    assert [gpu[name] for name in ("util", "mem_util", "power", "fan", "temp")] == [None] * 4 + [40]


def test_eight_gpus_in_order(probe: Probe) -> None:
    (reading,) = probe("eight_gpus")
    assert [gpu["index"] for gpu in reading["gpus"]] == list(range(8))
    assert len({gpu["uuid"] for gpu in reading["gpus"]}) == 8


def test_what_is_refused_costs_no_other_value_and_says_why(probe: Probe, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    *_, reading = probe("refusals", rounds=4, slow=0, whole=1, environ={"NVML_STUB_LOG": str(log)})
    gpu, other = reading["gpus"]
    assert dict(gpu["refused"]) == {
        "power": "no permission",
        "energy": "driver too old",
        "mean_power": "driver too old",
        "fan": "not supported",
        "ecc_corrected": "no permission",
        "nvlink_rx": "not supported",
        "nvlink_tx": "not supported",
        "temp_limit": "not supported",
    }
    assert all(gpu[name] is None for name, _ in gpu["refused"])
    assert (gpu["state"], gpu["util"], gpu["power_limit"], gpu["ecc_uncorrected"]) == ("ready", 50, 700.0, 0)
    assert "power" not in dict(other["refused"])
    calls = [line.split()[1:] for line in log.read_text().splitlines()]
    assert sum(called[:2] == ["nvmlDeviceGetPowerUsage", "0"] for called in calls) == 1
    assert sum(called[:2] == ["nvmlDeviceGetPowerUsage", "1"] for called in calls) == 4
    assert sum(called[:2] == ["nvmlDeviceGetFanSpeed", "0"] for called in calls) == 1


def test_a_board_that_tells_margins_only_has_a_limit_of_temperature(probe: Probe) -> None:
    (reading,) = probe("refusals")
    assert [gpu["temp_limit"] for gpu in reading["gpus"]] == [None, 61 + 24 + 2]


def test_an_old_driver_is_asked_in_the_old_ways(probe: Probe, old_nvml_library: Path) -> None:
    (reading,) = probe("everything", library=old_nvml_library, whole=1)
    gpu = reading["gpus"][0]
    assert gpu["mem_reserved"] is None
    assert gpu["mem_used"] == 60 * GIB + (600 << 20)
    assert gpu["temp"] == 66
    assert gpu["throttle"] == ["power cap", "hot (hw)"]
    assert users(gpu) == [(4190001, 40 * GIB), (4190002, 19 * GIB), (4190003, None)]
    assert gpu["refused"] == []


def test_a_counter_that_begins_anew_is_no_rate(probe: Probe, tmp_path: Path) -> None:
    reloaded = tmp_path / "reloaded.txt"
    reloaded.write_text("gpu 0 energy=0+350000/s nvlinks=1 nvlink_tx=0 nvlink_rx=0\n")
    before = "gpu 0 energy=900000000+350000/s nvlinks=1 nvlink_tx=90000 nvlink_rx=90000\n"
    readings = probe(before, rounds=6, pause=0.12, slow=0.1, whole=1, then=reloaded)
    gpus = [reading["gpus"][0] for reading in readings]
    assert [gpu["mean_power"] is None for gpu in gpus] == [True, False, False, True, False, False]
    assert [gpu["nvlink_tx"] is None for gpu in gpus] == [True, False, False, True, False, False]
    assert gpus[-1]["mean_power"] == pytest.approx(350, rel=0.2)


def test_the_parts_of_a_board_that_is_split_by_mig(probe: Probe) -> None:
    (reading,) = probe("mig", whole=1)
    (gpu,) = reading["gpus"]
    assert gpu["util"] is gpu["processes"] is None
    assert ["util", "not supported"] in gpu["refused"]
    assert gpu["mem_used"] == 20 * GIB
    large, small = gpu["instances"]
    assert (large["uuid"][:4], large["name"]) == ("MIG-", "NVIDIA H100 80GB HBM3 MIG 3g.40gb")
    assert (large["index"], large["mem_used"], large["mem_total"]) == (0, 15 * GIB, 40 * GIB)
    assert users(large) == [(4190001, 14 * GIB)]
    assert large["util"] is large["power"] is None
    assert (small["index"], small["mem_used"], users(small)) == (1, GIB, [])


def test_a_board_that_is_split_and_made_whole_while_we_look(probe: Probe, tmp_path: Path) -> None:
    whole = tmp_path / "whole.txt"
    whole.write_text("gpu 0 util=40\n")
    split, _, _, joined = probe("mig", rounds=4, slow=0, whole=1, then=whole)
    assert len(split["gpus"][0]["instances"]) == 2
    assert (joined["gpus"][0]["instances"], joined["gpus"][0]["util"]) == ([], 40)
    _, _, _, again = probe("gpu 0 util=40\n", rounds=4, slow=0, whole=1, then=STUB / "scenarios" / "mig.txt")
    assert len(again["gpus"][0]["instances"]) == 2


def test_a_name_cannot_command_the_terminal(probe: Probe) -> None:
    (reading,) = probe('gpu 0 name="H\x1b[31m100\x9b2J"\ngpu 1 name="\udcff\udcfe"\n')
    first, second = (gpu["name"] for gpu in reading["gpus"])
    assert first.startswith("H␛[31m100")
    assert first.isprintable()
    assert second == ""


def test_links_between_boards(probe: Probe) -> None:
    *_, reading = probe("nvlink", rounds=2, pause=0.2, slow=0.1, whole=1)
    linked, _, alone = reading["gpus"]
    assert linked["nvlink_tx"] == pytest.approx(200 * GIB, rel=0.1)
    assert linked["nvlink_rx"] == pytest.approx(200 * GIB, rel=0.1)
    assert alone["nvlink_tx"] is None


def test_what_holds_clocks_back_and_memory_that_fails(probe: Probe) -> None:
    (reading,) = probe("throttled")
    assert [gpu["throttle"] for gpu in reading["gpus"]] == [["hot (hw)"], ["power brake"], ["power cap"], []]
    *_, reading = probe("ecc", rounds=3, slow=0, whole=1)
    assert [gpu["ecc_corrected"] for gpu in reading["gpus"]] == [17, 0, None]
    assert [gpu["ecc_uncorrected"] for gpu in reading["gpus"]] == [0, 1, None]
