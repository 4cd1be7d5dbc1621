"""Why no GPU can be read, in words."""

from __future__ import annotations

from spt_tui.hardware.nvidia.nvml_code import DRIVER_STATES
from spt_tui.hardware.sample import DriverState

WORDS = {
    DriverState.NO_LIBRARY: "no NVIDIA driver on this node",
    DriverState.NO_PACKAGE: "the Python package nvidia-ml-py is not installed: pip install nvidia-ml-py",
    DriverState.SHADOWED: "an old package `pynvml` hides nvidia-ml-py: pip uninstall pynvml nvidia-ml-py3",
    DriverState.NOT_LOADED: "the NVIDIA driver is not loaded: load it (modprobe nvidia) or reboot",
    DriverState.MISMATCH: "NVIDIA's library and driver differ in version: reload the driver or reboot",
    DriverState.NO_PERMISSION: "no permission to ask the NVIDIA driver: may this job open /dev/nvidiactl?",
    DriverState.NO_GPUS: "the NVIDIA driver finds no GPU for this job: did it ask for one?",
}


class DriverProblem(Exception):
    """No GPU can be read; the message is the reason and what to do, in one line."""

    def __init__(self, state: DriverState, words: str = "") -> None:
        super().__init__(words or WORDS[state])
        self.state = state


def problem_of(code: int) -> DriverProblem:
    """The problem that an NVML error code speaks of."""
    if state := DRIVER_STATES.get(code):
        return DriverProblem(state)
    return DriverProblem(DriverState.FAILED, f"the NVIDIA driver answers with error {code}: what does nvidia-smi say?")


def silence(seconds: float) -> str | None:
    """What is said of a driver that has not answered for so long; `None` as long as that is no news."""
    return f"the NVIDIA driver has not answered for {int(seconds)}s" if seconds >= 1 else None
