"""What names of metrics tell."""

from __future__ import annotations

import pytest

from spt_tui.runs.metric_name import is_evaluation, is_objective


@pytest.mark.parametrize(
    "name",
    ["loss", "fit/loss", "eval/linear_probe_top1", "val_accuracy", "ppl", "test/f1", "episode_reward", "valLoss"],
)
def test_losses_and_scores_are_objectives(name: str) -> None:
    assert is_objective(name)


@pytest.mark.parametrize(
    "name",
    ["lr-AdamW", "epoch", "rankme", "fit/grad_norm", "loss_scale", "fit/loss_weight", "step_time", "train/feature_std"],
)
def test_what_is_only_reported_is_none(name: str) -> None:
    assert not is_objective(name)


def test_evaluations_by_the_family() -> None:
    assert all(map(is_evaluation, ("eval/loss", "val_top1", "validation.loss", "test/f1")))
    assert not any(map(is_evaluation, ("fit/loss", "train/eval_ratio", "", "evaluate")))
