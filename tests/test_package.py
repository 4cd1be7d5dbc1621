"""What a wheel carries: every file of the package that is not code is named, and found where it is looked for."""

import ast
import re
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path

import pytest

import spt_tui

PACKAGE = Path(spt_tui.__file__).parent
PYPROJECT = PACKAGE.parent / "pyproject.toml"


def carried_patterns() -> list[str]:
    """`tool.setuptools.package-data` of pyproject.toml; Python 3.10 has no reader for it."""
    found = re.search(r"^\[tool\.setuptools\.package-data\]\nspt_tui = (\[.*?\])$", PYPROJECT.read_text(), re.M | re.S)
    assert found is not None
    patterns: list[str] = ast.literal_eval(found[1])
    return patterns


def package_files() -> list[Path]:
    return [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def test_every_file_that_is_not_code_is_carried() -> None:
    patterns = carried_patterns()
    left_out = [
        path
        for path in package_files()
        if path.suffix != ".py" and not any(fnmatch(str(path), pattern) for pattern in patterns)
    ]
    assert not left_out


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in package_files() if path.suffix == ".py"}
    assert not [folder for folder in folders if not (PACKAGE / folder / "__init__.py").exists()]


@pytest.mark.parametrize("name", ["py.typed", "sample/real_runs.tar.gz", "ui/app.tcss"])
def test_what_the_program_opens_is_a_resource(name: str) -> None:
    assert resources.files("spt_tui").joinpath(name).is_file()


def test_the_command_and_the_module_are_declared() -> None:
    assert 'spt-tui = "spt_tui.cli:main"' in PYPROJECT.read_text()
    assert (PACKAGE / "__main__.py").exists()
