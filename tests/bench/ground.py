"""What the programs stand on: how much is measured, and the trees that it is measured on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from tests.bench.tree import Tree, temporary_place, temporary_tree
from tests.trees import MANIFEST, real_runs


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    many: int = 2_200
    """Runs of the large tree."""
    huge: int = 10_000
    """Runs of the tree that is scanned while keys are pressed."""
    arranged: tuple[int, ...] = (10_000, 100_000)
    """Runs that are filtered and sorted."""
    starts: int = 7
    keys: int = 60
    follows: int = 6
    """Keys after which the other panes are waited for."""
    cold_scans: int = 2
    idle_seconds: float = 10.0
    logged_rows: int = 8
    polls: int = 60
    """Of our scanner, which looks at everything once in so many."""
    reference_polls: int = 5
    changes: int = 5
    """Polls before each of which the live runs log a row."""
    scan_repeats: int = 3
    """Processes of each scanner that are timed."""
    catch_up: int = 1_000
    """Polls at most in which ours may do what its cold scan put off."""
    settle_seconds: float = 2.5
    """Between a cold scan and what counts as steady."""


FULL = Plan()
QUICK = Plan(
    200, 600, (1_000,), starts=2, keys=8, follows=1, cold_scans=1, idle_seconds=1.5, logged_rows=2,
    reference_polls=2, changes=2, scan_repeats=1,
)  # fmt: skip
"""Shows that the programs run; its figures mean nothing."""


class Ground:
    """The plan and the trees. A tree is written when it is first asked for, and removed when `stack` is closed."""

    def __init__(self, plan: Plan, stack: ExitStack) -> None:
        self.plan = plan
        self._stack = stack

    @cached_property
    def bundled(self) -> Tree:
        """The sample runs."""
        root = real_runs(self._stack.enter_context(temporary_place()))
        return Tree(root / "runs", (root / MANIFEST["live"],))

    @cached_property
    def many(self) -> Tree:
        """The large tree."""
        return self._stack.enter_context(temporary_tree(self.plan.many))

    @cached_property
    def huge(self) -> Tree:
        """The tree whose scan takes seconds."""
        return self._stack.enter_context(temporary_tree(self.plan.huge))

    def trees(self) -> Iterator[tuple[str, Tree]]:
        """The bundled and the large tree, each with its name."""
        yield f"{len(MANIFEST)} runs", self.bundled
        yield f"{self.plan.many:,} runs", self.many
