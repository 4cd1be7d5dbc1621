"""That the program which measures the registry measures what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import registry
from tests.bench.comparison import OURS, REFERENCE
from tests.bench.tree import write_tree
from tests.reference import ABSENT, load_reference_registry


@pytest.mark.skipif(load_reference_registry() is None, reason=ABSENT)
def test_both_registries_are_measured_on_the_same_questions(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", 60)
    measured = registry.measure(tree.root.parent, tmp_path, 1)
    assert measured.title == "60 runs"
    ours, reference = measured.costs[OURS], measured.costs[REFERENCE]
    assert ours.keys() == reference.keys() >= {registry.COLD, registry.WARM, "all", "5 best of a sweep"}
    assert all(figures[0] > 0 for costs in (ours, reference) for (figures,) in costs.values())
    assert (tmp_path / "registry.db").is_file() and list((tmp_path / "spt-tui").glob("*.index"))
    assert len(list(registry._verdicts(measured))) == len(ours) - 1
