import json
import os
import shutil
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.regular_file import open_regular
from spt_tui.runs.logs import listing
from spt_tui.runs.logs.streams import KINDS, find_streams
from spt_tui.runs.record import Record
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
        f"{tmp_path.parent}/{{,logs/,slurm/,slurm_logs/}}*5_3*.{{out,err,log}}  none there",
        f"{tmp_path}/{{,logs/,slurm/,slurm_logs/}}*5_3*.{{out,err,log}}  none there",
    )
    assert find_streams(run).likeliest == f"{tmp_path}/gone/5_3/.submitit/5_3_0_log.out"


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


def test_what_sbatch_writes_by_itself_where_it_was_called(tmp_path: Path) -> None:
    run = run_in(tmp_path / "project" / "runs" / "a", sweep="48213", task="3")
    run = replace(run, root=str(tmp_path / "project" / "runs"))
    for name in ("slurm-48213_3.out", "slurm-48213_31.out", "slurm-48213.out", "slurm-148213_3.out", "notes.out"):
        write(tmp_path / "project" / name)
    assert labels(run) == ["slurm-48213_3.out"]


@pytest.mark.parametrize("below", ["", "logs", "slurm", "slurm_logs"])
@pytest.mark.parametrize("known_by", ["hparam", "run_meta", "hydra", "layout"])
def test_the_submit_directory_and_what_is_given_to_sbatch(tmp_path: Path, known_by: str, below: str) -> None:
    submit = tmp_path / "project"
    output = submit / "multirun" / "2026-11-22" / "03-39" / "0"
    run = run_in(tmp_path / "far" / "runs" / "a", str(output) if known_by in ("hydra", "layout") else None, task="0")
    write(tmp_path / "far" / "runs" / "a" / "run_meta.json", '{"slurm_job_id": "48219"}')
    if known_by == "hparam":
        run = replace(run, hparams=Record({"hydra.runtime.cwd": str(submit)}))
    elif known_by == "run_meta":
        meta = f'{{"slurm_job_id": "48219", "slurm_submit_dir": "{submit}"}}'
        write(tmp_path / "far" / "runs" / "a" / "run_meta.json", meta)
    elif known_by == "hydra":
        submit = tmp_path / "elsewhere"
        yaml = f"hydra:\n  runtime:\n    version: 1.3.2\n    cwd: {submit}\n    config_sources: []\n"
        write(output / ".hydra" / "hydra.yaml", yaml)
    for name in ("train-48219.out", "train-48219.err", "train-48220.out"):
        write(submit / below / name)
    assert labels(run) == ["train-48219.out", "train-48219.err"]


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("48213_0_3.out", 3), ("slurm-48213_0_12.err", 12), ("train-48213_0-t7.out", 7), ("48213_0.out", None),
        ("48213_0_3_log.err", 3), ("x_rank5.out", 5), ("48377_4.out", 4), ("slurm-48377.4.out", 4), ("48377.out", None),
    ],
)  # fmt: skip
def test_ranks_in_names_that_sbatch_makes(tmp_path: Path, name: str, rank: int | None) -> None:
    is_array = name.startswith(("48213_0", "slurm-48213_0", "train-48213_0"))
    run = run_in(tmp_path / "runs" / "a", sweep="48213", task="0") if is_array else run_in(tmp_path / "runs" / "a")
    if not is_array:
        run = replace(run, hparams=Record({"slurm.job_id": 48377}))
    write(tmp_path / "runs" / "a" / name)
    assert [stream.rank for stream in find_streams(run).streams] == [rank]


def test_names_of_an_unknown_job(tmp_path: Path) -> None:
    run = run_in(tmp_path / "runs" / "a")
    for name in ("48213_0_3.out", "48213_4.out"):  # the second is a rank of a job, or a task of an array
        write(tmp_path / "runs" / "a" / name)
    assert [stream.rank for stream in find_streams(run).streams] == [3, None]


def test_the_name_that_the_user_gave_to_the_job(tmp_path: Path) -> None:
    run = run_in(tmp_path / "runs" / "a")
    run = replace(run, root=str(tmp_path / "runs"), hparams=Record({"slurm.job_name": "vicreg", "slurm.job_id": "7"}))
    for name in ("vicreg.out", "other.out", "loss_7.log", "slurm-7.out"):
        write(tmp_path / name)
    assert labels(run) == ["slurm-7.out"]  # sbatch's own name: nothing else is looked for
    (tmp_path / "slurm-7.out").unlink()
    assert labels(run) == ["vicreg.out"]


def test_the_array_job_alone_is_no_name_of_one_task(tmp_path: Path) -> None:
    run = replace(run_in(tmp_path / "runs" / "a", sweep="48213", task="1"), root=str(tmp_path / "runs"))
    write(tmp_path / "runs" / "a" / "run_meta.json", '{"slurm_job_id": "48213", "slurm_array_task_id": "1"}')
    write(tmp_path / "logs" / "x_48213_2.out")
    write(tmp_path / "logs" / "x_48213_1.out")
    assert labels(run) == ["x_48213_1.out"]


