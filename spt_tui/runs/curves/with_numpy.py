"""What is done faster with NumPy: loaded where that is installed, with no thread of its own."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Set to 1 while NumPy is imported: the matrix library below it starts a thread for each core, which login nodes count,
and nothing here needs."""


def load(name: str) -> ModuleType | None:
    """Import a module of this folder that needs NumPy, which takes 0.1 s: not on the UI thread. `None` without it."""
    if find_spec("numpy") is None:
        return None
    added = [variable for variable in THREADS if variable not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        return import_module(f"spt_tui.runs.curves.{name}")
    except ImportError:  # installed for another Python, or in part
        return None
    finally:
        for variable in added:
            os.environ.pop(variable, None)
