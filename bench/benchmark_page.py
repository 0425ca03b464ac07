"""From measured costs to docs/benchmarks.md: machine, versions, commands, and tables of ratios."""

import datetime
import os
import platform
import re
import shlex
import subprocess
from dataclasses import dataclass

import measure


@dataclass
class Arena:
    """One log and everything that was run on it."""

    title: str
    log: str
    log_bytes: int
    log_lines: int
    log_command: str
    contenders: list
    costs: dict
    referee: object


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{model}, {os.cpu_count()} cores, {platform.machine()}, {system}"


def commit(root):
    def git(*arguments):
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    parts = ("src", "include", "bench", "cmake", "mappings", "CMakeLists.txt")
    changed = git("status", "--porcelain", "--", *parts)
    return (git("rev-parse", "--short=12", "HEAD") or "none yet") + (" with uncommitted changes" if changed else "")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def cost_cells(arena, name, floor):
    costs = arena.costs[name]
    wall = measure.median_wall(costs)
    peak = measure.peak_bytes(costs)
    memory = f"{peak / 1e6:,.0f} MB" if peak > 1.5 * floor else f"under {1.5 * floor / 1e6:,.0f} MB"
    copies = next(c.copies for c in arena.contenders if c.name == name)
    return [f"{wall:.2f} s", f"{copies * arena.log_bytes / wall / 1e6:,.0f} MB/s", f"{measure.median_cpu(costs):.2f} s", memory]


def comparison(arena, names, references, floor):
    """Costs of `names` with their ratios over each of `references`."""
    header = ["", "wall", "throughput", "CPU", "peak memory"]
    for reference in references:
        over = f" over {reference}" if references[1:] else " ratio"
        header += ["wall" + over, "CPU" + over]
    rows = []
    for name in names:
        row = [name, *cost_cells(arena, name, floor)]
        for reference in references:
            pair = arena.costs[name], arena.costs[reference]
            row += [f"×{measure.paired_ratio(*pair):.2f}", f"×{measure.paired_cpu_ratio(*pair):.2f}"]
        rows.append(row)
    compared = "" if references[1:] else f"Ratios are over *{references[0]}*.\n\n"
    return compared + table(header, rows)


def speeds(arena, names, reference):
    """Speed as a share of the reference's, in words."""
    lines = []
    for name in names:
        share = measure.paired_ratio(arena.costs[reference], arena.costs[name])
        lines.append(f"- {name}: {share:.0%} of the speed of *{reference}*")
    return "\n".join(lines) + "\n"


def speculation_row(arena, on, off):
    on, off = arena.costs[on], arena.costs[off]
    walls = [f"{measure.median_wall(costs):.2f} s" for costs in (on, off)]
    return [arena.title, *walls, f"×{measure.paired_ratio(on, off):.2f}", f"×{measure.paired_cpu_ratio(on, off):.2f}"]


def speculation(rows):
    """With shape speculation over without (--no-speculation), one row for each kind of log."""
    return (
        "## Speculation\n\nThe default report on one thread, as it is and with the hidden flag `--no-speculation`, which"
        " has every line parsed in full. The times are those of the sections above, ratios are of the first over the"
        " second: below ×1 speculation pays.\n\n"
        + table(["log", "as it is", "no speculation", "wall ratio", "CPU ratio"], rows)
    )


def scaling(arena, one, two, copies):
    """Two threads against one, and against what two processes at once get from the machine."""
    speedup = measure.paired_ratio(arena.costs[one], arena.costs[two])
    gain = 2 * measure.paired_ratio(arena.costs[one], arena.costs[copies])
    return (
        f"Default report: two threads ran ×{speedup:.2f} as fast as one. Two independent copies of the one-thread"
        f" run, started together in the same rounds, got ×{gain:.2f} of its work done per second: that is what the"
        f" machine gave at that time. Two threads reached {speedup / gain:.0%} of it.\n"
    )


def memory(arena, names, pairs):
    rows = []
    for name in names:
        peak = measure.peak_bytes(arena.costs[name])
        limit = 32 * pairs + 200e6
        rows.append([name, f"{peak / 1e6:,.0f} MB", f"{peak / pairs:.1f} bytes", f"{limit / 1e6:,.0f} MB"])
    return f"{pairs:,} distinct (content, viewer) pairs with an impression.\n\n" + table(
        ["", "peak memory", "per pair, all included", "32 bytes per pair + 200 MB"], rows
    )


def shown_command(contender):
    """The command as one would type it in the log's folder; a program of many lines is named."""
    words = []
    for word in contender.argv:
        if "\n" in word:
            words.append("'(the program in bench/peers.py)'")
            continue
        if os.path.isabs(word):
            word = "bench/peers.py" if word.endswith("peers.py") else os.path.basename(word)
            word = re.sub(r"^python[\d.]+$", "python3", word)
        words.append(shlex.quote(word))
    env = "".join(f"{key}={value} " for key, value in contender.env.items() if "polars" in contender.argv)
    return env + " ".join(words)


def commands(arena):
    lines = [arena.log_command] + [shown_command(contender) for contender in arena.contenders]
    return "```sh\n" + "\n".join(dict.fromkeys(lines)) + "\n```\n"


def agreement(arena):
    lines = []
    for question, names in arena.referee.agreed.items():
        rows = arena.referee.verdicts[question].groups
        lines.append(f"- {question}: {'; '.join(sorted(names))} gave the same"
                     f" {rows:,} rows and total, exactly, every time.")
    return "\n".join(lines) + "\n"


def measured(root):
    """When, what and where: what every measured text says of itself."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    return f"Measured {today}, commit {commit(root)}, on {machine()}."


def head(root, rounds, versions):
    listed = "\n".join(f"- {version}" for version in versions)
    return f"""# Benchmarks

Written by `bench/compare`, which puts what `bench/curves` and `bench/profile` wrote and `bench/by_hand.md` last; do not edit.
{measured(root)}
**It is shared with other work**: absolute times drift by a third and more, so read the ratios.
Each program ran {rounds} times as a process of its own, start-up included, in rounds in which everything
runs once and the order turns; wall and CPU times are medians, memory is the highest peak, and a ratio is
the median of the ratios within each round. Logs are in the page cache.

The question: per content impressions, exact reach, clicks and CTR, and the total with reach deduplicated.
The peers do not drop duplicate events, so seenby is asked with `--no-dedup` where it is compared with
them; dropping duplicates, which is its default, is a row of its own. The queries are in `bench/peers.py`.

Two yardsticks only have simdjson On-Demand extract six or seven fields of every line (`bench/yardstick.cpp`), in
one source: *inlined* forces the whole of it into the loop over lines, *as compiled* leaves that to the compiler.
*Default report* is the whole command as one would type it: all default columns, duplicates dropped, every line fully
validated.

Versions:

{listed}
"""
