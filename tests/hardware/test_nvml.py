from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.hardware import nvml
from tests.hardware.conftest import Probe

GIB = 1 << 30


def test_every_counter_of_two_gpus(probe: Probe) -> None:
    (reading,) = probe("two_gpus")
    busy, idle = reading["gpus"]
    age = busy.pop("age")
    assert 0 <= age < 2
    assert busy == {
        "uuid": "GPU-5eed0000-0000-4000-8000-000000000000",
        "index": 0,
        "name": "NVIDIA H100 80GB HBM3",
        "state": "ready",
        "util": 10,
        "mem_util": 5,
        "mem_used": 1 * GIB,
        "mem_reserved": 600 << 20,
        "mem_total": 81559 << 20,
        "power": 120.0,
        "power_limit": 700.0,
        "temp": 35,
        "temp_limit": 90,
    }
    assert (idle["index"], idle["util"], idle["mem_used"], idle["power"]) == (1, 0, 4 << 20, 71.0)


def test_values_follow_the_device(probe: Probe) -> None:
    readings = probe("two_gpus", rounds=3)
    assert [reading["gpus"][0]["util"] for reading in readings] == [10, 40, 97]


def test_eight_gpus_in_order(probe: Probe) -> None:
    (reading,) = probe("eight_gpus")
    assert [gpu["index"] for gpu in reading["gpus"]] == list(range(8))
    assert len({gpu["uuid"] for gpu in reading["gpus"]}) == 8


def test_a_counter_that_is_not_supported_is_none_and_costs_no_other(probe: Probe) -> None:
    (reading,) = probe("consumer_not_supported")
    (gpu,) = reading["gpus"]
    assert gpu["power"] is None
    assert (gpu["state"], gpu["util"], gpu["power_limit"], gpu["temp"]) == ("ready", 50, 700.0, 30)


def test_a_board_split_by_mig_has_no_utilisation(probe: Probe) -> None:
    (reading,) = probe("mig")
    (gpu,) = reading["gpus"]
    assert gpu["util"] is None
    assert gpu["mem_used"] == 20 * GIB


def test_an_old_driver_tells_memory_and_temperature_in_its_own_way(probe: Probe, old_nvml_library: Path) -> None:
    (reading,) = probe("two_gpus", library=old_nvml_library)
    gpu = reading["gpus"][0]
    assert gpu["mem_reserved"] is None
    assert gpu["mem_used"] == 1 * GIB + (600 << 20)
    assert gpu["temp"] == 35


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no_gpus", "finds no GPU"),
        ("driver_not_loaded", "driver is not loaded"),
        ("mismatch", "reload the driver or reboot"),
        ("no_permission", "no permission"),
        ("gpu 0 util=1\nerror nvmlInitWithFlags 999\n", "error 999"),
    ],
)
def test_why_there_are_no_gpus(probe: Probe, name: str, words: str) -> None:
    (reading,) = probe(name)
    assert reading["gpus"] == []
    assert words in reading["problem"]


def test_no_library_at_all_and_pynvml_is_not_even_imported(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "libnvidia-ml.so.1").write_bytes(b"hides a real one, and cannot be loaded")
    (reading,) = probe("two_gpus", library=tmp_path)
    assert reading["problem"] == nvml.NO_LIBRARY
    assert not reading["pynvml"]


def test_an_old_pynvml_that_hides_the_right_one_is_refused_unimported(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "pynvml").mkdir()
    (tmp_path / "pynvml" / "__init__.py").write_text("import sys; print('imported', file=sys.stderr)")
    (reading,) = probe("two_gpus", environ={"PYTHONPATH": str(tmp_path)})
    assert reading["problem"] == nvml.SHADOWED


def test_a_warning_on_import_stays_silent(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, warnings\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'pynvml': warnings.warn('deprecated', FutureWarning)\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    (reading,) = probe("two_gpus", environ={"PYTHONPATH": str(tmp_path), "PYTHONWARNINGS": "always"})
    assert len(reading["gpus"]) == 2


def test_a_name_cannot_command_the_terminal(probe: Probe) -> None:
    (reading,) = probe('gpu 0 name="H\x1b[31m100\x9b2J"\ngpu 1 name="\udcff\udcfe"\n')
    first, second = (gpu["name"] for gpu in reading["gpus"])
    assert first.startswith("H␛[31m100")
    assert first.isprintable()
    assert second == ""
