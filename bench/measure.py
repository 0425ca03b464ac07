"""Runs programs as their own processes and says what each cost.

Wall time is from before the start to after the exit; CPU time and peak memory are the kernel's own
figures for the child (wait4). Limit: Linux counts the parent's size at the moment of the fork as
the least peak of a child, so figures below that of this program (`floor_bytes`) mean nothing.
"""

import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass


@dataclass
class Cost:
    wall: float
    cpu: float
    peak_bytes: int


class Failed(Exception):
    """A program did not end well; the message holds the end of what it said."""


def floor_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _start(argv, env, out_path, err_path):
    create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, out_path, create, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, err_path, create, 0o644),
    ]
    return os.posix_spawnp(argv[0], argv, {**os.environ, **env}, file_actions=actions)


def run(argv, out_path, env=None, copies=1):
    """Runs `argv`, `copies` of it at once, and waits for all; CPU adds up, the peak is the largest."""
    err_path = out_path + ".stderr"
    begin = time.perf_counter()
    # Every copy but the first writes elsewhere, so that the answer stays whole.
    started = [
        _start(argv, env or {}, out_path if i == 0 else f"{out_path}.{i}", err_path if i == 0 else f"{err_path}.{i}")
        for i in range(copies)
    ]
    cpu, peak_bytes, failed = 0.0, 0, False
    for pid in started:
        _, status, usage = os.wait4(pid, 0)
        failed |= os.waitstatus_to_exitcode(status) != 0
        cpu += usage.ru_utime + usage.ru_stime
        peak_bytes = max(peak_bytes, usage.ru_maxrss * 1024)
    wall = time.perf_counter() - begin
    if failed:
        with open(err_path, errors="replace") as said:
            raise Failed(f"{' '.join(argv)} failed:\n{said.read()[-2000:]}")
    return Cost(wall, cpu, peak_bytes)


def interleaved(contenders, rounds, check):
    """Runs every contender once a round, each round in another order; returns costs by name.

    Cost number i of every contender is from round i, so that costs can be compared in pairs: what
    else the machine does meets all of a round alike. `check(contender)` sees each answer.
    """
    costs = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in contenders[turn:] + contenders[:turn]:
            cost = run(contender.argv, contender.out_path, contender.env, contender.copies)
            check(contender)
            costs[contender.name].append(cost)
            print(
                f"  round {number + 1}/{rounds}  {contender.name:40} {cost.wall:8.2f} s"
                f" {cost.cpu:8.2f} s CPU {cost.peak_bytes / 1e6:8.0f} MB",
                file=sys.stderr,
                flush=True,
            )
    return costs


def median_wall(costs):
    return statistics.median(cost.wall for cost in costs)


def median_cpu(costs):
    return statistics.median(cost.cpu for cost in costs)


def peak_bytes(costs):
    return max(cost.peak_bytes for cost in costs)


def paired_ratio(costs, reference):
    """The median over rounds of wall time by wall time of the same round."""
    return statistics.median(a.wall / b.wall for a, b in zip(costs, reference))


def paired_cpu_ratio(costs, reference):
    """The same of CPU time, which other work on the machine disturbs less."""
    return statistics.median(a.cpu / max(b.cpu, 1e-9) for a, b in zip(costs, reference))
