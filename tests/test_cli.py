"""The command line without a terminal: which directory is meant, what is printed, how wrong calls end."""

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr
from importlib import import_module
from pathlib import Path

import pytest

from spt_tui import __version__
from spt_tui.cli import COMMANDS, main
from spt_tui.root import RootError, resolve_root
from tests.trees import as_nobody, public_place, write_run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and nothing said by the environment."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.delenv("SPT_CACHE_DIR", raising=False)
    return place


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Three runs, one of them failed."""
    for name, status in (("first", "completed"), ("second", "failed"), ("third", "completed")):
        write_run(tmp_path / "tree" / name, status=status, tags=[f"tag-{name}"], summary={"fit/loss": 0.25})
    return tmp_path / "tree"


# Which directory ----------------------------------------------------------------------------------------------


def test_a_root_is_made_absolute(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.parent)
    assert resolve_root("tree") == resolve_root("./tree/") == resolve_root(f"{tree}/../tree") == str(tree)


def test_a_tilde_is_the_home_directory(home: Path) -> None:
    (home / "mine").mkdir()
    assert resolve_root("~/mine") == str(home / "mine")


def test_runs_below_a_root_is_used_when_it_is_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a" / "runs").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "runs").write_text("no directory")
    assert resolve_root(str(tmp_path / "a")) == str(tmp_path / "a" / "runs")
    assert resolve_root(str(tmp_path / "b")) == str(tmp_path / "b")


def test_without_a_root_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache" / "runs").mkdir(parents=True)
    monkeypatch.setenv("SPT_CACHE_DIR", str(tmp_path / "cache"))
    assert resolve_root(None) == str(tmp_path / "cache" / "runs")
    assert resolve_root(str(tmp_path)) == str(tmp_path)


@pytest.mark.parametrize("variable", [None, ""])
def test_without_both_it_is_the_logger_s_default(
    home: Path, variable: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable is not None:
        monkeypatch.setenv("SPT_CACHE_DIR", variable)
    default = home / ".cache" / "stable-pretraining"
    default.mkdir(parents=True)
    assert resolve_root(None) == str(default)
    (default / "runs").mkdir()
    assert resolve_root(None) == str(default / "runs")


def test_a_root_may_be_a_link(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tree)
    assert resolve_root(str(tmp_path / "link")) == str(tmp_path / "link")


def test_why_a_root_cannot_be_browsed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    reasons = {
        "missing": "no such file or directory",
        "file": "not a directory",
        "file/below": "not a directory",
        "dangling": "no such file or directory",
        "round": "too many levels of symbolic links",
    }
    for name, reason in reasons.items():
        with pytest.raises(RootError, match=f"^{re.escape(str(tmp_path / name))}: {reason}$"):
            resolve_root(str(tmp_path / name))


def test_a_missing_default_says_what_to_do() -> None:
    with pytest.raises(RootError, match=r"stable-pretraining: no such file or directory; .*--demo$"):
        resolve_root(None)


@pytest.mark.parametrize("form", ["--once", "--json", "--no-diff"])
def test_an_unreadable_root_is_named(form: str) -> None:
    import spt_tui.runs.index  # noqa: F401  (who is nobody may not be able to import it)

    with public_place() as place:
        (place / "private").mkdir(mode=0o700)

        if os.geteuid() != 0:
            (place / "private").chmod(0)
        assert as_nobody(lambda: told([form, str(place / "private")])) == (
            f"2 spt-tui: {place}/private: permission denied\n"
        )


def told(arguments: list[str]) -> str:
    """The exit status of a call and what it says on standard error."""
    with redirect_stderr(io.StringIO()) as err:
        return f"{main(arguments)} {err.getvalue()}"


# What is printed ----------------------------------------------------------------------------------------------


def names(printed: str) -> list[str]:
    return sorted(json.loads(line)["name"] for line in printed.splitlines())


def test_the_same_root_twice_is_one(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(tree), f"{tree}/", f"{tree}/first/.."]) == 0
    assert names(capsys.readouterr().out) == ["first", "second", "third"]


def test_a_run_below_two_roots_is_one_row(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(tree), str(tree / "first")]) == 0
    assert names(capsys.readouterr().out) == ["first", "second", "third"]


def test_several_roots_are_one_table(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "other" / "fourth", status="completed")
    assert main(["--json", str(tree), str(tmp_path / "other")]) == 0
    assert names(capsys.readouterr().out) == ["first", "fourth", "second", "third"]


def test_a_filter_narrows_what_is_printed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--filter", "status:completed -tag:tag-third", str(tree)]) == 0
    assert names(capsys.readouterr().out) == ["first"]


def test_nothing_found_is_one(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, reason in (
        ([str(tmp_path / "empty")], "no runs here"),
        (["--filter", "tag:none", str(tree)], "no runs match the filter"),
    ):
        for form in ("--once", "--json"):
            assert main([form, *arguments]) == 1
            out, err = capsys.readouterr()
            assert out == "" and err == f"spt-tui: {reason}\n"


# Wrong calls --------------------------------------------------------------------------------------------------


def test_a_wrong_filter_is_told_and_nothing_printed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--once", "--filter", "stauts:failed", str(tree)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err == "spt-tui: --filter: column 1: no such field `stauts`; did you mean `status`?\n"


def test_the_demo_brings_its_own_runs(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--demo", "--once", str(tree)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "--demo" in err and err.count("\n") == 1


def test_the_first_wrong_root_of_several_is_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--once", str(tree), str(tree / "missing")]) == 2
    assert capsys.readouterr().err == f"spt-tui: {tree}/missing: no such file or directory\n"


def test_a_hostile_root_is_named_in_one_clean_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--once", str(tmp_path / "a\x1b[2Jb\nc\udc9b")]) == 2
    err = capsys.readouterr().err
    assert err == f"spt-tui: {tmp_path}/a␛[2Jb c\ufffd: no such file or directory\n"


@pytest.mark.parametrize("wrong", [["--wrong"], ["--filter"]])
def test_a_wrong_option_is_two(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    out, err = capsys.readouterr()
    assert ended.value.code == 2 and out == "" and wrong[0] in err.splitlines()[-1]


def test_an_error_is_never_an_output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stderr", None)  # closed
    assert main(["summary", "/no/such/place"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_questions_about_the_program(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option])
    out, err = capsys.readouterr()
    assert ended.value.code == 0 and err == ""
    assert out == f"spt-tui {__version__}\n" if option == "--version" else "SPT_CACHE_DIR" in out


@pytest.mark.parametrize("wrong", [["--budget", "0"], ["--threads", "none"]])
def test_a_budget_is_a_whole_number_above_0(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(wrong)
    assert end.value.code == 2 and wrong[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "diff {0}/first {0}/second",
        "logs {0}/first",
        "metrics {0}/first",
        "plot {0}/first --metric fit/loss",
        "scan {0}",
        "triage {0}",
    ],
)
def test_without_a_standard_output_no_command_ends_in_a_traceback(command: str, tree: Path) -> None:
    (tree / "first" / "job_0_0_log.err").write_text("words\n")
    (tree / "first" / "metrics.csv").write_text("epoch,fit/loss,step\n0,0.5,1\n0,0.25,2\n")
    line = f"exec {sys.executable} -m spt_tui {command.format(tree)} >&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert "Traceback" not in done.stderr and done.returncode in (1, 2) and done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_control_c_ends_a_command_without_a_traceback(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module(f"spt_tui.commands.{command}"), "main", interrupted)
    assert main([command]) == 130
