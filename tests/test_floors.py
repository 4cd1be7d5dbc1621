"""The wall between the floors as the interpreter sees it: what an import brings with it, asked in a fresh process."""

import subprocess
import sys
from pathlib import Path
from pkgutil import walk_packages

import pytest

import spt_tui
from tests.trees import write_run

DRAWING = ("rich", "textual")
NEED_NUMPY = {"spt_tui.runs.curves.number_grid", "spt_tui.runs.curves.number_ends"}
"""Imported only where NumPy is installed, and only when a large file is read or many values are drawn."""


def below_the_screen() -> list[str]:
    names = [module.name for module in walk_packages(spt_tui.__path__, "spt_tui.")]
    left_out = {"spt_tui.__main__", *NEED_NUMPY}
    return [name for name in names if not name.startswith("spt_tui.ui") and name not in left_out]


def loaded_by(code: str, *arguments: str | Path) -> set[str]:
    """Top-level modules that running `code` in a fresh interpreter loads on top of those of its start."""
    program = f"import sys\nbefore = set(sys.modules)\n{code}\nprint('', *(set(sys.modules) - before), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


def imported_by(*modules: str) -> set[str]:
    return loaded_by("\n".join(f"import {module}" for module in modules))


def test_the_floors_below_the_screen_are_all_looked_at() -> None:
    found = below_the_screen()
    folders = {name.split(".")[1] for name in found}
    assert folders >= {"cli", "demo", "export", "hardware", "runs", "text", "units"} and len(found) > 25


def test_nothing_below_the_screen_draws() -> None:
    assert imported_by(*below_the_screen()).isdisjoint({*DRAWING, "numpy"})


def test_the_screen_draws_so_the_question_can_be_answered_with_yes() -> None:
    assert {"rich", "textual"} <= imported_by("spt_tui.ui.app")


def test_the_library_costs_nothing_until_it_is_used() -> None:
    assert imported_by("spt_tui") <= {"spt_tui", "__future__"} | imported_by("typing")


@pytest.mark.parametrize("name", sorted(set(spt_tui.__all__) - {"__version__"}))
def test_every_name_of_the_library_is_there(name: str) -> None:
    assert getattr(spt_tui, name).__name__ == name


def test_a_name_that_the_library_lacks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        spt_tui.no_such_name  # noqa: B018


def test_the_command_line_imports_what_it_needs_when_it_needs_it() -> None:
    assert imported_by("spt_tui.cli").isdisjoint({*DRAWING, "json", "psutil", "pynvml", "tarfile"})


@pytest.mark.parametrize("option", ["--once", "--json"])
def test_the_plain_table_draws_nothing_and_reads_no_device(option: str, tmp_path: Path) -> None:
    code = "from spt_tui.cli import main\nmain(sys.argv[1:])"
    assert loaded_by(code, option, tmp_path).isdisjoint({*DRAWING, "asyncio", "psutil", "pynvml", "tarfile"})


def test_the_first_frame_waits_for_no_plot_and_no_device() -> None:
    assert imported_by("spt_tui.ui.app").isdisjoint({"psutil", "pynvml"})


def test_the_screen_is_there_without_openssl_and_who_wants_it_gets_it() -> None:
    start = "from spt_tui.ui import plain_asyncio\nplain_asyncio.load()\nimport spt_tui.ui.app\n"
    assert loaded_by(start).isdisjoint({"ssl", "_ssl", "_hashlib"})
    later = start + "import ssl, asyncio\nassert ssl.OPENSSL_VERSION\nasyncio.run(asyncio.sleep(0))"
    assert "ssl" in loaded_by(later)


def test_asyncio_that_is_loaded_already_keeps_its_tls() -> None:
    loaded_by("import asyncio.base_events as it, spt_tui.ui.plain_asyncio as us\nus.load()\nassert it.ssl is not None")


def test_a_first_scan_loads_nothing_that_takes_long(tmp_path: Path) -> None:
    code = """
from spt_tui.runs.index import Index
from spt_tui.runs.scanner import RunScanner
RunScanner(sys.argv[1], index=Index(sys.argv[1]), keep_sidecars=False).step()
print("", *sys.modules, file=sys.stderr)
sys.exit()
"""
    write_run(tmp_path / "day" / "run")
    done = subprocess.run([sys.executable, "-c", "import sys" + code, tmp_path], capture_output=True, text=True)
    loaded = set(done.stderr.split())
    assert "spt_tui.runs.scanner" in loaded
    assert loaded.isdisjoint({"ctypes", "statistics", "spt_tui.runs.section_file", "spt_tui.runs.footprint"})
