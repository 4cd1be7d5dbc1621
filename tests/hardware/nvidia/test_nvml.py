from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.hardware.nvidia.driver_problem import WORDS
from spt_tui.hardware.sample import DriverState
from tests.hardware.conftest import Probe


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("no_gpus", "no gpus", "did it ask for one?"),
        ("gpu 0 util=1\nerror nvmlInitWithFlags 6\n", "no gpus", "did it ask for one?"),
        ("driver_not_loaded", "not loaded", "driver is not loaded"),
        ("mismatch", "version mismatch", "reload the driver or reboot"),
        ("no_permission", "no permission", "/dev/nvidiactl"),
        ("gpu 0 util=1\nerror nvmlInitWithFlags 999\n", "failed", "error 999"),
    ],
)
def test_why_there_are_no_gpus(probe: Probe, name: str, state: str, words: str) -> None:
    (reading,) = probe(name)
    assert reading["gpus"] == []
    assert reading["driver"] == state
    assert words in reading["problem"]


def test_every_problem_of_the_driver_has_one_line_of_words() -> None:
    others = {DriverState.READY, DriverState.CONNECTING, DriverState.HANGS, DriverState.FAILED}
    assert set(WORDS) == set(DriverState) - others
    assert all(words.isprintable() and len(words) < 100 for words in WORDS.values())


def test_no_library_at_all_and_pynvml_is_not_even_imported(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "libnvidia-ml.so.1").write_bytes(b"hides a real one, and cannot be loaded")
    (reading,) = probe("two_gpus", library=tmp_path)
    assert reading["driver"] == "no library"
    assert reading["problem"] == WORDS[DriverState.NO_LIBRARY]
    assert not reading["pynvml"]


def test_an_old_pynvml_that_hides_the_right_one_is_refused_unimported(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "pynvml").mkdir()
    (tmp_path / "pynvml" / "__init__.py").write_text("import sys; print('imported', file=sys.stderr)")
    (reading,) = probe("two_gpus", environ={"PYTHONPATH": str(tmp_path)})
    assert reading["driver"] == "shadowed"
    assert reading["problem"] == WORDS[DriverState.SHADOWED]


def test_another_module_of_that_name_is_refused_too(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "pynvml.py").write_text("def nvmlInit(): raise SystemExit\nclass NVMLError(Exception): pass\n")
    (reading,) = probe("two_gpus", environ={"PYTHONPATH": str(tmp_path)})
    assert reading["driver"] == "shadowed"


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
    assert (reading["driver"], reading["problem"]) == ("ready", None)
