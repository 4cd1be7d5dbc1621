"""Registries for tests."""

from __future__ import annotations

import time
from pathlib import Path

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.registry.known_runs import KnownRuns
from spt_tui.runs.registry.registry import Registry


def registry_of(place: Path) -> Registry:
    """A registry of the runs below `place/runs` as a new process would open it, which looks at each question."""
    return Registry(KnownRuns(str(place / "runs")), scan_ttl_s=0.0)


def registry_over(catalog: Catalog, root: str = "/r") -> Registry:
    """A registry that believes to have just looked, and to have found what `catalog` holds."""
    known = KnownRuns(root, catalog, is_kept=False)
    known.looked_at = time.monotonic() + 3_600
    return Registry(known)
