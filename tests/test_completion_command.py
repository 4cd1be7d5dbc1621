"""`spt-tui completion`: what a shell offers while a command line is being typed."""

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.cli import COMMANDS, main
from spt_tui.commands.completing.offers import offers
from spt_tui.commands.completing.typed_line import TypedLine, typed_line, written
from spt_tui.runs.cache_dir import cache_dir
from tests.strategies import hostile_text
from tests.terminal import Terminal
from tests.trees import write_run

Out = pytest.CaptureFixture[str]
BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash")
BREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture
def root(tmp_path: Path, capsys: Out) -> str:
    """Runs that the last session knew."""
    root = tmp_path / "runs"
    common = {"hparams": {"optim.lr": 0.1}, "summary": {"eval/loss": 1.0}}
    write_run(root / "day1" / "abc", created_at=1e9, tags=["vicreg"], **common)
    write_run(root / "day1" / "abd", created_at=2e9, tags=["vitmae"], **common)
    write_run(root / "day2" / "abd", created_at=1e9)
    write_run(root / "day3" / "$(touch pwned) `x`;*", created_at=1e9)
    assert main(["ls", "--root", str(root)]) == 0
    capsys.readouterr()
    return str(root)


def words(*typed: str) -> list[str]:
    return [offer.word for offer in offers(typed)]


