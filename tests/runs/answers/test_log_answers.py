"""A run's logs as they are asked for by code that knows the reference's, with a test for each known defect of it."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.answers import log_answers
from spt_tui.runs.answers.answers import Answers
from spt_tui.runs.answers.log_answers import as_asked, log_end
from spt_tui.runs.logs.streams import LogStream
from tests.runs.still_source import StillSource
from tests.trees import write_run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def asked(root: Path) -> Answers:
    return Answers(StillSource(root))


def streams(answers: Answers, run_id: str = "a") -> list[dict[str, Any]]:
    index = answers.logs_index(run_id)
    assert index is not None
    found: list[dict[str, Any]] = index["streams"]
    return found


def test_log_tail_empty_on_CR_bars(root: Path) -> None:
    """8 MB of a progress bar that never ends its line: its last states are there, from a whole one on."""
    run_dir = write_run(root / "a")
    bar = b"Epoch 3:  50%|#####     | 10/20 [00:03<00:03, 2.87it/s]\r"
    (run_dir / "train.err").write_bytes(bar * (8_000_000 // len(bar)))
    content = asked(root).log_content("a", "train.err")
    assert content is not None and content.startswith(b"Epoch 3:") and content.endswith(bar)
    assert 4 * 1024 * 1024 - len(bar) <= len(content) <= 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "limit", "end"),
    [
        (b"one\ntwo\n", 100, b"one\ntwo\n"),
        (b"one\ntwo\n", 8, b"one\ntwo\n"),
        (b"one\ntwo\n", 6, b"two\n"),
        (b"one\r\ntwo\r\n", 7, b"two\r\n"),
        (b"10%\r20%\r30%", 9, b"20%\r30%"),
        (b"no end at all", 6, b"at all"),
        (b"one\n", 1, b""),
        (b"one\n", 0, b""),
        (b"one\n", -5, b""),
        (b"", 5, b""),
    ],
)
def test_the_end_begins_with_a_line(tmp_path: Path, content: bytes, limit: int, end: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    assert log_end(str(path), limit) == end


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert log_end(str(tmp_path / "pipe"), 100) is None
    assert log_end(str(tmp_path), 100) is None


def test_log_stream_id_collision(root: Path) -> None:
    run_dir = write_run(root / "a")
    for name in ("a b.out", "a_b.out", "a\tb.out", "other.out"):
        (run_dir / name).write_text(name)
    answers = asked(root)
    found = {stream["name"]: stream["stream_id"] for stream in streams(answers)}
    assert len(set(found.values())) == 4
    assert (found["a_b.out"], found["other.out"]) == ("a_b.out", "other.out")
    assert all(letter.isalnum() or letter in "._-" for id in found.values() for letter in id)
    assert {name: answers.log_content("a", id) for name, id in found.items()} == {name: name.encode() for name in found}
    assert {stream["name"]: stream["stream_id"] for stream in streams(asked(root))} == found


def test_an_id_without_a_collision_is_the_references(root: Path) -> None:
    run_dir = write_run(root / "a")
    (run_dir / "a b.out").touch()
    assert [stream["stream_id"] for stream in streams(asked(root))] == ["a_b.out"]


def test_log_paths_leak(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is gone is forgotten when it is asked for, and those that nobody asks for any more are too."""
    monkeypatch.setattr(log_answers, "REMEMBERED", 3)
    for number in range(6):
        (write_run(root / str(number)) / "x.out").write_text("text")
    source = StillSource(root)
    answers = Answers(source)
    assert all(answers.log_content(str(number), "x.out") == b"text" for number in range(6))
    assert len(answers._logs) == 3
    for number in (4, 5):
        (root / str(number)).rename(root.parent / f"gone-{number}")
    source.look()
    assert answers.logs_index("4") is None and answers.log_content("5", "x.out") is None
    assert len(answers._logs) == 1


