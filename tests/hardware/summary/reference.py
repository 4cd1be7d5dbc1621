"""pytyche 0.2.1's own monitor, whose numbers `--compat pytyche` gives, where it is installed.

`pip install --no-deps pytyche==0.2.1` is enough: the file that is asked needs the standard library alone. The package's
own `__init__` would ask for JAX, so the file is loaded by itself.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

DISTRIBUTION = "pytyche"
VERSION = "0.2.1"
"""The one whose behaviour the tests know; it asks for Python 3.11."""
ABSENT = f"not installed: pip install --no-deps {DISTRIBUTION}=={VERSION}"
"""Why a test that needs it is skipped."""

_STAND_IN = "reference_pytyche_run_monitor"


@lru_cache(maxsize=1)
def load_reference() -> ModuleType | None:
    """Its `diagnostics/run_monitor.py`; `None` if this version is not installed."""
    try:
        found = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return None
    spec = spec_from_file_location(_STAND_IN, str(found.locate_file("pytyche/diagnostics/run_monitor.py")))
    if found.version != VERSION or spec is None or spec.loader is None:
        return None
    module = sys.modules[_STAND_IN] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
