from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
STUB = HERE / "nvml_stub"
REPOSITORY = HERE.parent.parent

Reading = dict[str, Any]
Probe = Callable[..., list[Reading]]


def build(folder: Path, *flags: str) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("NO C COMPILER: gcc is needed to build the stand-in NVML library, so NVML is NOT tested here")
    library = folder / "libnvidia-ml.so.1"
    shared = ("-fPIC", "-fvisibility=hidden", "-shared", "-Wl,-soname,libnvidia-ml.so.1")
    subprocess.run([compiler, "-w", *flags, *shared, "-o", library, STUB / "nvml_stub.c", "-lpthread"], check=True)
    return folder


@pytest.fixture(scope="session")
def nvml_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a libnvidia-ml.so.1 that plays the scenario named by NVML_STUB_SCENARIO."""
    return build(tmp_path_factory.mktemp("nvml"))


@pytest.fixture(scope="session")
def old_nvml_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without the functions that came with newer drivers."""
    return build(tmp_path_factory.mktemp("old_nvml"), "-DOLD_DRIVER")


def environment(library: Path, scenario: Path | None, **more: str) -> dict[str, str]:
    plays = {"NVML_STUB_SCENARIO": str(scenario)} if scenario else {}
    return {**os.environ, "LD_LIBRARY_PATH": str(library), **plays, **more}


def command(what: str, scenario: Path | None, **options: object) -> list[str]:
    named = {"scenario": scenario, **options}
    flags = [part for name, value in named.items() if value is not None for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "tests.hardware.probe", what, *flags]


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a scenario of the repository, or of a text, that a test may change."""

    def copy(name_or_text: str) -> Path:
        kept = STUB / "scenarios" / f"{name_or_text}.txt"
        path = tmp_path / "scenario.txt"
        path.write_bytes(kept.read_bytes() if "\n" not in name_or_text else os.fsencode(name_or_text))
        return path

    return copy


@pytest.fixture
def probe(nvml_library: Path, scenario: Callable[[str], Path]) -> Probe:
    """Readings of `pynvml` on a scenario; fails if anything is written to stderr, where a screen would be drawn."""

    def read(name: str, what: str = "rounds", library: Path = nvml_library, **options: Any) -> list[Reading]:
        path = scenario(name)
        more = options.pop("environ", {})
        done = subprocess.run(
            command(what, path, **options),
            env=environment(library, path, **more),
            cwd=REPOSITORY,
            capture_output=True,
            timeout=30,
        )
        assert done.stderr == b""
        assert done.returncode == 0
        return [json.loads(line) for line in done.stdout.splitlines()]

    return read
