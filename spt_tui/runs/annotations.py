"""What people say of runs - names, tags, notes, what is archived - kept in a file of our own, one a root.

The trainer writes a run's sidecar anew from its memory at every flush, so an edit made there is lost at the next, or
takes the trainer's last words with it. The file lies in the user's own data directory, on whatever node it is seen
from; programs that edit at the same time take turns.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from spt_tui.runs.cache_dir import open_own, write_own
from spt_tui.runs.directories.disk import Stamp, is_absence, reason_of, stamp_of
from spt_tui.runs.turn import turn
from spt_tui.text import clean

FORMAT = 1
FILE_LIMIT = 64 << 20
"""Bytes of the file; a larger one is not read."""

Edits = Mapping[str, Any]
"""Field -> value as it was given; anything that JSON can hold."""
_NONE: Mapping[str, Edits] = MappingProxyType({})


def data_dir() -> str:
    """Where it is kept: `$XDG_DATA_HOME/spt-tui`, else `~/.local/share/spt-tui`."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.local/share"), "spt-tui")


class Annotations:
    """The edits of the runs below one root, by run id: the path below the root as the file system spells it.

    Any thread may use it. Reading never fails and never writes: without a file, or with one that cannot be
    understood, there are no edits, and `problem` says why.
    """

    def __init__(self, root: str) -> None:
        self._given_root = root
        self.problem: str | None = None
        """Why the edits that were kept cannot be shown, in one cleaned line."""
        self._seen: tuple[Stamp | None, Mapping[str, Edits]] = (None, _NONE)

    @cached_property
    def root(self) -> str:
        """Without links, so that it is one root by whatever way it is reached."""
        return os.path.realpath(self._given_root)

    @cached_property
    def path(self) -> str:
        """The file."""
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return os.path.join(data_dir(), f"annotations-{name}.json")

    def get(self, run_id: str) -> Edits:
        """The edits of one run as they are now; empty if there are none."""
        return self.all().get(run_id, _NONE)

    def all(self) -> Mapping[str, Edits]:
        """The edits of all runs by run id, as they are now. Costs one look at the file if it did not change."""
        try:
            if stamp_of(os.stat(self.path)) != self._seen[0]:
                stamp, raw = _read(self.path)
                self._seen = (stamp, _understood(raw))
            self.problem = None
        except (OSError, ValueError) as error:
            self._seen = (None, _NONE)
            self.problem = self._reason(error)
        return self._seen[1]

    def edit(self, run_id: str, patch: Edits) -> None:
        """Set these fields of one run; its other fields and the other runs stay as they are on the disk by now.

        A file that is damaged is set aside as `....damaged` first. Raises OSError if the edit could not be kept, for
        example because the file is of a later version, and TypeError for values that JSON cannot hold.
        """
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        with turn(f"{self.path}.lock"):
            runs = dict(self._runs_to_edit())
            runs[run_id] = {**runs.get(run_id, {}), **patch}
            text = json.dumps({"format": FORMAT, "root": self.root, "runs": runs}, separators=(",", ":"))
            write_own(self.path, [text.encode("utf-8")], durable=True)

    def _runs_to_edit(self) -> Mapping[str, Edits]:
        try:
            return _understood(_read(self.path)[1])
        except FileNotFoundError:
            return _NONE
        except Damaged:
            os.replace(self.path, _unused(f"{self.path}.damaged"))
            return _NONE
        except ValueError as error:
            raise OSError(errno.EINVAL, str(error), self.path) from None

    def _reason(self, error: OSError | ValueError) -> str | None:
        if not isinstance(error, OSError):
            return self._said(str(error))
        return None if is_absence(error) else self._said(reason_of(error))

    def _said(self, reason: str) -> str:
        return clean(f"{os.path.basename(self.path)}: {reason}")


class Damaged(ValueError):
    """There are no annotations in this file."""


def _read(path: str) -> tuple[Stamp, bytes]:
    descriptor, size = open_own(path, FILE_LIMIT)
    try:
        return stamp_of(os.fstat(descriptor)), os.read(descriptor, size)
    finally:
        os.close(descriptor)


def _understood(raw: bytes) -> Mapping[str, Edits]:
    """Run id -> edits. Raises `Damaged`, and ValueError for a later format, each with a line for people."""
    try:
        tree = json.loads(raw)
    except (ValueError, RecursionError):
        raise Damaged("damaged: not JSON") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("format"), int):
        raise Damaged("damaged: holds no annotations")
    if tree["format"] > FORMAT:
        raise ValueError("written by a later version of spt-tui")
    runs = tree.get("runs")
    if not isinstance(runs, dict) or not all(isinstance(edits, dict) for edits in runs.values()):
        raise Damaged("damaged: holds no annotations")
    return runs


def _unused(path: str) -> str:
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = f"{path}-{number}"
    return candidate
