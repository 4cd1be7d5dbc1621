"""Hyper-parameters that differ from run to run without telling how it was trained."""

from __future__ import annotations

TRIVIA = frozenset(
    (
        *("run_id", "run_dir", "output_dir", "save_dir", "log_dir", "logdir", "work_dir", "dirpath"),
        *("default_root_dir", "cache_dir", "ckpt_dir", "checkpoint_dir"),
        *("job_id", "task_id", "array_job_id", "array_task_id", "pid", "uuid", "wandb_id", "timestamp"),
        *("host", "hostname", "nodelist", "master_port"),
    )
)
"""Last words of keys that say where a run ran and as what: its own directories, ids and hosts."""
SEEDS = frozenset(("seed", "random_seed", "rng_seed", "torch_seed", "numpy_seed", "manual_seed", "global_seed"))
NAMES = frozenset(("exp_name", "experiment_name", "run_name", "display_name"))
"""Last words of keys that name a run for its user; most users write the seed into it."""


def is_trivia(key: str) -> bool:
    """True for a key whose value says where a run ran, and as what: `output_dir`, `slurm.job_id`, `hydra.*`.

    A path that a run reads, a data set's or a checkpoint's, is none, and the seed is none.
    """
    return _last(key) in TRIVIA or key.startswith("hydra.")


def is_repetition(key: str) -> bool:
    """True for a key in which runs differ that repeat one another: the seed, the name a user gave, and trivia."""
    return _last(key) in SEEDS or _last(key) in NAMES or is_trivia(key)


def _last(key: str) -> str:
    return key.rpartition(".")[2].lower()
