"""Why runs died as plain text and as JSON: what `spt-tui triage` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from spt_tui import units
from spt_tui.export.aligned import cells_of
from spt_tui.export.table import path_text, plain_value
from spt_tui.runs.compare.cell_text import cell_text
from spt_tui.runs.compare.sameness import ABSENT
from spt_tui.runs.logs.ranks.rank_set import ranks_text
from spt_tui.runs.triage.death import Death
from spt_tui.runs.triage.death_group import DeathGroup
from spt_tui.runs.triage.share import Share
from spt_tui.runs.triage.triage import Triage
from spt_tui.units import counted

MOST_NAMES = 12
"""Runs of a group that the text names, and hosts; the others are counted. JSON has all."""
SHARE_LIMIT = 40
"""Characters of a hyper-parameter's name and of its value."""
INDENT = "  "


def summary_text(found: Triage) -> str:
    """How many died of how many things, and what it took to know."""
    died = f"{found.dead:,} of {counted(found.runs, 'run')} died"
    if not found.dead:
        return died
    return f"{died}, of {counted(len(found.groups), 'thing')}; {cost_text(found)}"


def cost_text(found: Triage) -> str:
    """What was read for it: `read 1.2M of the ends of 72 logs`."""
    return f"read {units.bytes_text(found.bytes)} of the ends of {counted(found.files, 'log')}"


def text_lines(found: Triage) -> list[str]:
    """The groups one below the other, with a sample of the lines of each."""
    lines = [summary_text(found)]
    for group in found.groups:
        lines += ["", f"{counted(len(group.deaths), 'run')}  {cause_text(group)}"]
        lines += [INDENT + line for line in group_lines(group)]
    return lines


def cause_text(group: DeathGroup) -> str:
    """The fingerprint, and before it the kind of death where that says more."""
    title, cause = group.title, group.cause.value
    return title if cause in ("exception", "none", "error") or cause in title.casefold() else f"{cause}: {title}"


def group_lines(group: DeathGroup) -> Iterator[str]:
    """What is known of a group, below its title."""
    yield f"runs: {listed_text(group.labels)}"
    if group.ranks or group.nodes:
        yield f"failed first, as it seems: {group_place_text(group)}"
    yield from share_lines(group)
    yield from sample_lines(group.sample)


def group_place_text(group: DeathGroup) -> str:
    """The ranks that failed first, and their hosts: `rank 3 ×5, rank 0 · gpu031 ×6`; empty if neither is known."""
    ranks = listed_text([_times_text(f"rank {rank}", number) for rank, number in group.ranks])
    nodes = listed_text([_times_text(node, number) for node, number in group.nodes])
    return " · ".join(filter(None, (ranks, nodes)))


def share_lines(group: DeathGroup) -> list[str]:
    """The hyper-parameters in which the dead differ from the living, in columns."""
    rows = [(share_text(share), *_numbers(group, share)) for share in group.shares]
    widths = [max(map(cells_of, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text + " " * (width - cells_of(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def share_text(share: Share) -> str:
    """`optim.lr ≥ 0.1`; a long value is cut with an ellipsis, a long key likewise."""
    value = "absent" if share.value is ABSENT else cell_text(share.value, lambda number: f"{number:.12g}")
    return f"{_cut(share.key)} {share.sign} {_cut(value)}"


def _cut(text: str) -> str:
    return text if len(text) <= SHARE_LIMIT else text[: SHARE_LIMIT - 1] + "…"


def _numbers(group: DeathGroup, share: Share) -> tuple[str, str]:
    return f"{share.dead:,} of {len(group.deaths):,} dead", f"{share.living:,} of {group.living:,} living"


def sample_lines(death: Death) -> Iterator[str]:
    """The lines that say it, and where they stand; or why there are none."""
    if death.stream and death.evidence:
        yield f"{death.run.id}, {death.stream.label}, byte {death.evidence.offset:,}:"
        yield from (f"  | {line}" for line in death.evidence.lines)
    yield from (f"not read: {problem}" for problem in death.problems)
    yield from (f"looked for: {place}" for place in death.tried)


def listed_text(texts: Sequence[str]) -> str:
    """The first `MOST_NAMES` of some texts, and how many more there are."""
    more = len(texts) - MOST_NAMES
    return ", ".join(texts[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _times_text(name: str, number: int) -> str:
    return f"{name} ×{number}" if number > 1 else name


def triage_object(found: Triage) -> dict[str, Any]:
    """The same as JSON-ready values."""
    return {
        "runs": found.runs,
        "dead": found.dead,
        "groups": [_group_object(group) for group in found.groups],
        "logs_read": found.files,
        "bytes_read": found.bytes,
    }


def _group_object(group: DeathGroup) -> dict[str, Any]:
    return {
        "cause": group.cause.value,
        "fingerprint": group.title,
        "count": len(group.deaths),
        "runs": [_death_object(death) for death in group.deaths],
        "first_ranks": {str(rank): number for rank, number in group.ranks},
        "nodes": dict(group.nodes),
        "living": group.living,
        "hparams": [_share_object(share) for share in group.shares],
        "sample": _sample_object(group.sample),
    }


def _death_object(death: Death) -> dict[str, Any]:
    return {
        "run_id": death.run.id,
        "name": death.run.name,
        "run_dir": path_text(death.run.dir),
        "state": death.run.state.value,
        "first_rank": death.rank,
        "ranks": ranks_text(death.ranks),
        "nodes": list(death.nodes),
        "failed_at": death.evidence.at if death.evidence else None,
        "log": path_text(death.stream.path) if death.stream else None,
        "problems": list(death.problems),
    }


def _share_object(share: Share) -> dict[str, Any]:
    return {
        "key": share.key,
        "sign": share.sign,
        "value": None if share.value is ABSENT else plain_value(share.value),
        "is_absent": share.value is ABSENT,
        "dead": share.dead,
        "living": share.living,
    }


def _sample_object(death: Death) -> dict[str, Any] | None:
    if death.stream is None or death.evidence is None:
        return None
    return {
        "run_id": death.run.id,
        "rank": death.rank,
        "log": path_text(death.stream.path),
        "offset": death.evidence.offset,
        "lines": list(death.evidence.lines),
    }
