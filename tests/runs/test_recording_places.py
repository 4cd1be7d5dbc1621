from __future__ import annotations

from pathlib import Path

from spt_tui.runs.record import Record
from spt_tui.runs.recording_places import Accepts, recording_places
from spt_tui.runs.run import Run, State


def run_in(folder: Path, output_dir: Path | None = None, **fields: object) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    known = {"output_dir": str(output_dir) if output_dir else None, **fields}
    return Run(str(folder), str(folder.parent), "r", "r", State.RUNNING, **known)  # type: ignore[arg-type]


def places(run: Run) -> dict[Path, Accepts]:
    return {Path(folder): accepts for folder, accepts in recording_places(run)}


def test_all_in_the_run_s_own_directory_is_its_recording(tmp_path: Path) -> None:
    found = places(run_in(tmp_path / "runs" / "a", sweep="48213", task="3"))
    accepts = found[tmp_path / "runs" / "a"]
    assert accepts(None) and accepts("48213_3") and accepts("1")
    assert next(iter(found)) == tmp_path / "runs" / "a"


def test_in_its_output_dir_only_what_names_another_job_is_not(tmp_path: Path) -> None:
    accepts = places(run_in(tmp_path / "a", tmp_path / "out", sweep="48213", task="3"))[tmp_path / "out"]
    assert accepts(None) and accepts("48213_3") and not accepts("48213_4")
    assert places(run_in(tmp_path / "a", tmp_path / "out"))[tmp_path / "out"]("7")


def test_where_it_was_submitted_only_what_names_its_job_is(tmp_path: Path) -> None:
    hparams = Record({"slurm.job_id": "48213", "slurm.submit_dir": str(tmp_path / "project")})
    accepts = places(run_in(tmp_path / "a", hparams=hparams))[tmp_path / "project"]
    assert accepts("48213") and not accepts(None) and not accepts("4821")


def test_of_an_unknown_job_no_shared_folder_is_looked_at(tmp_path: Path) -> None:
    hparams = Record({"slurm.submit_dir": str(tmp_path / "project")})
    assert list(places(run_in(tmp_path / "a", hparams=hparams))) == [tmp_path / "a"]


def test_an_output_dir_of_many_people_gives_only_what_names_the_job(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir(mode=0o777)
    (tmp_path / "scratch").chmod(0o1777)
    accepts = places(run_in(tmp_path / "a", tmp_path / "scratch", sweep="48213", task="3"))[tmp_path / "scratch"]
    assert accepts("48213_3") and not accepts(None)
