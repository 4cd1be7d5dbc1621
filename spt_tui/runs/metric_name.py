"""What the name of a metric tells: whether small is good, and how soon people look at it."""

from __future__ import annotations

import re
from functools import lru_cache

_DOWN = re.compile(
    r"\w*loss(es)?|err(or)?s?|perplexity|ppl|bpb|bpc|nll|mae|mse|rmse|mape|wer|cer|fid|eer|ece|brier|divergence|kl|regret|"
    r"distance|latency|time|seconds|duration"
)


def lower_is_better(metric: str) -> bool:
    """True for a metric that is good when it is small, by the words of its name: `eval/loss`, `val_rmse`, `ppl`.

    Words end at `/`, `_`, `-`, `.`, digits and a change to upper case. Everything else is good when large.
    """
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", metric)
    return any(_DOWN.fullmatch(word.lower()) for word in words)


# What people look at first, when as many runs have it: the first pattern that a name matches ranks it.
_INTEREST = (
    r"^((fit|train|training)[/_.])?loss$",
    r"^(eval|val|valid|test)\b.*(top1|acc|auroc|f1|map\b|score|reward|bleu)",
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
    return next((rank for rank, pattern in enumerate(_INTEREST) if re.search(pattern, name)), len(_INTEREST))
