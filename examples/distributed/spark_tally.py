#!/usr/bin/env python3
"""A log in shards, counted and added up on a Spark cluster. Only paths travel: executors run seenby.

usage: spark-submit [OPTION...] spark_tally.py SHARDS PARTS RESULT     SHARDS: a file of paths
"""
import os
import subprocess
import sys

from pyspark.sql import SparkSession

FAN = 8
HERE = os.path.dirname(os.path.abspath(__file__))


def run(tool, *arguments):
    """Raises when the tool fails, so that Spark tries the task again."""
    done = subprocess.run([f"{HERE}/{tool}", *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()


def main(shards, parts, result):
    os.makedirs(parts, exist_ok=True)
    paths = open(shards).read().splitlines()
    spark = SparkSession.builder.appName("seenby").getOrCreate()

    def on_executors(calls):
        tasks = spark.sparkContext.parallelize(calls, len(calls))
        return tasks.flatMap(lambda call: run(*call)).collect()

    on_executors([("count_shard", path, parts) for path in paths])
    sums = run("check_parts", shards, parts)
    level = 0
    while len(sums) > FAN:
        level += 1
        groups = [sums[i : i + FAN] for i in range(0, len(sums), FAN)]
        sums = on_executors(
            [("add_up", f"{parts}/.sum-{level}-{i}", *group) for i, group in enumerate(groups)]
        )
    on_executors([("add_up", result, *sums)])
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
