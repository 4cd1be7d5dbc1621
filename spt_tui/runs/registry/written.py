"""The texts of sidecars as they were written, where what is known of a run has them cleaned for the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.sidecar import FILE_LIMIT, SIDECAR
from spt_tui.text import FIELD_LIMIT, clean

NOTHING: Mapping[str, str] = {}


def may_differ(texts: Iterable[str]) -> bool:
    """Whether one of these cleaned texts may have been written otherwise.

    A single space counts as written, although a line end or a tab reads as one, too: else most runs would be read.
    """
    joined = "\n".join(texts)
    return not joined.isascii() or "  " in joined


class WrittenTexts:
    """Reads sidecars again for what cleaning changed, each once as long as its content stays.

    `dir_of` says where the run of a slot is, `content_of` a number that changes with what its files hold.
    """

    def __init__(self, dir_of: Callable[[int], str], content_of: Callable[[int], int]) -> None:
        self._dir_of = dir_of
        self._content_of = content_of
        self._disk = Disk()
        self._read: dict[int, tuple[int, Mapping[str, str]]] = {}

    def of(self, slot: int) -> Mapping[str, str]:
        """Where in the sidecar, such as `notes`, `tags.0` or `hparams.optim.name` -> text that cleaning changes."""
        content = self._content_of(slot)
        known, texts = self._read.get(slot, (None, NOTHING))
        if known != content:
            texts = self._texts(f"{self._dir_of(slot)}/{SIDECAR}")
            self._read[slot] = content, texts
        return texts

    def _texts(self, path: str) -> Mapping[str, str]:
        try:
            tree = json.loads(self._disk.read_unstamped(path, FILE_LIMIT).decode("utf-8-sig", "replace"))
        except (OSError, ValueError, RecursionError):
            return NOTHING  # it is known what it held a moment ago
        return {place: text for place, text in _leaves(tree) if clean(text) != text}


def written(texts: Mapping[str, str], place: str, cleaned: str, limit: int = FIELD_LIMIT) -> str:
    """The text at a place as it was written, if `cleaned` is what cleaning to `limit` makes of it; else that."""
    text = texts.get(place)
    return cleaned if text is None or clean(text, limit) != cleaned else text


def _leaves(tree: Any) -> Iterator[tuple[str, str]]:
    """The texts in a JSON value, each with its place in it."""
    waiting = [("", tree)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, (dict, list)):
            children = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [(f"{place}.{key}" if place else str(key), child) for key, child in children]
