"""One pass of questions to one GPU."""

from __future__ import annotations

from typing import Any

from spt_tui.hardware.nvidia.driver_problem import problem_of
from spt_tui.hardware.nvidia.nvml import Nvml
from spt_tui.hardware.nvidia.nvml_code import DRIVER_IS_GONE, GPU_IS_GONE, REFUSALS, Code
from spt_tui.hardware.sample import GpuState

Question = tuple[Any, ...]
"""A function of NVML, and what it is asked with beside the GPU's handle."""
Refused = dict[Question, int]
"""Questions that need not be asked again as long as the connection lasts, and the codes they got."""


class Interview:
    """Asks, and draws from all answers together how the GPU is.

    What is refused for good is put into `refused`, and not asked by a later interview that is given it. Once the
    driver has said that the GPU, or the driver itself, has gone, nothing more is asked.
    """

    def __init__(self, nvml: Nvml, handle: Any, refused: Refused, refusal: int = 0) -> None:
        """Of a GPU that has a `refusal`, an NVML error, in place of a handle nothing is asked."""
        self._nvml = nvml
        self._handle = handle
        self._refused = refused
        self._codes = {refusal} if refusal else set[int]()
        self._over = bool(refusal)

    def ask(self, *questions: Question) -> Any:
        """The answer to the first of `questions` that gets one: the same thing, asked in newer and older ways."""
        for question in questions:
            if self._over:
                return None
            value, code = self._put(question)
            self._codes.add(code)
            if code == Code.SUCCESS:
                return value
            self._over = code in DRIVER_IS_GONE or code in GPU_IS_GONE
        return None

    def state(self) -> GpuState:
        """How the GPU is. Raises DriverProblem if the driver as a whole has gone."""
        for code in self._codes & DRIVER_IS_GONE:
            raise problem_of(code)
        for code, state in GPU_IS_GONE.items():
            if code in self._codes:
                return state
        denied = Code.NO_PERMISSION in self._codes and Code.SUCCESS not in self._codes
        return GpuState.NO_PERMISSION if denied else GpuState.READY

    def _put(self, question: Question) -> tuple[Any, int]:
        if code := self._refused.get(question):
            return None, code
        value, code = self._nvml.ask(question[0], self._handle, *question[1:])
        if code in REFUSALS:
            self._refused[question] = code
        return value, code
