import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.streams import KINDS, find_streams
from spt_tui.runs.record import Record
from spt_tui.runs.regular_file import open_regular
from spt_tui.runs.run import Run, State
from spt_tui.runs.sidecar import read_run
from tests.trees import MANIFEST, as_nobody, public_place, real_runs


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_runs(tmp_path_factory.mktemp("logs"))


def sample(tree: Path, name: str) -> Run:
    return read_run(str(tree / "runs"), str(tree / MANIFEST[name]))


def run_in(folder: Path, output_dir: str | None = None, **fields: str) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    return Run(str(folder), str(folder.parent), "r", "r", State.RUNNING, output_dir=output_dir, **fields)


def write(path: Path, text: str = "x\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def labels(run: Run) -> list[str]:
    return [stream.label for stream in find_streams(run).streams]


@pytest.mark.parametrize("name", ["A0", "A1"])
def test_four_ranks_of_submitit_and_hydras_log(tree: Path, name: str) -> None:
    streams = find_streams(sample(tree, name)).streams
    ranks = [f"rank {rank} .{kind}" for rank in range(4) for kind in ("out", "err")]
    assert [stream.label for stream in streams] == [*ranks, "main.log"]
    assert [stream.rank for stream in streams] == [0, 0, 1, 1, 2, 2, 3, 3, None]
    assert {stream.node for stream in streams if stream.rank is not None} == {"vm"}
    assert all(stream.size == os.path.getsize(stream.path) for stream in streams)


def test_a_run_with_logs_in_its_own_directory(tree: Path) -> None:
    assert labels(sample(tree, "plain")) == ["train.out", "train.err", "main.log"]


def test_every_sample_run_has_distinct_ids_and_labels(tree: Path) -> None:
    for name in MANIFEST:
        streams = find_streams(sample(tree, name)).streams
        assert len({stream.id for stream in streams}) == len({stream.label for stream in streams}) == len(streams)
        assert all(stream.kind in KINDS for stream in streams)


def test_job_and_task_come_from_run_meta_when_the_run_lacks_them(tree: Path) -> None:
    run = sample(tree, "A0")
    bare = replace(run, sweep=None, task=None, hparams=Record({}))
    assert find_streams(bare).streams == find_streams(run).streams


def test_hydras_own_submitit_folder_and_a_job_without_array(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "multirun" / "0"))
    write(tmp_path / "run" / "run_meta.json", '{"slurm_job_id": "77"}')
    write(tmp_path / "multirun" / ".submitit" / "77" / "77_1_log.err")
    assert labels(run) == ["rank 1 .err"]


def test_one_file_under_two_names_is_one_stream(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "run"))
    write(tmp_path / "run" / "train.out")
    (tmp_path / "run" / "link.out").symlink_to("train.out")
    assert len(find_streams(run).streams) == 1


def test_names_that_are_the_same_once_cleaned(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    for name in (b"a\x1b.out", b"a\xe2\x90\x9b.out", b"\xff.out", b"\xfe.out", b"x\ny.err"):
        Path(os.fsdecode(os.fsencode(run.dir) + b"/" + name)).write_text("x")
    streams = find_streams(run).streams
    assert len({stream.id for stream in streams}) == len({stream.label for stream in streams}) == 5
    assert all(stream.id.isprintable() and stream.label.isprintable() for stream in streams)
    assert all(os.pread(open_regular(stream.path), 1, 0) == b"x" for stream in streams)


def test_the_same_rank_in_two_places(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "out" / "0"), sweep="5", task="0")
    write(tmp_path / "run" / "rank0.err", "one")
    write(tmp_path / "out" / "5_0" / ".submitit" / "5_0_0_log.err", "two")
    assert labels(run) == ["rank 0 .err", "rank 0 .err (5_0_0_log.err)"]


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    os.mkfifo(tmp_path / "run" / "pipe.out")
    (tmp_path / "run" / "device.out").symlink_to("/dev/zero")
    (tmp_path / "run" / "lost.out").symlink_to("nowhere")
    (tmp_path / "run" / "folder.out").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "run" / "sock.err"))
    assert find_streams(run).streams == ()
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(str(tmp_path / "run" / "pipe.out"))


def test_a_fifo_in_the_place_of_run_meta_does_not_block(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "out" / "0"))
    os.mkfifo(tmp_path / "run" / "run_meta.json")
    assert find_streams(run).streams == ()


def test_every_place_is_named_with_the_reason(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "gone" / "0"), sweep="5", task="3")
    tried = find_streams(run).tried
    assert tried == (
        f"{tmp_path}/run/*.{{out,err}}  none there",
        f"{tmp_path}/gone/0/*.{{out,err,log}}  no such file or directory",
        f"{tmp_path}/gone/5_3/.submitit/5_3_*_log.{{out,err}}  no such file or directory",
        f"{tmp_path}/gone/.submitit/5_3/5_3_*_log.{{out,err}}  no such file or directory",
    )


def test_a_loop_of_links_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    run = run_in(tmp_path / "run", str(tmp_path / "loop"))
    assert "symbolic links" in find_streams(run).tried[1]


@pytest.mark.parametrize("output_dir", ["\x00", "/\x00", "/\ud800", "/" + "x" * 5000, "relative", "/dev/null", ""])
def test_an_output_dir_that_is_no_directory(tmp_path: Path, output_dir: str) -> None:
    write(tmp_path / "run" / "a.out")
    found = find_streams(run_in(tmp_path / "run", output_dir, sweep="1", task="2"))
    assert [stream.label for stream in found.streams] == ["a.out"]
    assert all(line.isprintable() for line in found.tried)


@pytest.mark.parametrize(
    "meta", ["", "[]", "[" * 60_000, '{"slurm_job_id": "../../etc"}', '{"slurm_job_id": {"a": 1}}', "\xff"]
)
def test_a_wrong_run_meta_leads_nowhere(tmp_path: Path, meta: str) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "out" / "0"))
    write(tmp_path / "run" / "run_meta.json", meta)
    assert len(find_streams(run).tried) == 2


@given(sweep=st.text(max_size=5), task=st.text(max_size=5))
def test_a_job_name_never_leaves_its_directory(sweep: str, task: str) -> None:
    run = Run("/nowhere/run", "/nowhere", "r", "r", State.FAILED, sweep=sweep, task=task, output_dir="/nowhere/out/0")
    for line in find_streams(run).tried:
        assert line.startswith("/nowhere/")
        assert "/../" not in line


def test_permission_denied_is_a_reason() -> None:
    with public_place() as place:
        run = run_in(place / "run", str(place / "secret"))
        write(place / "run" / "mine.out").chmod(0)
        (place / "secret").mkdir(mode=0o700)
        answer = as_nobody(lambda: (labels(run), find_streams(run).tried[1]))
    assert answer == f"(['mine.out'], '{place}/secret/*.{{out,err,log}}  permission denied')"
