from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from spt_tui.hardware.sample import GpuProcess
from spt_tui.runs.sidecar import read_run
from spt_tui.ui.widgets.hardware_pane import HardwarePane
from spt_tui.ui.widgets.runs_of_processes import RunsOfProcesses
from tests.catalogs import catalog_of
from tests.hardware.readings import GIB, gpu, sample
from tests.trees import write_run
from tests.ui.test_hardware_pane import PaneApp, screen_of


def names(runs: RunsOfProcesses, *processes: GpuProcess) -> Mapping[int, str]:
    """Once somebody has looked."""
    runs.names([gpu(0, processes=processes)])
    deadline = time.monotonic() + 5
    while not (found := runs.names([gpu(0, processes=processes)])) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def test_a_process_is_laid_to_the_run_around_it_or_to_that_of_its_job(tmp_path: Path) -> None:
    write_run(tmp_path / "here", display_name="vicreg-a3")
    write_run(tmp_path / "task", tags=["sweep:48213"], hparams={"slurm.task_id": 3}, display_name="vicreg-a4")
    runs = RunsOfProcesses(catalog_of(read_run(str(tmp_path), str(tmp_path / name)) for name in ("here", "task")))
    inside = GpuProcess(7, places=(str(tmp_path / "here" / "checkpoints"),))
    of_job = GpuProcess(8, places=("/",), slurm_id="48213_3")
    assert names(runs, inside, of_job, GpuProcess(9, places=("/",))) == {7: "vicreg-a3", 8: "vicreg-a4"}


def test_a_run_that_no_root_holds_is_read(tmp_path: Path) -> None:
    write_run(tmp_path / "elsewhere")
    runs = RunsOfProcesses(catalog_of([]))
    assert names(runs, GpuProcess(7, places=(str(tmp_path / "elsewhere"),))) == {7: "elsewhere"}


def test_processes_that_say_nothing_ask_for_nothing() -> None:
    assert RunsOfProcesses(catalog_of([])).names([gpu(0, processes=(GpuProcess(7),)), gpu(1)]) == {}


async def test_the_pane_names_the_run_of_a_process(tmp_path: Path) -> None:
    write_run(tmp_path / "here", display_name="vicreg-a3")
    app = PaneApp(catalog_of([read_run(str(tmp_path), str(tmp_path / "here"))]))
    busy = gpu(0, processes=(GpuProcess(4711, 60 * GIB, "ana", "python train.py", (str(tmp_path / "here"),)),))
    async with app.run_test(size=(80, 24)) as pilot:
        for second in range(200):
            app.query_one(HardwarePane).sample = sample(busy, time=1000.0 + second)
            await pilot.pause(0.01)
            if "vicreg-a3" in "\n".join(screen_of(app)):
                break
        head, row = [line for line in screen_of(app) if "command" in line or "train.py" in line]
        assert head.split() == ["gpu", "pid", "memory", "user", "run", "command"]
        assert row.split() == ["0", "4711", "60.0G", "ana", "vicreg-a3", "python", "train.py"]
