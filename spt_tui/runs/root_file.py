"""A file of our own for one root, in which people's words and choices are kept.

It lies in the user's own data directory, never below the root, on whatever node it is seen from; programs that edit at
the same time take turns.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from spt_tui.runs.below import is_below
from spt_tui.runs.cache_dir import open_own, write_own
from spt_tui.runs.directories.disk import Stamp, is_absence, reason_of, stamp_of
from spt_tui.runs.turn import turn
from spt_tui.text import clean

FORMAT = 1

Content = TypeVar("Content")
Tree = Mapping[str, Any]
"""The file as JSON has it, its format and its root besides."""


class Damaged(ValueError):
    """There is nothing in this file of what is kept there."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[Content]):
    """What is kept in a file."""

    name: str
    """The file's name begins with it."""
    noun: str
    """What people call the content."""
    largest: int
    """Bytes of the file; a larger one is not read."""
    empty: Content
    """What there is without a file."""
    understood: Callable[[Tree], Content | None]
    """`None` for a tree that does not hold it."""
    written: Callable[[Content], Tree]


def data_dir() -> str:
    """Where it is kept: `$XDG_DATA_HOME/spt-tui`, else `~/.local/share/spt-tui`."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.local/share"), "spt-tui")


class RootFile(Generic[Content]):
    """The file of one kind for one root. Any thread may use it.

    Reading never fails and never writes: without a file, or with one that cannot be understood, it is empty, and
    `problem` says why.
    """

    def __init__(self, root: str, kind: Kind[Content]) -> None:
        self._given_root = root
        self._kind = kind
        self.problem: str | None = None
        """Why what was kept cannot be shown, in one cleaned line."""
        self._seen: tuple[Stamp | None, Content] = (None, kind.empty)

    @cached_property
    def root(self) -> str:
        """Without links, so that it is one root by whatever way it is reached."""
        return os.path.realpath(self._given_root)

    @cached_property
    def path(self) -> str:
        """The file."""
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return os.path.join(data_dir(), f"{self._kind.name}-{name}.json")

    def read(self) -> Content:
        """The content as it is now. Costs one look at the file if it did not change."""
        try:
            if stamp_of(os.stat(self.path)) != self._seen[0]:
                self._seen = self._read()
            self.problem = None
        except (OSError, ValueError) as error:
            self._seen = (None, self._kind.empty)
            self.problem = self._reason(error)
        return self._seen[1]

    def edit(self, change: Callable[[Content], Content]) -> Content:
        """Change the content that the file has by now, and return what it is then.

        A file that is damaged is set aside as `....damaged` first. Raises OSError if the change could not be kept, for
        example because the file is of a later version or would lie below the root, and TypeError for values that JSON
        cannot hold.
        """
        if is_below(self.root, os.path.realpath(self.path)):
            raise OSError(errno.EPERM, "our data directory lies below the runs", self.path)
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        with turn(f"{self.path}.lock"):
            content = change(self._to_edit())
            tree = {"format": FORMAT, "root": self.root, **self._kind.written(content)}
            write_own(self.path, [json.dumps(tree, separators=(",", ":")).encode("utf-8")], durable=True)
        return content

    def _read(self) -> tuple[Stamp, Content]:
        descriptor, size = open_own(self.path, self._kind.largest)
        try:
            stamp, raw = stamp_of(os.fstat(descriptor)), os.read(descriptor, size)
        finally:
            os.close(descriptor)
        return stamp, self._understood(raw)

    def _understood(self, raw: bytes) -> Content:
        """Raises `Damaged`, and ValueError for a later format, each with a line for people."""
        try:
            tree = json.loads(raw)
        except (ValueError, RecursionError):
            raise Damaged("damaged: not JSON") from None
        is_ours = isinstance(tree, dict) and isinstance(tree.get("format"), int)
        if is_ours and tree["format"] > FORMAT:
            raise ValueError("written by a later version of spt-tui")
        content = self._kind.understood(tree) if is_ours else None
        if content is None:
            raise Damaged(f"damaged: holds no {self._kind.noun}")
        return content

    def _to_edit(self) -> Content:
        try:
            return self._read()[1]
        except FileNotFoundError:
            return self._kind.empty
        except Damaged:
            os.replace(self.path, _unused(f"{self.path}.damaged"))
            return self._kind.empty
        except ValueError as error:
            raise OSError(errno.EINVAL, str(error), self.path) from None

    def _reason(self, error: OSError | ValueError) -> str | None:
        if not isinstance(error, OSError):
            return self._said(str(error))
        return None if is_absence(error) else self._said(reason_of(error))

    def _said(self, reason: str) -> str:
        return clean(f"{os.path.basename(self.path)}: {reason}")


def _unused(path: str) -> str:
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = f"{path}-{number}"
    return candidate
