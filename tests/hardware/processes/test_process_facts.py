from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.hardware.processes.process_facts import MOST_PLACES, open_files, places, read_facts, started
from tests.hardware.host.machine_tree import write_files

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="only Linux has /proc")

STAT = "77 (a (b) c) S 1 77 77 0 -1 4194560 99 0 0 0 0 0 0 0 20 0 1 0 5298057 3133440 407 18446744073709551615\n"


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that works in one directory, logs into another, and is a task of an array job."""
    for name in ("work", "logs"):
        (tmp_path / name).mkdir()
    program = "import sys; print('up', flush=True); sys.stdin.read()"
    with open(tmp_path / "logs" / "train.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "two\nlines", "\x1b[31mred"],
            cwd=tmp_path / "work",
            env={**os.environ, "SLURM_ARRAY_JOB_ID": "48213", "SLURM_ARRAY_TASK_ID": "3", "TOKEN": "secret"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    yield process
    process.communicate()


def test_whose_a_process_is_and_where_it_works(trainer: subprocess.Popen[bytes], tmp_path: Path) -> None:
    facts = read_facts("/", trainer.pid)
    assert facts is not None
    assert facts.user == pwd.getpwuid(os.getuid()).pw_name
    assert facts.command is not None and facts.command.startswith(f"{sys.executable} -c import sys")
    assert facts.command.endswith("two lines ␛[31mred")
    assert facts.places[0] == str(tmp_path / "work") and str(tmp_path / "logs") in facts.places
    assert facts.slurm_id == "48213_3" and "secret" not in repr(facts)


def test_a_process_that_is_gone_has_no_facts(trainer: subprocess.Popen[bytes]) -> None:
    assert started("/", trainer.pid) is not None
    trainer.communicate()
    assert started("/", trainer.pid) is None and read_facts("/", trainer.pid) is None


def test_a_name_with_brackets_does_not_hide_the_start(tmp_path: Path) -> None:
    assert started(str(write_files(tmp_path, {"proc/77/stat": STAT})), 77) == 5298057


@pytest.mark.parametrize("torn", ["", "77 (python", "77 (python) S 1 2 3", STAT.replace("5298057", "x")])
def test_a_torn_stat_is_no_process(tmp_path: Path, torn: str) -> None:
    assert read_facts(str(write_files(tmp_path, {"proc/77/stat": torn})), 77) is None


def test_another_user_s_process_has_a_name_and_an_owner(tmp_path: Path) -> None:
    files = {"stat": STAT, "status": "Name:\tx\nUid:\t4242424\t0\t0\t0\n", "comm": "trainer\n", "cmdline": ""}
    facts = read_facts(str(write_files(tmp_path / "proc/77", files) and tmp_path), 77)
    assert facts is not None
    assert (facts.user, facts.command, facts.places, facts.slurm_id) == ("4242424", "[trainer]", (), None)


@pytest.mark.parametrize("odd", ["", "Uid:", "Uid:\tx\n", "\0\0SLURM_\0SLURM_JOB_ID", "\udcff=\n"])
def test_files_that_hold_nonsense_say_nothing(tmp_path: Path, odd: str) -> None:
    write_files(tmp_path / "proc/77", {"stat": STAT})
    for name in ("status", "comm", "cmdline", "environ"):
        (tmp_path / "proc/77" / name).write_bytes(os.fsencode(odd))
    facts = read_facts(str(tmp_path), 77)
    assert facts is not None and facts.user is None and facts.slurm_id is None
    assert facts.command is None or facts.command.isprintable()


def test_in_a_namespace_of_its_own_only_who_holds_a_gpu_is_believed(tmp_path: Path) -> None:
    write_files(tmp_path, {"proc/77/stat": STAT, "proc/77/comm": "trainer\n"})
    for folder in ("proc/self/ns", "proc/77/fd"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "proc/self/ns/pid").symlink_to("pid:[4026532199]")
    (tmp_path / "proc/77/fd/0").symlink_to("/runs/a/train.log")
    assert read_facts(str(tmp_path), 77) is None
    (tmp_path / "proc/77/fd/9").symlink_to("/dev/nvidia0")
    facts = read_facts(str(tmp_path), 77)
    assert facts is not None and facts.command == "[trainer]" and facts.places == ("/runs/a",)


def test_pipes_and_sockets_are_no_places() -> None:
    assert all(path.startswith("/") for path in open_files("/", os.getpid()))
    assert places([None, "/", "/proc/1/fd", "/dev/shm", "/usr/lib", "/runs/a", "/usrs", "/runs/a"]) == (
        "/runs/a",
        "/usrs",
    )
    assert len(places(f"/runs/{number}" for number in range(500))) == MOST_PLACES
