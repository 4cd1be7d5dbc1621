"""Trees of runs on disk for tests: the real sample runs, runs written as the logger writes them, other users' runs."""

from __future__ import annotations

import json
import os
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parent.parent / "spt_tui" / "sample" / "real_runs.tar.gz"
RECORDED_AT = b"/data/spt"
"""Where the sample runs say they are."""

NOBODY = 65_534
_HOLDS_PATHS = (".json", ".yaml", ".log", ".out", ".err")


def _manifest() -> dict[str, str]:
    with tarfile.open(SAMPLE) as archive:
        member = archive.extractfile("real_runs/manifest.json")
        assert member is not None
        runs: dict[str, str] = json.load(member)["runs"]
    return runs


MANIFEST: Mapping[str, str] = _manifest()
"""Name of a sample run (`A0`, `killed`, `sigint` ...) -> its directory below the folder that `real_runs` returns."""


def real_runs(tmp_path: Path) -> Path:
    """Unpack the sample runs below `tmp_path`; the folder that holds `runs/`, `multirun/` and `outputs/`.

    Modes (sidecars are 0600) and times are those of the recording; the paths inside say the new place.
    """
    place = tmp_path / "real_runs"
    with tarfile.open(SAMPLE) as archive:
        members = archive.getmembers()
        for member in members:
            _unpack(archive, member, tmp_path, os.fsencode(place))
    for member in reversed(members):
        os.utime(tmp_path / member.name, (member.mtime, member.mtime))
    return place


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path, place: bytes) -> None:
    path = into / member.name
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
        return
    source = archive.extractfile(member)
    assert source is not None, f"{member.name} is no plain file"
    content = source.read()
    if path.suffix in _HOLDS_PATHS and path.name != "manifest.json":
        content = content.replace(RECORDED_AT, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(member.mode)


def replace_json(path: Path, content: object) -> None:
    """Write `content` as the logger does: a temporary file of mode 0600 beside it, then a rename."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=2)
    os.replace(temporary, path)


def touch_heartbeat(run_dir: Path, at: float | None = None) -> None:
    """Touch the heartbeat, or set it to `at` (seconds since the epoch)."""
    heartbeat = run_dir / "heartbeat"
    heartbeat.touch()
    if at is not None:
        os.utime(heartbeat, (at, at))


def write_run(
    run_dir: Path,
    *,
    heartbeat: float | None = None,
    step: int | None = None,
    epoch: int | None = None,
    rows: Iterable[Mapping[str, Any]] = (),
    **fields: Any,
) -> Path:
    """Write one run as the logger writes it, or write it anew; its directory.

    `fields` go into sidecar.json over the logger's defaults (status running, created now). `heartbeat` is the time
    of the heartbeat file (None: now). With `step` or `epoch` there is a summary.json, with `rows` a metrics.csv.
    """
    run_dir.mkdir(parents=True, exist_ok=True)
    now = time.time()
    common = {"schema_version": 1, "run_id": run_dir.name, "run_dir": str(run_dir), "updated_at": now}
    (run_dir / "run_meta.json").write_text(json.dumps({"run_dir": str(run_dir), "run_id": run_dir.name}))
    touch_heartbeat(run_dir, heartbeat)
    if rows := list(rows):
        _write_csv(run_dir / "metrics.csv", rows)
    defaults: dict[str, Any] = {
        **common,
        "status": "running",
        "created_at": now,
        "ended_at": None,
        "tags": [],
        "notes": "",
        "hparams": {},
        "summary": {},
        "checkpoint_path": None,
    }
    replace_json(run_dir / "sidecar.json", {**defaults, **fields})
    if step is not None or epoch is not None:
        replace_json(run_dir / "summary.json", {**common, "step": step, "epoch": epoch, "metrics": {}})
    return run_dir


def _write_csv(path: Path, rows: list[Mapping[str, Any]]) -> None:
    names = sorted({name for row in rows for name in row})
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    path.write_bytes(b"".join(",".join(line).encode() + b"\r\n" for line in lines))


@contextmanager
def public_place() -> Iterator[Path]:
    """A temporary directory that every user may enter; pytest's own are private."""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)
        yield Path(place)


def as_nobody(question: Callable[[], object]) -> str:
    """`str` of what `question` answers in a process without root's rights, for root may read everything."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setegid(NOBODY)
                os.seteuid(NOBODY)
            os.write(sink, str(question()).encode())
        finally:
            os._exit(0)
    os.close(sink)
    os.waitpid(child, 0)
    with os.fdopen(source) as answer:
        return answer.read()


def chmod_as_owner(path: Path, mode: int) -> None:
    """Change a mode from inside `as_nobody`."""
    me = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    path.chmod(mode)
    os.seteuid(me)
