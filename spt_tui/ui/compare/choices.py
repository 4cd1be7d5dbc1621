"""What there is to pick in a comparison: metrics, and what runs are grouped by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, kind_of, title_of
from spt_tui.runs.compare.curve_group import ALL_BUT_SEED, Grouping
from spt_tui.runs.compare.varying import varying_hparams
from spt_tui.ui.picker import Picker
from spt_tui.ui.widgets.choice_list import Choice

NONE, ALL = "none", "all"


def metric_picker(metrics: Iterable[str], present: str) -> Picker:
    """Asks for a metric; gives its name."""
    return Picker("compare by the metric", [Choice(name, name, picked=name == present) for name in metrics])


def axis_picker(axis: str, column_ids: Iterable[str], present: str) -> Picker:
    """Asks for the column along the `x` or the `y` axis of a scatter plot; gives its id."""
    choices = [Choice(id, title_of(id), kind_of(id), id == present) for id in column_ids]
    return Picker(f"along the {axis} axis", choices)


def group_picker(catalog: Catalog, slots: Sequence[int], present: str | Grouping | None) -> Picker:
    """Asks for what the runs of these slots are grouped by; `grouping_of` says what the answer means."""
    choices = [
        Choice(NONE, "none: each run has a curve", picked=present is None),
        Choice(ALL, "all hyper-parameters but the seed", picked=present is ALL_BUT_SEED),
    ]
    choices += [Choice(HPARAM + key, key, "hparam", key == present) for key in varying_hparams(catalog, slots)]
    return Picker("group by what differs", choices)


def grouping_of(id: str) -> str | Grouping | None:
    """What a choice of `group_picker` groups by."""
    return None if id == NONE else ALL_BUT_SEED if id == ALL else id.removeprefix(HPARAM)
