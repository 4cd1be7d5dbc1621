"""What the tests of this folder share."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def failing_fs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that, preloaded, makes requests to the file system fail or hang."""
    if platform.system() != "Linux" or shutil.which("gcc") is None:
        pytest.skip("it needs Linux and gcc")
    library = tmp_path_factory.mktemp("library") / "failing_fs.so"
    source = Path(__file__).with_name("failing_fs.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library