def test_commands_come_first() -> None:
    assert words("") == [*COMMANDS]
    assert words("l") == ["logs", "ls"] and {offer.help for offer in offers(["ls"])} == {"list runs"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_every_command_is_offered(command: str) -> None:
    parser = import_module(f"spt_tui.commands.{command}").parser()
    said = {word for line in parser.format_help().split() for word in [line.strip("[],")] if word.startswith("--")}
    options = {word.partition("=")[0] for word in said if word.replace("-", "").isalpha()}
    own = {name for action in parser._actions for name in action.option_strings}
    assert options & own <= set(words(command, "--")) <= own


def test_options_that_were_given_are_offered_no_more_unless_they_may_come_again() -> None:
    assert "--sort" not in words("ls", "--sort", "age", "--") and "--root" in words("ls", "--root", "x", "--")
    assert words("ls", "--", "--so") == [] and words("--once", "--j") == ["--json"]


def test_choices_are_offered_after_a_blank_and_after_a_sign() -> None:
    assert words("watch", "--until", "") == ["completed", "failed", "ended"]
    assert words("watch", "--until=f") == ["--until=failed"] and words("--glyphs", "b") == ["braille", "block"]
    assert words("completion", "z") == ["zsh"]


def test_runs_columns_metrics_and_filters_are_those_of_the_last_session(root: str) -> None:
    def at(command: str, *typed: str) -> list[str]:
        return words(command, "--root", root, *typed)

    assert at("show", "ab") == ["abc"] and at("show", "day") == [
        "day1/abd",
        "day1/abc",
        "day2/abd",
        "day3/$(touch pwned) `x`;*",
    ]
    assert at("ls", "--sort", "hp.o") == ["hp.optim.lr"]
    assert at("ls", "--columns", "name,m.") == ["name,m.eval/loss"]
    assert at("ls", "--group", "") == ["sweep", "tag", "hp.optim.lr"]
    assert at("best", "ev") == ["eval/loss"] and at("plot", "abc", "--metric", "") == ["eval/loss"]
    assert sorted(at("watch", "tag:vi")) == ["tag:vicreg", "tag:vitmae"]
    assert at("ls", "--filter", "state:running tag:vicreg or tag:vit") == ["state:running tag:vicreg or tag:vitmae"]


def test_without_a_last_session_nothing_is_asked_of_the_disk(tmp_path: Path) -> None:
    write_run(tmp_path / "abc")
    assert words("show", "--root", str(tmp_path), "") == [] and words("show", "--root", "", "") == []


def test_files_are_left_to_the_shell() -> None:
    assert words("export", "") == [] and words("ls", "--root", "") == [] and words("./x") == []


def test_the_words_of_a_line_are_those_that_bash_would_give() -> None:
    assert typed_line("spt-tui ls  --filter 'a b' c\\ d \"e $\\\"f").words == (
        *("spt-tui", "ls", "--filter", "a b", "c d"),
        'e $"f',
    )
    assert typed_line("x ") == TypedLine(("x", ""), "") and typed_line("x 'a b").quote == "'"
    assert typed_line('x "').quote == '"' and typed_line("x \\").words == ("x", "")


@needs_bash
@given(st.lists(hostile_text(2).map(lambda text: "".join(filter(str.isprintable, text))), min_size=1, max_size=2))
def test_a_written_word_is_one_word_to_bash_and_nothing_is_run(texts: list[str]) -> None:
    for text in filter(None, texts):
        for quote in ("", "'", '"'):
            line = quote + written(text, TypedLine(("x", ""), quote), BREAKS) + quote
            assert typed_line(f"x {line}").words == ("x", text)


@needs_bash
@pytest.mark.parametrize(
    "text", ["$(touch pwned)", "`x`", "a;b|c&d", "a*?[x]", "!x", "~", "#a", "a\\b", "'", '"', "{a,b}"]
)
def test_bash_itself_reads_back_what_is_written(text: str, tmp_path: Path) -> None:
    for quote in ("", "'", '"'):
        line = quote + written(text, TypedLine(("x", ""), quote), BREAKS) + quote
        done = subprocess.run([str(BASH), "-c", f"printf %s {line}"], cwd=tmp_path, capture_output=True, text=True)
        assert done.stdout == text and not list(tmp_path.iterdir())


def test_what_bash_has_before_the_last_break_is_not_written_again() -> None:
    assert written("tag:vicreg", TypedLine(("x", "tag:vi"), ""), BREAKS) == "vicreg"
    assert written("--until=failed", TypedLine(("x", "--until=f"), ""), BREAKS) == "failed"
    assert written("tag:vicreg", TypedLine(("x", "tag:vi"), ""), " ") == "tag:vicreg"


@needs_bash
def test_a_real_bash_completes(root: str, tmp_path: Path) -> None:
    (tmp_path / "spt-tui").write_text(f'#!/bin/sh\nexec {sys.executable} -m spt_tui "$@"\n')
    (tmp_path / "spt-tui").chmod(0o755)
    here = Path(__file__).parents[1]
    program = f"""PATH={tmp_path}:$PATH; cd {here}; source <(spt-tui completion bash)
        for line in 'spt-tui tri' 'spt-tui show --root {root} abc' 'spt-tui show --root {root} day3' \\
                    'spt-tui ls --root {root} --filter tag:vic' "spt-tui ls --root {root} --filter 'tag:vic"; do
            COMP_LINE=$line COMP_POINT=${{#line}}; _spt_tui spt-tui; printf '[%s]' "${{COMPREPLY[@]}}"; echo
        done"""
    done = subprocess.run([str(BASH), "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "[triage]",
        "[abc]",
        "[day3/\\$\\(touch\\ pwned\\)\\ \\`x\\`\\;\\*]",
        "[vicreg]",
        "[tag:vicreg]",
    ]


@needs_bash
def test_a_key_in_a_real_bash_completes(root: str, tmp_path: Path) -> None:
    (tmp_path / "spt-tui").write_text(f'#!/bin/sh\nexec {sys.executable} -m spt_tui "$@"\n')
    (tmp_path / "spt-tui").chmod(0o755)
    here = Path(__file__).parents[1]
    env = {"PS1": "ready> ", "PATH": f"{tmp_path}:/usr/bin:/bin", "XDG_CACHE_HOME": str(Path(cache_dir()).parent)}
    with Terminal([str(BASH), "--norc", "--noprofile", "-i"], cols=120, env=env, cwd=here) as terminal:
        terminal.wait_for("ready>")
        terminal.send("source <(spt-tui completion bash)\n")
        terminal.wait_for(lambda seen: seen.text.count("ready>") == 2)
        terminal.send(f"clear; cd {root}\n")
        terminal.wait_for(lambda seen: seen.text.count("ready>") == 1)
        terminal.send("spt-tui wat\t--root . --filter tag:vic\t")
        terminal.wait_for("spt-tui watch --root . --filter tag:vicreg")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_words_with_their_help(shell: str, root: str, capsys: Out) -> None:
    assert main(["completion", shell]) == 0
    assert "spt-tui completion" in capsys.readouterr().out
    assert main(["completion", shell, "--words", "watch", "--root", root, "tag:vic"]) == 0
    line = capsys.readouterr().out
    assert line == ("tag\\:vicreg:1 run\n" if shell == "zsh" else "tag:vicreg\t1 run\n")
    program = shutil.which(shell)
    if program is not None:
        assert main(["completion", shell]) == 0
        done = subprocess.run([program, "-n", "-c", capsys.readouterr().out], capture_output=True, text=True)
        assert done.stderr == ""


def test_an_unknown_shell_is_a_wrong_call(capsys: Out) -> None:
    with pytest.raises(SystemExit) as end:
        main(["completion", "tcsh"])
    assert end.value.code == 2
