"""The fields of a JSON object that anyone may have written, by the kind that each should have."""

from __future__ import annotations

import json
from sys import intern
from typing import Any

from spt_tui.runs.flat import ENTRY_LIMIT, flatten, scalar
from spt_tui.runs.record import EMPTY, Record
from spt_tui.text import FIELD_LIMIT, clean

_YEAR_10000 = 253_402_300_800.0
_KIND = {
    "NoneType": "null",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "str": "text",
    "list": "a list",
    "dict": "an object",
}


def whole(value: Any) -> int | None:
    """A whole number that JSON may have written as a float; `None` for all else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        return None
    return value


class Fields:
    """The fields of one JSON file by kind.

    A field of another kind reads as absent. `problem` names the first that is wrong; `broken` says that there is no
    object in the file at all.
    """

    def __init__(self, file: str, raw: bytes) -> None:
        self.file = file
        self.problem: str | None = None
        self.broken = False
        self.tree: dict[str, Any] = {}
        try:
            tree = json.loads(self._decode(raw))
        except (ValueError, RecursionError) as error:
            self._break(_json_reason(raw, error))
            return
        if isinstance(tree, dict):
            self.tree = tree
        else:
            self._break(f"{_kind(tree)}, not an object")

    def text(self, name: str, limit: int = FIELD_LIMIT, required: bool = False) -> str:
        """Cleaned text of at most `limit` characters, empty if absent."""
        value = self.tree.get(name)
        if isinstance(value, str):
            return intern(clean(value, limit))
        if value is not None:
            self._note(f"{name} is {_kind(value)}, not text")
        elif required:
            self._note(f"no {name}")
        return ""

    def time(self, name: str) -> float | None:
        """Seconds since the epoch, before the year 10000."""
        value = self.tree.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self._note(f"{name} is {_kind(value)}, not a time")
            return None
        if not 0 <= value < _YEAR_10000:
            self._note(f"{name} is no time")
            return None
        return float(value)

    def whole(self, name: str) -> int | None:
        """A whole number within 64 bits."""
        value = self.tree.get(name)
        number = whole(value)
        if value is not None and number is None:
            self._note(f"{name} is not a whole number")
        return number

    def flag(self, name: str) -> bool:
        """True only if it says so."""
        value = self.tree.get(name)
        if value is not None and not isinstance(value, bool):
            self._note(f"{name} is {_kind(value)}, not true or false")
        return value is True

    def words(self, name: str) -> tuple[str, ...]:
        """A list of text; numbers in it become text."""
        value = self.tree.get(name)
        if not isinstance(value, list):
            if value is not None:
                self._note(f"{name} is {_kind(value)}, not a list")
            return ()
        if len(value) > ENTRY_LIMIT:
            self._note(f"{name} has {len(value):,} entries, {ENTRY_LIMIT:,} are shown")
        return tuple(self._word(name, word) for word in value[:ENTRY_LIMIT])

    def branch(self, name: str) -> dict[str, Any]:
        """An object as it was written."""
        value = self.tree.get(name)
        if isinstance(value, dict):
            return value
        if value is not None:
            self._note(f"{name} is {_kind(value)}, not an object")
        return {}

    def record(self, name: str) -> Record:
        """An object, flattened with dots."""
        branch = self.branch(name)
        if not branch:
            return EMPTY
        flat, cut = flatten(branch)
        if cut:
            self._note(f"{name} has more than {ENTRY_LIMIT:,} entries")
        return Record(flat)

    def _word(self, name: str, word: Any) -> str:
        if isinstance(word, bool) or not isinstance(word, (str, int, float)):
            self._note(f"{name} holds {_kind(word)}")
        value = scalar(word)
        return value if isinstance(value, str) else intern(json.dumps(value))

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._note(f"byte {error.start:,} is not UTF-8")
            return raw.decode("utf-8-sig", "replace")

    def _note(self, problem: str) -> None:
        self.problem = self.problem or clean(f"{self.file}: {problem}")

    def _break(self, problem: str) -> None:
        self.broken = True
        self.problem = clean(f"{self.file}: {problem}")


def _kind(value: Any) -> str:
    return _KIND[type(value).__name__]


def _json_reason(raw: bytes, error: ValueError | RecursionError) -> str:
    if not raw:
        return "empty"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at line {error.lineno}: {error.msg[:1].lower()}{error.msg[1:]}"
    return "not JSON: a number is too long"
