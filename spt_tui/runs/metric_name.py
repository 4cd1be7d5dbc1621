"""What the name of a metric tells: whether small is good, and how soon people look at it."""

from __future__ import annotations

import re
from functools import lru_cache

_DOWN = re.compile(
    r"\w*loss(es)?|err(or)?s?|perplexity|ppl|bpb|bpc|nll|mae|mse|rmse|mape|wer|cer|fid|eer|ece|brier|divergence|kl|regret|"
    r"distance|latency|time|seconds|duration"
)


@lru_cache(maxsize=4_096)
def lower_is_better(metric: str) -> bool:
    """True for a metric that is good when it is small, by the words of its name: `eval/loss`, `val_rmse`, `ppl`.

    Words end at `/`, `_`, `-`, `.`, digits and a change to upper case; what stands between signs is one, too:
    `MSELoss`. Everything else is good when large.
    """
    return any(map(_DOWN.fullmatch, _words(metric)))


_SCORE = re.compile(
    r"top|acc(uracy)?|auroc|auc|f|map|ap|scores?|rewards?|returns?|bleu|rouge|precision|recall|iou|miou|dice|psnr|ssim"
    r"|success|ndcg|mrr|r2"
)
_ASIDE = re.compile(
    r"scale|weights?|coeff?|coefficient|grad|grads|norm|lr|time|seconds|duration|latency|param|params|size|count|num"
)


@lru_cache(maxsize=4_096)
def is_objective(metric: str) -> bool:
    """True for what a run is trained or judged by, a loss or a score: `fit/loss`, `eval/top1`.

    Not for what is only reported beside it, as `fit/loss_scale`, `map_size` or `grad_norm`.
    """
    words = _words(metric)
    told = any(_DOWN.fullmatch(word) or _SCORE.fullmatch(word) for word in words)
    return told and not any(map(_ASIDE.fullmatch, words))


def is_evaluation(metric: str) -> bool:
    """True for a metric of data that is not trained on: `eval/loss`, `val_top1`."""
    return next(iter(_words(metric)), "") in _EVALUATION


_EVALUATION = ("eval", "evaluation", "val", "valid", "validation", "test")


def _words(metric: str) -> list[str]:
    pieces = re.findall(r"[A-Za-z0-9]+", metric)
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", metric)
    # Names such as mAP, IoU and nDCG change to upper case within a word, and of R2 the digit is a part.
    words += [form for piece in pieces for form in (piece, piece.rstrip("0123456789"))]
    return [word.lower() for word in words]


# What people look at first, when as many runs have it: the first pattern that a name matches ranks it.
_INTEREST = (
    r"^((fit|train|training)[/_.])?loss$",
    r"^(eval|val|valid|test)\b.*(top1|acc|auroc|f1|map\d*\b|\bap\d*\b|iou|ndcg|\br2\b|score|reward|bleu)",
    r"^(eval|val|valid|test)\b.*(loss|perplexity|ppl|err)",
    r"^(fit|train|training)\b.*loss",
    r"loss",
    r"(top1|acc|auroc|f1|score|reward)",
    r"^(eval|val|valid|test)\b",
    r"^(?!lr\b|lr-|epoch$|step$)",
)


@lru_cache(maxsize=4_096)
def interest(name: str) -> int:
    """How soon people look at a metric of this name: 0 first."""
    name = name.lower()
    return next((rank for rank, pattern in enumerate(_INTEREST) if re.search(pattern, name)), len(_INTEREST))
