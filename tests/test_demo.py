"""The demo's tree: ordinary files in a place of their own, one run alive in them, nothing left afterwards."""

import csv
import io
import json
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import spt_tui.demo
from spt_tui.demo import Demo
from spt_tui.demo.live_run import LiveRun
from spt_tui.demo.sample import NEWEST_ENDED_AGO
from spt_tui.runs.run import ALIVE_SECONDS

LIVE = "runs/20261122/034215/296602672ef4"
KILLED = "runs/20261122/034209/2d8a04d84038"
NOW = 1_800_000_000.0
TIMES = ("created_at", "ended_at", "updated_at")


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with Demo(live=False, now=NOW, directory=str(tmp_path_factory.mktemp("demo") / 'pl"ace')) as demo:
        yield Path(demo.root)


def sidecars(root: Path) -> dict[str, dict]:
    return {
        str(path.parent.relative_to(root)): json.loads(path.read_text()) for path in sorted(root.rglob("sidecar.json"))
    }


def recorded_sidecars() -> dict[str, dict]:
    with tarfile.open(Path(spt_tui.demo.__file__).parents[1] / "sample" / "real_runs.tar.gz") as archive:
        return {
            os.path.dirname(name).removeprefix("real_runs/"): json.load(archive.extractfile(name))  # type: ignore[arg-type]
            for name in archive.getnames()
            if name.endswith("/sidecar.json")
        }


def contents(root: Path) -> dict[str, tuple[float, int, bytes]]:
    """Path below `root` -> time, mode and bytes with the place taken out."""
    place = (os.fsencode(root), json.dumps(str(root))[1:-1].encode())
    return {
        str(path.relative_to(root)): (
            path.stat().st_mtime,
            path.stat().st_mode,
            path.read_bytes().replace(place[1], b"").replace(place[0], b"") if path.is_file() else b"",
        )
        for path in root.rglob("*")
    }


def rows(run: Path) -> list[dict[str, str]]:
    text = (run / "metrics.csv").read_bytes().decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# The tree -----------------------------------------------------------------------------------------------------


def test_it_holds_the_sixteen_runs(still: Path) -> None:
    assert len(sidecars(still)) == 16
    assert {path.name for path in still.iterdir()} >= {"runs", "multirun", "outputs"}


def test_every_path_in_the_files_leads_to_the_new_place(still: Path) -> None:
    for run, sidecar in sidecars(still).items():
        assert sidecar["run_dir"] == str(still / run)
        assert Path(sidecar["hparams"]["output_dir"]).is_dir()
        assert sidecar["checkpoint_path"] is None or Path(sidecar["checkpoint_path"]).exists()
        assert json.loads((still / run / "summary.json").read_text())["run_dir"] == sidecar["run_dir"]
        assert json.loads((still / run / "run_meta.json").read_text())["run_dir"] == sidecar["run_dir"]
    assert not [path for path in still.rglob("*") if path.is_file() and b"/data/spt" in path.read_bytes()]


def test_all_times_are_moved_by_one_constant(still: Path) -> None:
    before, after = recorded_sidecars(), sidecars(still)
    assert max(sidecar["ended_at"] or 0 for sidecar in after.values()) == pytest.approx(NOW - NEWEST_ENDED_AGO, abs=1)
    moved = [
        after[run][name] - sidecar[name]
        for run, sidecar in before.items()
        for name in TIMES
        if sidecar[name] is not None
    ]
    assert len(moved) > 40 and max(moved) - min(moved) < 1e-3
    for run, sidecar in after.items():
        assert (still / run / "sidecar.json").stat().st_mtime == pytest.approx(sidecar["updated_at"], abs=3)
    assert all(NOW - 3 * 3600 < path.stat().st_mtime <= NOW for path in still.glob("*/**/*"))


def test_one_run_has_a_fresh_heartbeat_and_the_killed_one_an_old(still: Path) -> None:
    assert (still / LIVE / "heartbeat").stat().st_mtime == NOW
    assert NOW - (still / KILLED / "heartbeat").stat().st_mtime > ALIVE_SECONDS
    running = [run for run, sidecar in sidecars(still).items() if sidecar["status"] == "running"]
    assert sorted(running) == sorted([LIVE, KILLED])


def test_without_a_writer_two_trees_differ_only_in_their_place(still: Path) -> None:
    with Demo(live=False, now=NOW) as demo:
        assert contents(Path(demo.root)) == contents(still)
        assert Path(demo.root) != still


def test_private_files_stay_private(still: Path) -> None:
    assert (still / LIVE / "sidecar.json").stat().st_mode & 0o777 == 0o600


# The writer ---------------------------------------------------------------------------------------------------


def test_the_live_run_grows_while_it_is_read() -> None:
    with Demo(interval=0.005) as demo:
        run = Path(demo.root) / LIVE
        began, before = time.time(), len(rows(run))
        deadline = time.monotonic() + 10
        while len(rows(run)) < before + 20 and time.monotonic() < deadline:
            assert json.loads((run / "sidecar.json").read_text())["status"] == "running"
            assert json.loads((run / "summary.json").read_text())["run_id"] == run.name
            time.sleep(0.01)
        assert len(rows(run)) >= before + 20
        assert (run / "heartbeat").stat().st_mtime >= began - 1
        assert json.loads((run / "sidecar.json").read_text())["updated_at"] >= began - 1