def test_logs_of_other_jobs_beside_ones_own(tmp_path: Path) -> None:
    run = run_in(tmp_path / "runs" / "a", str(tmp_path / "out"))
    run = replace(run, hparams=Record({"slurm.job_id": "4812"}))
    for name in ("slurm-4811.out", "slurm-4812.out", "main.log"):
        write(tmp_path / "out" / name)
        write(tmp_path / "runs" / "a" / name.replace("log", "out"), f"{name} again")
    # In the run's own directory the logs of earlier jobs are the run's, and come after that of the present one.
    assert labels(run) == [
        "slurm-4812.out", "main.out", "slurm-4812.out (slurm-4812.out)", "slurm-4811.out", "main.log",
    ]  # fmt: skip


def test_rotated_logs_come_after_those_that_are_written(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    for name in ("train.out", "train.out.1", "train.out.2", "train.err", "train.out.gz", "train.outer"):
        write(tmp_path / "run" / name)
    assert labels(run) == ["train.out", "train.err", "train.out.1", "train.out.2"]
    assert [stream.kind for stream in find_streams(run).streams] == ["out", "err", "out", "out"]


def test_a_folder_of_many_people_gives_only_what_names_the_job(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    for name in ("slurm-4812.out", "somebody.out"):
        write(shared / name)
    run = replace(run_in(tmp_path / "runs" / "a", str(shared)), hparams=Record({"slurm.job_id": "4812"}))
    assert labels(run) == ["slurm-4812.out", "somebody.out"]
    shared.chmod(0o1777)
    assert labels(run) == ["slurm-4812.out"]
    assert labels(replace(run, hparams=Record({}))) == []


def test_a_folder_without_end_is_listed_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ENTRY_LIMIT", 5)
    run = run_in(tmp_path / "run")
    for number in range(9):
        write(tmp_path / "run" / f"{number}.out")
    found = find_streams(run)
    assert len(found.streams) == 5
    assert found.tried[0] == f"{tmp_path}/run/*.{{out,err}}  only the first 5 entries looked at"
    monkeypatch.setattr(listing, "ENTRY_LIMIT", 50)
    monkeypatch.setattr(listing, "FILE_LIMIT", 3)
    assert len(find_streams(run).streams) == 3
    assert find_streams(run).tried[0].endswith("only 3 of 9 logs looked at")


def test_a_relative_output_dir_begins_where_the_job_was_submitted(tmp_path: Path) -> None:
    run = run_in(tmp_path / "project" / "runs" / "a", "outputs/7")
    write(tmp_path / "project" / "outputs" / "7" / "main.log")
    assert labels(replace(run, root=str(tmp_path / "project" / "runs"))) == ["main.log"]
    elsewhere = Record({"slurm.submit_dir": str(tmp_path / "other")})
    write(tmp_path / "other" / "outputs" / "7" / "there.log")
    assert labels(replace(run, hparams=elsewhere)) == ["there.log"]


def test_submitits_folder_beside_a_run_without_output_dir(tmp_path: Path) -> None:
    run = run_in(tmp_path / "sweep" / "0", sweep="48213", task="0")
    write(tmp_path / "sweep" / "48213_0" / ".submitit" / "48213_0_2_log.err")
    assert labels(run) == ["rank 2 .err"]


def test_the_node_that_nccl_names(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    write(tmp_path / "run" / "rank0.out", "starting\ngpu031:812:812 [0] NCCL INFO Bootstrap : Using eth0\n")
    write(tmp_path / "run" / "rank0.err")
    assert [stream.node for stream in find_streams(run).streams] == ["gpu031", "gpu031"]


def test_what_was_tried_says_the_likeliest_path_first_known(tmp_path: Path) -> None:
    run = run_in(tmp_path / "runs" / "a")
    assert find_streams(run).likeliest == run.dir
    assert find_streams(replace(run, output_dir=str(tmp_path / "o"))).likeliest == f"{tmp_path}/o"
    known = replace(run, sweep="48213", task="2", root=str(tmp_path / "runs"))
    assert find_streams(known).likeliest == f"{tmp_path}/slurm-48213_2.out"


def test_a_hydra_configuration_made_to_hurt_is_read_in_time(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", str(tmp_path / "out"))
    write(tmp_path / "out" / ".hydra" / "hydra.yaml", "runtime:\n a\n" * 20_000)
    began = time.monotonic()
    find_streams(run)
    assert time.monotonic() - began < 1


def test_the_logs_of_runs_that_were_moved_with_their_outputs(tree: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(tree, moved)
    run = read_run(str(moved / "runs"), str(moved / MANIFEST["A0"]))
    streams = find_streams(run).streams
    assert len(streams) == 9
    assert all(stream.path.startswith(f"{moved}/multirun/") for stream in streams)
    shutil.rmtree(moved / "multirun")
    assert [stream.id for stream in find_streams(run).streams] == [stream.id for stream in streams]


@pytest.mark.parametrize("written", ["", "relative", 5, "/", "/elsewhere/other", "/elsewhere/run/", "\x00/run"])
def test_where_a_run_was_written_can_be_anything(tmp_path: Path, written: object) -> None:
    run = run_in(tmp_path / "run", "/elsewhere/out")
    write(tmp_path / "run" / "run_meta.json", json.dumps({"run_dir": written}))
    write(tmp_path / "out" / "main.log")
    expected = ["main.log"] if written == "/elsewhere/run/" else []
    assert labels(run) == expected
