"""Without a terminal: plain text, JSON lines, and one line for what is wrong."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spt_tui import __version__
from tests.e2e.browser import COMMAND
from tests.trees import MANIFEST


def spt_tui(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing on its standard input."""
    command = [COMMAND, *map(str, arguments)]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, **options
    )


def strictly(line: str) -> dict[str, object]:
    """The object on a line of JSON, without the words that only Python reads."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    found: dict[str, object] = json.loads(line, parse_constant=refuse)
    return found


@pytest.mark.parametrize("command", [[COMMAND], [sys.executable, "-m", "spt_tui"]], ids=["spt-tui", "python -m"])
def test_both_commands_are_there(command: list[str]) -> None:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"spt-tui {__version__}\n", "")


def test_the_table_as_plain_text(still_runs: Path) -> None:
    done = spt_tui("--once", still_runs)
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and not done.stderr
    assert lines[0].split()[:2] == ["state", "name"] and len(lines) == 17
    assert all(any(path.rpartition("/")[2] in line for line in lines) for path in MANIFEST.values())
    assert "\x1b" not in done.stdout and all(line == line.rstrip() for line in lines)


def test_the_runs_as_json_lines(still_runs: Path) -> None:
    done = spt_tui("--json", still_runs)
    runs = {run["run_id"]: run for run in map(strictly, done.stdout.splitlines())}
    assert done.returncode == 0 and not done.stderr
    assert set(runs) == {path.removeprefix("runs/") for path in MANIFEST.values()}
    sweep = [run for run in runs.values() if run["sweep"] == "48213"]
    assert len(sweep) == 4 and all(run["state"] == "completed" for run in sweep)


def test_nan_and_the_infinities_are_words(still_runs: Path) -> None:
    done = spt_tui("--json", "--filter", f"id:{MANIFEST['nan'].removeprefix('runs/')}", still_runs)
    summary = strictly(done.stdout)["summary"]
    recorded = json.loads((still_runs / MANIFEST["nan"] / "sidecar.json").read_text())["summary"]
    odd = {name: spelled(value) for name, value in recorded.items() if not math.isfinite(value)}
    assert odd and isinstance(summary, dict)
    assert {name: summary[name] for name in odd} == odd


def spelled(value: float) -> str:
    """A number that JSON does not know, as Python's writer spells it."""
    return json.dumps(value)


def test_a_reader_that_leaves_early_is_no_error(still_runs: Path) -> None:
    for form in ("--once", "--json"):
        shell = f'"{COMMAND}" {form} "{still_runs}" | head -1; echo "${{PIPESTATUS[0]}}"'
        done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
        assert done.stderr == "" and done.stdout.splitlines()[-1] == "0" and len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize("encoding", [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}], ids=["C", "ascii"])
def test_a_plain_locale_is_no_error(still_runs: Path, encoding: dict[str, str]) -> None:
    done = spt_tui("--once", still_runs, env={**os.environ, **encoding})
    assert done.returncode == 0 and not done.stderr and len(done.stdout.splitlines()) == 17


# Wrong calls --------------------------------------------------------------------------------------------------


def assert_told(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 2, nothing printed, one line that holds `words` on standard error."""
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("spt-tui: ") and done.stderr.count("\n") == 1 and done.stderr.endswith("\n")
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("form", [[], ["--once"], ["--json"]], ids=["browser", "--once", "--json"])
def test_a_wrong_root_is_told(form: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert_told(spt_tui(*form, tmp_path / "missing"), f"{tmp_path}/missing", "no such file or directory")
    assert_told(spt_tui(*form, tmp_path / "file"), f"{tmp_path}/file", "not a directory")


def test_no_terminal_is_told(still_runs: Path) -> None:
    assert_told(spt_tui(still_runs), "not a terminal", "--once")


def test_a_wrong_filter_is_told(still_runs: Path) -> None:
    for form in ("--once", "--json"):
        assert_told(spt_tui(form, "--filter", "stauts:x", still_runs), "--filter", "stauts", "did you mean `status`?")


def test_nothing_found_is_one(still_runs: Path, tmp_path: Path) -> None:
    for arguments in (["--filter", "tag:none", still_runs], [tmp_path]):
        done = spt_tui("--once", *arguments)
        assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1


def test_a_full_disk_and_a_closed_output_are_told(still_runs: Path) -> None:
    for redirection, words in (("> /dev/full", "cannot write"), (">&-", "no standard output")):
        done = subprocess.run(
            ["sh", "-c", f'"$0" --once "$1" {redirection}', COMMAND, still_runs], capture_output=True, text=True
        )
        assert done.returncode in (1, 2)
        assert words in done.stderr and done.stderr.count("\n") == 1
