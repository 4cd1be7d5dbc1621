"""One run as code written for stable-pretraining's scanner gets it in a listing: a dict of plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spt_tui.runs.answers.aside import Aside
from spt_tui.runs.fields import Fields
from spt_tui.runs.run import State
from spt_tui.runs.sidecar import SIDECAR
from spt_tui.text import clean

_NUMBER = (int, float)
_KINDS: Mapping[str, tuple[type, ...]] = {
    "display_name": (str,),
    "status": (str,),
    "created_at": _NUMBER,
    "ended_at": _NUMBER,
    "tags": (list,),
    "notes": (str,),
    "hparams": (dict,),
    "summary": (dict,),
    "checkpoint_path": (str,),
    "archived": (bool,),
}
"""The fields of a sidecar, and what each of them is; a value of another kind counts as absent."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sidecar says of its run, and what people said since."""

    fields: Mapping[str, Any]
    """Those of `_KINDS` as JSON has them, `None` for one that is absent or of a wrong kind."""
    problem: str | None
    """What is wrong with the sidecar, in one cleaned line."""

    @property
    def status(self) -> str:
        """The status word, `unreadable` for a sidecar that holds no object; empty if it has none."""
        return self.fields["status"] or ""

    def answer(self, run_id: str, dir: str, aside: Aside) -> dict[str, Any]:
        """The run in `dir`, as a listing tells of it. Nothing in it is cleaned, and nested objects stay nested."""
        fields = self.fields
        return {
            "run_id": run_id,
            "run_dir": dir,
            "display_name": fields["display_name"] or run_id.rsplit("/", 1)[-1] or run_id,
            "status": fields["status"],
            "created_at": fields["created_at"],
            "ended_at": fields["ended_at"],
            "heartbeat_at": aside.heartbeat_at,
            "tags": fields["tags"] or [],
            "notes": fields["notes"] or "",
            "hparams": fields["hparams"] or {},
            "summary": fields["summary"] or {},
            "checkpoint_path": fields["checkpoint_path"],
            "metrics_size": aside.metrics_size,
            "has_media": aside.has_media,
            "archived": bool(fields["archived"]),
            "problem": self.problem,
        }


def said_of(raw: bytes | None, problem: str | None, edits: Mapping[str, Any]) -> Said:
    """What this raw sidecar says, edited; `problem` is why there is none. Never raises for what is in it."""
    if raw is None:
        return Said({**_by_kind(edits)[0], "status": State.UNREADABLE.value}, problem)
    sidecar = Fields(SIDECAR, raw)
    fields, wrong = _by_kind({**sidecar.tree, **edits})
    if sidecar.broken:
        fields["status"] = State.UNREADABLE.value
    return Said(fields, sidecar.problem or wrong)


def _by_kind(tree: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The known fields, `None` for one that is absent or of a wrong kind; and the first that is wrong."""
    fields = {name: tree.get(name) for name in _KINDS}
    wrong = [name for name, value in fields.items() if value is not None and type(value) not in _KINDS[name]]
    for name in wrong:
        fields[name] = None
    return fields, clean(f"{SIDECAR}: {wrong[0]} is of the wrong kind") if wrong else None
