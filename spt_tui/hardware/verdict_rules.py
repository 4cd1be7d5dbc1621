"""When which verdict is given. Each rule is a function of a window; their table stands at the end.

The figures are the driver's: utilisation is the share of time in which any kernel ran, however small, and says
nothing of how much of the chip it used. The power that was taken, as a share of the limit, does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from spt_tui.hardware.gpu_remarks import SLOWING, heat_level, since_text
from spt_tui.hardware.remark import Level
from spt_tui.hardware.sample import GpuState
from spt_tui.hardware.straggler import straggling
from spt_tui.hardware.thresholds import Thresholds
from spt_tui.hardware.verdict import Kind
from spt_tui.hardware.window import GpuWindow, Window, mean
from spt_tui.units import counted, duration_text, number_text, percent_text


class Finding(NamedTuple):
    """Why a rule holds."""

    reason: str
    gpus: tuple[int, ...] = ()
    """Of which GPUs, by their indexes; empty is all of them, or none."""


Rule = Callable[[Window, Thresholds], "Finding | None"]
_NAMED = 3
"""GPUs that a reason names before it counts."""


def judge_window(seen: Window, limits: Thresholds) -> tuple[Kind, Finding]:
    """The first rule that holds. Nothing is guessed by a moment."""
    rules = (pair for pair in RULES if not pair[0].is_guess or seen.seconds >= limits.steady_seconds)
    found = ((kind, rule(seen, limits)) for kind, rule in rules)
    return next(((kind, finding) for kind, finding in found if finding), (Kind.UNKNOWN, Finding("")))


def gpus_text(gpus: Sequence[GpuWindow]) -> str:
    """`GPU 3`, `GPUs 3 and 5`, `5 GPUs`."""
    indexes = [str(each.gpu.index) for each in gpus]
    if len(indexes) == 1:
        return f"GPU {indexes[0]}"
    if len(indexes) <= _NAMED:
        return f"GPUs {', '.join(indexes[:-1])} and {indexes[-1]}"
    return f"{len(indexes)} GPUs"


def _lost(seen: Window, limits: Thresholds) -> Finding | None:
    lost = [each for each in seen.gpus if each.gpu.state is GpuState.LOST]
    if not lost:
        return None
    since = since_text(seen.time - max(each.gpu.age for each in lost), seen.time)
    return Finding(f"{gpus_text(lost)} {since}".rstrip(), _indexes(lost))


def _needs_reset(seen: Window, limits: Thresholds) -> Finding | None:
    found = [each for each in seen.gpus if each.gpu.state is GpuState.NEEDS_RESET]
    return Finding(gpus_text(found), _indexes(found)) if found else None


def _out_of_memory(seen: Window, limits: Thresholds) -> Finding | None:
    """Of the host's memory only: of a GPU's frameworks keep what they need no more, and all of it is in use."""
    job = seen.host.job
    whose = "the job" if job is not None and job.mem_limit else "the machine"
    used = seen.job_memory[-1][1] if seen.job_memory else 0.0
    if used >= limits.killed:
        return Finding(f"{whose} has {percent_text(used)} of its memory in use")
    if left := _seconds_left(seen.job_memory, limits):
        return Finding(f"{whose} has {percent_text(used)} of its memory in use, full in {duration_text(left)}")
    return None


def _seconds_left(course: Sequence[tuple[float, float]], limits: Thresholds) -> float | None:
    """Until a memory is full, if it is scarce and fills as fast as it did; `None` if that is far away."""
    if not course or course[-1][1] < limits.scarce:
        return None
    (began, least), (_, half), (ended, most) = course[0], course[len(course) // 2], course[-1]
    if ended - began < max(1.0, limits.steady_seconds) or least < limits.filling or most - least < limits.rising:
        return None
    if most - half < (most - least) / 4:  # it has come to rest
        return None
    left = (100.0 - most) / ((most - least) / (ended - began))
    return left if left <= limits.scarce_seconds else None


def _throttled(seen: Window, limits: Thresholds) -> Finding | None:
    slowed = [each for each in seen.gpus if each.answers and SLOWING.intersection(each.throttle)]
    if not slowed:
        return None
    worst = max(slowed, key=lambda each: each.gpu.temp or 0)
    word = next(reason for reason in worst.throttle if reason in SLOWING)
    alike = [each for each in slowed if word in each.throttle]
    return Finding(f"{gpus_text(alike)}, {word}{_heat_text(worst)}", _indexes(alike))


def _hot(seen: Window, limits: Thresholds) -> Finding | None:
    hot = [each for each in seen.gpus if each.answers and heat_level(each.gpu, limits) is Level.BAD]
    if not hot:
        return None
    return Finding(f"{gpus_text(hot)}{_heat_text(max(hot, key=lambda each: each.gpu.temp or 0))}", _indexes(hot))


def _heat_text(each: GpuWindow) -> str:
    temp, limit = each.gpu.temp, each.gpu.temp_limit
    return "" if temp is None else f" at {temp}C" if limit is None else f" at {temp}C of {limit}C"


def _straggler(seen: Window, limits: Thresholds) -> Finding | None:
    slow = straggling(seen, limits)
    if not slow:
        return None
    others = [each for each in seen.used(limits) if each not in slow]
    idles = "idles" if len(slow) == 1 else "idle"
    reason = (
        f"{gpus_text(slow)} {idles} at {percent_text(_util(slow))}, the others work at {percent_text(_util(others))}"
    )
    return Finding(reason, _indexes(slow))


def _stuck(seen: Window, limits: Thresholds) -> Finding | None:
    used = seen.training(limits)
    util, traffic, power = _util(used), mean(each.traffic for each in used), mean(each.power for each in used)
    if util is None or traffic is None or power is None:
        return None
    if util < limits.stuck_util or traffic > limits.stuck_traffic or power > limits.stuck_power:
        return None
    return Finding(f"{percent_text(util)} utilisation at {percent_text(power)} of the power limit, no memory traffic")


def _starved(seen: Window, limits: Thresholds) -> Finding | None:
    used = seen.training(limits)
    util, power = _util(used), mean(each.power for each in used)
    if util is None or power is None or util < limits.busy_util or power > limits.starved_power:
        return None
    return Finding(_at_power(util, power))


def _waiting_for_data(seen: Window, limits: Thresholds) -> Finding | None:
    util = _util(seen.training(limits))
    if util is None or seen.cpu is None or util > limits.waiting_util or seen.cpu < limits.busy_cpu:
        return None
    return Finding(f"GPUs at {percent_text(util)} while {_cpus_text(seen)} at {percent_text(seen.cpu)}")


def _cpus_text(seen: Window) -> str:
    job, cores = seen.host.job, len(seen.host.cores)
    if job is not None and job.cpu is not None:
        return f"the job's {number_text(job.cpus)} cpus are" if job.cpus else "the job's cpus are"
    return f"the {cores} cpus are" if cores else "the cpus are"


def _waiting(seen: Window, limits: Thresholds) -> Finding | None:
    util = _util(seen.training(limits))
    if util is None or not limits.idle_util < util <= limits.waiting_util:
        return None
    cpus = "" if seen.cpu is None else f" and cpus at {percent_text(seen.cpu)}"
    return Finding(f"GPUs at {percent_text(util)}{cpus}")


def _power_capped(seen: Window, limits: Thresholds) -> Finding | None:
    capped = [each for each in seen.used(limits) if (each.power or 0.0) >= limits.capped_power]
    slowed = [each for each in capped if (_clock_share(each) or 100.0) < limits.capped_clock]
    if not slowed:
        return None
    lowest = min(slowed, key=lambda each: _clock_share(each) or 100.0).gpu
    power = percent_text(mean(each.power for each in slowed))
    clocks = f"clocks at {lowest.sm_clock} of {lowest.sm_clock_max} MHz"
    return Finding(f"{gpus_text(slowed)} at {power} of the limit, {clocks}", _indexes(slowed))


def _clock_share(each: GpuWindow) -> float | None:
    clock, most = each.gpu.sm_clock, each.gpu.sm_clock_max
    return 100 * clock / most if clock and most else None


def _idle(seen: Window, limits: Thresholds) -> Finding | None:
    used = seen.used(limits)
    util = _util(used)
    if util is None or util > limits.idle_util:
        return None
    return Finding(f"{counted(len(used), 'GPU')} held, {percent_text(util)} utilisation")


def _working(seen: Window, limits: Thresholds) -> Finding | None:
    used = seen.used(limits)
    util, power = _util(used), mean(each.power for each in used)
    if util is None:
        return None
    unused = sum(each.answers and each.is_unused(limits) for each in seen.gpus)
    text = f"{percent_text(util)} utilisation" if power is None else _at_power(util, power)
    return Finding(f"{text}, {counted(unused, 'GPU')} unused" if unused else text)


def _unused(seen: Window, limits: Thresholds) -> Finding | None:
    answer = [each for each in seen.gpus if each.answers]
    if not answer or not all(each.is_unused(limits) for each in answer):
        return None
    return Finding(f"nothing runs on {counted(len(answer), 'GPU')}")


def _at_power(util: float, power: float) -> str:
    return f"{percent_text(util)} utilisation at {percent_text(power)} of the power limit"


def _util(gpus: Iterable[GpuWindow]) -> float | None:
    return mean(each.util for each in gpus)


def _indexes(gpus: Iterable[GpuWindow]) -> tuple[int, ...]:
    return tuple(each.gpu.index for each in gpus)


RULES: tuple[tuple[Kind, Rule], ...] = (
    (Kind.LOST, _lost),
    (Kind.NEEDS_RESET, _needs_reset),
    (Kind.OUT_OF_MEMORY, _out_of_memory),
    (Kind.THROTTLED, _throttled),
    (Kind.STRAGGLER, _straggler),
    (Kind.HOT, _hot),
    (Kind.STUCK, _stuck),
    (Kind.STARVED, _starved),
    (Kind.WAITING_FOR_DATA, _waiting_for_data),
    (Kind.WAITING, _waiting),
    (Kind.POWER_CAPPED, _power_capped),
    (Kind.IDLE, _idle),
    (Kind.WORKING, _working),
    (Kind.UNUSED, _unused),
)
"""The first that holds is the verdict: the most urgent stands first."""
