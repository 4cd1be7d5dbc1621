"""What names of metrics tell."""

from __future__ import annotations

import pytest

from spt_tui.runs.metric_name import interest, is_evaluation, is_objective, lower_is_better


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


def test_scores_are_good_when_large_and_looked_at_soon_however_they_are_spelled() -> None:
    scores = ("eval/mAP", "val/mIoU", "val/IoU", "eval/AP50", "eval/nDCG@10", "test/R2", "val/mAP50")
    assert not any(map(lower_is_better, scores))
    assert set(map(interest, scores)) == {interest("eval/top1")}
    assert all(map(lower_is_better, ("MSELoss", "val_RMSE", "valLoss")))


@pytest.mark.parametrize(
    "name", ["eval/mAP", "val/mIoU", "val/IoU", "eval/AP50", "eval/AP_small", "eval/nDCG@10", "test/R2", "MSELoss"]
)
def test_capitals_within_a_word_hide_no_objective(name: str) -> None:
    assert is_objective(name)


@pytest.mark.parametrize("name", ["map_size", "score_count", "apex", "num_ap", "r", "kmap", "eval/knn"])
def test_what_only_looks_like_a_score_is_none(name: str) -> None:
    assert not is_objective(name)


def test_evaluations_by_the_family() -> None:
    assert all(map(is_evaluation, ("eval/loss", "val_top1", "validation.loss", "test/f1")))
    assert not any(map(is_evaluation, ("fit/loss", "train/eval_ratio", "", "evaluate")))
