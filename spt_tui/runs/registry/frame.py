"""Records as a table for pandas, which is imported when the first is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from spt_tui.runs.registry.run_record import RunRecord

FIELDS = ("run_id", "status", "alive", "created_at", "updated_at", "run_dir", "checkpoint_path", "tags", "notes")
"""Columns of every frame, before those of the hyper-parameters and the metrics."""


def rows(records: Iterable[RunRecord]) -> list[dict[str, Any]]:
    """A dict a record: its fields, then `hparams.<key>` and `summary.<metric>`."""
    return [
        {
            **{name: getattr(record, name) for name in FIELDS},
            **{f"hparams.{key}": value for key, value in record.hparams.items()},
            **{f"summary.{key}": value for key, value in record.summary.items()},
        }
        for record in records
    ]


def frame(records: Iterable[RunRecord]) -> Any:
    """A `pandas.DataFrame` of the records, a row each; without records an empty one. ImportError without pandas."""
    try:
        pandas = import_module("pandas")
    except ImportError as error:
        raise ImportError("to_dataframe needs pandas, which is not installed: pip install pandas") from error
    return pandas.DataFrame(rows(records))