def test_log_nonstring_tag(root: Path, tmp_path: Path) -> None:
    output_dir = tmp_path / "out"
    (output_dir).mkdir()
    submitit = tmp_path / "48213_0" / ".submitit"
    submitit.mkdir(parents=True)
    (submitit / "48213_0_0_log.out").write_text("rank 0")
    hparams = {"output_dir": str(output_dir), "slurm.task_id": 0}
    write_run(root / "a", tags=[1, None, {}, "sweep:48213"], hparams=hparams)
    answers = asked(root)
    assert [stream["name"] for stream in streams(answers)] == ["rank 0 .out"]
    assert answers.log_content("a", "rank_0_.out") == b"rank 0"


def test_names_kinds_ranks_and_order(root: Path, tmp_path: Path) -> None:
    output_dir, submitit = tmp_path / "out", tmp_path / "7_1" / ".submitit"
    run_dir = write_run(root / "a", tags=["sweep:7"], hparams={"output_dir": str(output_dir), "slurm": {"task_id": 1}})
    for folder, names in {
        run_dir: ("z.out", "a.err", "train.out"),
        output_dir: ("train.out", "main.log", "z.err"),
        submitit: ("7_1_0_log.out", "7_1_0_log.err", "7_1_10_log.out", "7_1_2_log.out"),
    }.items():
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            (folder / name).write_text(name)
    (output_dir / "train.out").write_text("of the job")
    (run_dir / "link.out").symlink_to("z.out")
    found = [(stream["name"], stream["kind"], stream["rank"], stream["size"]) for stream in streams(asked(root))]
    assert found == [
        ("rank 0 .out", "out", 0, 13),
        ("rank 2 .out", "out", 2, 13),
        ("rank 10 .out", "out", 10, 14),
        ("link.out", "out", None, 5),
        ("main.log", "out", None, 8),
        ("train.out", "out", None, 9),
        ("train.out (2)", "out", None, 10),
        ("rank 0 .err", "err", 0, 13),
        ("a.err", "err", None, 5),
        ("z.err", "err", None, 5),
    ]


def test_a_log_that_was_not_there_at_the_last_look_is_found(root: Path) -> None:
    run_dir = write_run(root / "a")
    answers = asked(root)
    assert streams(answers) == [] and answers.log_content("a", "x.out") is None
    (run_dir / "x.out").write_text("late")
    assert answers.log_content("a", "x.out") == b"late"
    (run_dir / "x.out").unlink()
    assert answers.log_content("a", "x.out") is None


def test_an_output_dir_of_the_users_home(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "main.log").write_text("x")
    for number, spelled in enumerate(("~/out", "out", str(tmp_path / "out"))):
        write_run(root / str(number), hparams={"output_dir": spelled})
        assert [stream["name"] for stream in streams(asked(root), str(number))] == ["main.log"]


def test_what_sbatch_wrote_is_listed_and_what_was_rotated_is_not(root: Path) -> None:
    write_run(root / "a", hparams={"slurm.job_id": "4812"})
    for name in ("slurm-4812.out", "slurm-4812.out.1"):
        (root.parent / name).write_text("x")
    (root / "a" / "train.out.1").write_text("x")
    assert [stream["name"] for stream in streams(asked(root))] == ["slurm-4812.out"]


def stream_named(name: str, place: str) -> LogStream:
    return LogStream(f"{place}/{name}", name, f"/{place}/{name}", name.rpartition(".")[2], None, None, 0, 0.0)


names = st.builds("{}.{}".format, st.text("ab _-.é\udcff", min_size=1, max_size=4), st.sampled_from(["out", "err"]))


@given(st.lists(st.tuples(names, st.sampled_from(["run", "output"])), unique=True))
def test_ids_and_names_are_unique_whatever_the_order(found: list[tuple[str, str]]) -> None:
    given_streams = [stream_named(*each) for each in found]
    answered = as_asked(given_streams)
    assert len({stream.id for stream in answered}) == len({stream.name for stream in answered}) == len(found)
    assert as_asked(reversed(given_streams)) == answered
