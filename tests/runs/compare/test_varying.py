from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.compare.sameness import ABSENT, identity
from spt_tui.runs.compare.trivia import is_repetition, is_trivia
from spt_tui.runs.compare.varying import varying_columns, varying_hparams, varying_keys
from tests.catalogs import catalog_of
from tests.runs.compare.runs_of import catalog_with
from tests.strategies import runs


def test_only_what_differs_is_named() -> None:
    catalog = catalog_with(
        [{"lr": 0.1, "wd": 1, "seed": 0, "name": "x"}, {"lr": 0.2, "wd": 1.0, "seed": 1, "name": "x", "new": None}],
        [{"eval/acc": 0.5, "fit/loss": math.nan, "epoch": 1}, {"eval/acc": 0.6, "fit/loss": math.nan, "epoch": 2}],
    )
    assert varying_columns(catalog, [0, 1]) == ["hp.lr", "hp.new", "hp.seed", "m.eval/acc"]


def test_runs_that_are_not_asked_for_do_not_matter() -> None:
    catalog = catalog_with([{"lr": rate} for rate in (0.1, 0.2, 0.2)])
    assert varying_hparams(catalog, [0, 1]) == ["lr"]
    assert varying_hparams(catalog, [1, 2]) == varying_hparams(catalog, [1]) == varying_hparams(catalog, []) == []


def test_many_runs_held_in_every_way() -> None:
    hparams = [
        {"own": i / 7, "text": f"name {i}", "const": 5, "lr": [1, 1.0, True][i % 3 if i == 299 else i % 2]}
        for i in range(300)
    ]
    hparams[280]["rare"] = "x"
    catalog = catalog_with(hparams)
    assert varying_hparams(catalog, range(300)) == ["lr", "own", "rare", "text"]
    assert varying_hparams(catalog, range(200)) == ["own", "text"]


def test_where_a_run_ran_is_no_difference() -> None:
    keys = ("output_dir", "slurm.job_id", "slurm.task_id", "hydra.run.dir", "trainer.default_root_dir")
    catalog = catalog_with([dict.fromkeys(keys, i) for i in range(2)])
    assert varying_columns(catalog, [0, 1]) == []
    assert all(map(is_trivia, keys))


def test_what_a_run_reads_is_no_trivia() -> None:
    assert not any(map(is_trivia, ("data.path", "ckpt_path", "lora.rank", "seed", "exp_name", "model.id")))
    assert all(map(is_repetition, ("seed", "data.seed", "exp_name", "output_dir")))
    assert not is_repetition("seedling") and not is_repetition("optim.lr")


@given(st.lists(runs(), min_size=1, max_size=24), st.data())
def test_it_is_what_looking_at_every_run_gives(found: list, data: st.DataObject) -> None:
    catalog = catalog_of(found)
    slots = data.draw(st.lists(st.sampled_from(catalog.slots()), unique=True))
    hparams = [catalog.run(slot).hparams for slot in slots]
    keys = {key for record in hparams for key in record}
    expected = {key for key in keys if len({identity(record.get(key, ABSENT)) for record in hparams}) > 1}
    assert varying_keys(catalog.hparams, slots) == expected
