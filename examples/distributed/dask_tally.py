#!/usr/bin/env python3
"""A log in shards, counted and added up on a Dask cluster. Only paths travel: workers run seenby.

usage: dask_tally.py SCHEDULER SHARDS PARTS RESULT     SHARDS: a file of paths, one a line
"""
import os
import subprocess
import sys

from dask.distributed import Client

FAN = 8
HERE = os.path.dirname(os.path.abspath(__file__))


def run(tool, *arguments):
    """Raises when the tool fails, so that Dask tries the task again."""
    done = subprocess.run([f"{HERE}/{tool}", *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()


def main(scheduler, shards, parts, result):
    os.makedirs(parts, exist_ok=True)
    paths = open(shards).read().splitlines()
    with Client(scheduler) as client:
        def on_workers(calls):
            tasks = [client.submit(run, *call, pure=False, retries=10) for call in calls]
            return [line for lines in client.gather(tasks) for line in lines]

        on_workers(("count_shard", path, parts) for path in paths)
        sums = run("check_parts", shards, parts)
        level = 0
        while len(sums) > FAN:
            level += 1
            groups = [sums[i : i + FAN] for i in range(0, len(sums), FAN)]
            sums = on_workers(
                ("add_up", f"{parts}/.sum-{level}-{i}", *group) for i, group in enumerate(groups)
            )
        on_workers([("add_up", result, *sums)])


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