def test_rows_go_on_where_the_recording_stopped(tmp_path: Path) -> None:
    with Demo(live=False, directory=str(tmp_path / "demo")) as demo:
        run = Path(demo.root) / LIVE
        recorded = rows(run)
        header = (run / "metrics.csv").read_bytes().split(b"\r\n")[0]
        writer = LiveRun(str(run))
        for _ in range(200):
            writer.write_row()
        written = rows(run)
        assert written[: len(recorded)] == recorded
        assert len(written) == len(recorded) + 200
        assert (run / "metrics.csv").read_bytes().split(b"\r\n")[0] == header
        steps = [int(row["step"]) for row in written]
        assert steps == sorted(steps) and set(steps) == set(range(steps[-1] + 1))
        assert {(int(row["step"]) // 20, int(row["epoch"])) for row in written if row["epoch"]} == {
            (epoch, epoch) for epoch in range(steps[-1] // 20 + 1)
        }
        assert {tuple(key for key, cell in row.items() if cell) for row in written} == {
            tuple(key for key, cell in row.items() if cell) for row in recorded
        }


def test_the_sidecar_and_the_summary_follow_the_rows(tmp_path: Path) -> None:
    with Demo(live=False, directory=str(tmp_path / "demo")) as demo:
        run = Path(demo.root) / LIVE
        before = json.loads((run / "summary.json").read_text())["metrics"]
        writer = LiveRun(str(run))
        for _ in range(100):
            writer.write_row()
        sidecar, summary = (json.loads((run / name).read_text()) for name in ("sidecar.json", "summary.json"))
        losses = [float(row["fit/loss"]) for row in rows(run) if row["fit/loss"]]
        assert sidecar["summary"]["fit/loss"] == summary["metrics"]["fit/loss"]["last"] == losses[-1] < losses[0]
        assert summary["metrics"]["fit/loss"]["min"] == min(losses)
        assert summary["metrics"]["fit/loss"]["max"] == max(losses)
        assert summary["metrics"]["fit/loss"]["count"] == before["fit/loss"]["count"] + len(losses) - 29 == len(losses)
        assert summary["step"] == int(rows(run)[-1]["step"])
        assert not [path.name for path in run.glob(".s*.json.*.tmp") if "s0aqe0oj" not in path.name]


def test_the_logs_grow_as_tqdm_and_loguru_write_them(tmp_path: Path) -> None:
    with Demo(live=False, directory=str(tmp_path / "demo")) as demo:
        run = Path(demo.root) / LIVE
        before = {name: (run / name).read_bytes() for name in ("train.out", "train.err")}
        writer = LiveRun(str(run))
        for _ in range(12):
            writer.write_row()
        out, err = ((run / name).read_bytes().removeprefix(before[name]) for name in before)
        assert out.startswith("\rEpoch 1:  50%|█████     | 10/20 [".encode())
        assert out.count(b"\r") == 3 and b"\n" not in out
        assert b"step 30 loss" in err and err.endswith(b"\x1b[0m\n")


def test_the_same_seed_gives_the_same_rows(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        with Demo(live=False, directory=str(tmp_path / name)) as demo:
            writer = LiveRun(f"{demo.root}/{LIVE}")
            for _ in range(10):
                writer.write_row()
            written.append((Path(demo.root) / LIVE / "metrics.csv").read_bytes())
    assert written[0] == written[1]


# The end ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("live", [True, False])
def test_nothing_is_left_also_after_an_error(live: bool) -> None:
    with pytest.raises(KeyboardInterrupt), Demo(live=live, interval=0.001) as demo:
        time.sleep(0.02)
        raise KeyboardInterrupt
    time.sleep(0.02)
    assert not os.path.lexists(demo.root)


def test_read_only_and_missing_folders_do_not_stop_the_removal(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o500)
    with Demo(live=False) as demo:
        root = Path(demo.root)
        (root / "link").symlink_to(kept)
        (root / LIVE).chmod(0o500)
        (root / "outputs").chmod(0)
        root.chmod(0o500)
    assert not root.exists()
    assert kept.stat().st_mode & 0o777 == 0o500
    with Demo(interval=0.001) as demo:
        os.rename(demo.root, tmp_path / "moved")
    assert not os.path.lexists(demo.root)


def test_a_directory_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(FileExistsError), Demo(directory=str(tmp_path)):
        pass
    assert (tmp_path / "mine").exists()


def test_a_failed_start_leaves_nothing(tmp_path: Path) -> None:
    near_the_longest = tmp_path
    while len(str(near_the_longest)) < 3_850:
        near_the_longest /= "z" * 180
    near_the_longest.mkdir(parents=True)
    demo = Demo(directory=str(near_the_longest / ("z" * (4_070 - len(str(near_the_longest)) - 1))))
    with pytest.raises(OSError, match="too long"), demo:
        pass
    assert list(near_the_longest.iterdir()) == []
