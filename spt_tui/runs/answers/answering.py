"""The questions of `Answers` as a scanner's own methods."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from spt_tui.runs.answers.answers import Answers, Source

LOG_BYTES = 4 << 20
"""Of a log, unless more or less is asked for."""


class Answering(ABC):
    """Whoever has a `Source` answers by these names, which code written for stable-pretraining's scanner calls.

    Each is the method of `Answers` of its name. What they need is imported by the first question: a browser asks none.
    """

    @abstractmethod
    def source(self) -> Source:
        """What is asked."""

    @cached_property
    def answers(self) -> Answers:
        """Who answers."""
        from spt_tui.runs.answers.answers import Answers

        return Answers(self.source())

    def progress_json(self) -> dict[str, Any]:
        """`phase`, `total`, `done`, `initial_done`."""
        return self.answers.progress_json()

    def runs_json(self) -> list[dict[str, Any]]:
        """All runs with what their sidecars say, edits included."""
        return self.answers.runs_json()

    def metrics_json(self, run_id: str) -> dict[str, Any] | None:
        """`{"metrics": {name: {"step", "epoch", "y"}}}`."""
        return self.answers.metrics_json(run_id)

    def metrics_json_bytes(self, run_id: str) -> bytes | None:
        """The same as strict JSON."""
        return self.answers.metrics_json_bytes(run_id)

    def metrics_stream(self, run_id: str) -> Iterator[dict[str, Any] | None]:
        """The same in parts, then `{"done": True}`."""
        return self.answers.metrics_stream(run_id)

    def media_json(self, run_id: str) -> dict[str, Any] | None:
        """`{"events": [...]}`."""
        return self.answers.media_json(run_id)

    def media_file_path(self, run_id: str, rel_path: str) -> Path | None:
        """The file that an event's `path` names."""
        return self.answers.media_file_path(run_id, rel_path)

    def logs_index(self, run_id: str) -> dict[str, Any] | None:
        """`{"streams": [...]}`."""
        return self.answers.logs_index(run_id)

    def log_content(self, run_id: str, stream_id: str, max_bytes: int = LOG_BYTES) -> bytes | None:
        """The last `max_bytes` of a log."""
        return self.answers.log_content(run_id, stream_id, max_bytes)

    def patch_run_meta(self, run_id: str, patch: Mapping[str, Any]) -> bool:
        """Edit a run's name, notes, tags, or whether it is archived."""
        return self.answers.patch_run_meta(run_id, patch)
