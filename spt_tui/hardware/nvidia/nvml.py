"""The NVIDIA driver's own counters, through the NVML library. The only file that imports `pynvml`.

`pynvml` comes from the distribution `nvidia-ml-py`. It is imported by the first `Nvml.open`, and not at all on a
machine without the library: most login nodes, where its 14 MB would buy one line of text.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import sys
import warnings
from types import ModuleType
from typing import Any, NamedTuple

from spt_tui.hardware.nvidia.driver_problem import DriverProblem, problem_of
from spt_tui.hardware.nvidia.nvml_code import Code
from spt_tui.hardware.sample import DriverState

LIBRARY = "libnvidia-ml.so.1"
FIELD_VALUES = "nvmlDeviceGetFieldValues"
"""Asked with a handle and pairs of field and scope. The answer is a tuple of numbers, with `None` for a missing one."""

_NEEDED = ("nvmlInitWithFlags", "NVMLError", "NVMLLibraryMismatchError")
"""What nvidia-ml-py has, and the packages that have taken its module's name lack."""

_NO_GPUS_IS_NO_ERROR = 1
"""NVML_INIT_FLAG_NO_GPUS."""


class Answer(NamedTuple):
    """What the library said to one question."""

    value: Any
    """`None` unless `code` is 0."""
    code: int
    """0, or the NVML error."""


class Nvml:
    """One connection to the driver.

    Every method may block for as long as the driver likes. Several threads may `ask` at a time; `open` needs the
    connection to itself.
    """

    def __init__(self) -> None:
        self._library: ModuleType | None = None
        self._opened = False

    def open(self) -> int:
        """Connect, or connect again: the number of GPUs. Raises DriverProblem."""
        self._library = self._library or _load()
        if self._opened:
            self._opened = False
            self.ask("nvmlShutdown")
        self._require("nvmlInitWithFlags", _NO_GPUS_IS_NO_ERROR)
        self._opened = True
        count = int(self._require("nvmlDeviceGetCount"))
        if not count:
            raise DriverProblem(DriverState.NO_GPUS)
        return count

    def ask(self, function: str, *arguments: Any) -> Answer:
        """Ask one question: the one place where the library is called."""
        library = self._library
        call = getattr(library, function, None)
        if library is None or call is None:
            return Answer(None, Code.FUNCTION_NOT_FOUND)
        try:
            value = call(*arguments)
            return _field_values(value) if function == FIELD_VALUES else Answer(value, Code.SUCCESS)
        except library.NVMLError as error:
            return Answer(None, int(error.value))
        except library.NVMLLibraryMismatchError:  # not an NVMLError
            return Answer(None, Code.FUNCTION_NOT_FOUND)
        except UnicodeDecodeError:
            return Answer(None, Code.UNKNOWN)

    def _require(self, function: str, *arguments: Any) -> Any:
        value, code = self.ask(function, *arguments)
        if code:
            raise problem_of(code)
        return value


def _field_values(fields: Any) -> Answer:
    """Each `nvmlFieldValue_t` carries its own code; if all fail, the first one's is that of the answer."""
    values = tuple(None if field.nvmlReturn else _number(field) for field in fields)
    answered = any(value is not None for value in values)
    return Answer(values, Code.SUCCESS) if answered else Answer(None, int(fields[0].nvmlReturn) or Code.UNKNOWN)


_MEMBERS = ("dVal", "uiVal", "ulVal", "ullVal", "sllVal", "siVal", "usVal")
"""Of the union `nvmlValue_t`, in the order of `nvmlValueType_t`."""


def _number(field: Any) -> int | float | None:
    kind = field.valueType
    return getattr(field.value, _MEMBERS[kind]) if 0 <= kind < len(_MEMBERS) else None


def _load() -> ModuleType:
    """`pynvml`, silently. Raises DriverProblem."""
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL(LIBRARY)
        except OSError:
            raise DriverProblem(DriverState.NO_LIBRARY) from None
    with warnings.catch_warnings():  # distribution pynvml 13 warns whenever anyone looks for the module
        warnings.simplefilter("ignore")
        spec = importlib.util.find_spec("pynvml")
        if spec is None:
            raise DriverProblem(DriverState.NO_PACKAGE)
        if spec.submodule_search_locations is not None:  # nvidia-ml-py is one file; pynvml up to 11 is a folder
            raise DriverProblem(DriverState.SHADOWED)
        library = importlib.import_module("pynvml")
    if not all(hasattr(library, name) for name in _NEEDED):
        raise DriverProblem(DriverState.SHADOWED)
    return library
