"""The bundled archive of real runs, unpacked as if it had been recorded here and just now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

NEWEST_ENDED_AGO = 240.0
"""Seconds between the newest end of a run and the time of unpacking."""

_TOP = "real_runs"
_JSON = (".json", ".jsonl", ".tmp")
_PLAIN_TEXT = (".yaml", ".out", ".err", ".log")
_TIME = re.compile(rb'("(?:created_at|ended_at|updated_at)": )(\d+(?:\.\d+)?)')
_ENDED_AT = re.compile(rb'"ended_at": (\d+(?:\.\d+)?)')


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file of the archive, or one folder."""

    path: str
    """Below the archive's one top folder, with `/`; empty for that folder itself."""
    mode: int
    modified_at: float
    content: bytes | None
    """`None` for a folder."""


def unpack(into: str, now: float) -> str:
    """Write the sample runs below the empty directory `into`; the directory of the one that was still training.

    The paths inside the files lead to the new place. All times are moved by one whole number of seconds, so that the
    newest run ended `NEWEST_ENDED_AGO` before `now`. Raises `OSError`.
    """
    import json

    entries = list(_entries())
    manifest = json.loads(next(entry.content for entry in entries if entry.path == "manifest.json") or b"")
    shift = round(now - NEWEST_ENDED_AGO - _newest_end(entries))
    for entry in entries:
        _write(_moved(entry, manifest["origin"], into, shift), into)
    for entry in entries:
        if entry.content is None:
            modified_at = entry.modified_at + shift
            os.utime(os.path.join(into, entry.path), (modified_at, modified_at))
    return os.path.join(into, manifest["live"][0])


def _entries() -> Iterator[_Entry]:
    import tarfile
    from importlib.resources import files

    packed = files("spt_tui").joinpath("sample").joinpath("real_runs.tar.gz")
    with packed.open("rb") as stream, tarfile.open(fileobj=stream, mode="r:gz") as archive:
        for member in archive:
            path = _path_below_top(member.name)
            if member.isdir():
                yield _Entry(path, member.mode, member.mtime, None)
            elif member.isfile() and (content := archive.extractfile(member)) is not None:
                yield _Entry(path, member.mode, member.mtime, content.read())


def _path_below_top(name: str) -> str:
    top, *parts = name.rstrip("/").split("/")
    if top != _TOP or {"", ".", ".."} & set(parts):
        raise ValueError(f"{name!r} is not below {_TOP}/")
    return "/".join(parts)


def _newest_end(entries: list[_Entry]) -> float:
    sidecars = (entry.content or b"" for entry in entries if entry.path.endswith("/sidecar.json"))
    return max(float(found[1]) for found in map(_ENDED_AT.search, sidecars) if found)


def _moved(entry: _Entry, origin: str, place: str, shift: int) -> _Entry:
    """`entry` with its paths leading to `place` instead of `origin`, and its times `shift` seconds later."""
    import json

    content = entry.content
    if content is not None and entry.path.endswith(_JSON):
        content = content.replace(origin.encode(), json.dumps(place)[1:-1].encode())
        content = _TIME.sub(lambda found: found[1] + repr(float(found[2]) + shift).encode(), content)
    elif content is not None and entry.path.endswith(_PLAIN_TEXT):
        content = content.replace(origin.encode(), os.fsencode(place))
    return replace(entry, content=content, modified_at=entry.modified_at + shift)


def _write(entry: _Entry, into: str) -> None:
    path = os.path.join(into, entry.path)
    if entry.content is None:
        os.makedirs(path, exist_ok=True)
        return
    with open(path, "xb") as file:
        file.write(entry.content)
    os.chmod(path, entry.mode & 0o777 | 0o600)
    os.utime(path, (entry.modified_at, entry.modified_at))
