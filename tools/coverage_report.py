"""What gcov has counted, as tools/coverage prints it: each line of tally, state, dedup and time code
with a branch that was not taken, then a table of lines and branches.

A branch is an edge of gcov's. Not counted are the edges into an exception's handling and those that
go on after a call that may throw, of which a compiler adds a pair to every call; comparisons
that the compiler writes (`= default`); and assertions, which fail only by a bug of ours. The
instances of a template are added up.

usage: coverage_report.py ROOT BUILD
"""

import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

CLOSE = re.compile(r"src/(tally/|files/|input/mark|events/time|saved_inputs|checksum|coded_bytes)")
COMPILERS = re.compile(r"\bassert\(|= default;|\} catch \(")
NO_CODE = re.compile(r"^[\s{}();]*(//.*)?$")


def read_counts(root, data):
    command = ["gcov", "--branch-probabilities", "--json-format", "--stdout", "--relative-only",
               "--source-prefix", root, data]
    said = subprocess.run(command, check=True, capture_output=True, cwd=os.path.dirname(data))
    return json.loads(said.stdout)["files"]


def decisions(edges):
    """The counts of the edges that no exception has to do with: one that does follows its partner."""
    thrown = {i for i, edge in enumerate(edges) if edge["throw"]}
    left_out = thrown | {i - 1 for i in thrown}
    return tuple(edge["count"] for i, edge in enumerate(edges) if i not in left_out)


def of_one_instance(edges, line, functions):
    """Lines of a lambda in a template come with the edges of all instances, one after another."""
    starts = [(f["start_line"], f["start_column"]) for f in functions if f["start_line"] <= line]
    instances = starts.count(max(starts)) if starts else 1
    size = len(edges) // instances
    if size * instances != len(edges):
        return edges
    return tuple(sum(edges[i::size]) for i in range(size))


def add_up(root, build):
    """By file, line and number of branches the count of the line and those of its branches."""
    sums = collections.defaultdict(lambda: collections.defaultdict(dict))
    paths = [str(path) for path in pathlib.Path(build).rglob("*.gcda")]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file in itertools.chain.from_iterable(
                pool.map(lambda path: read_counts(root, path), paths)):
            name = os.path.relpath(file["file"], root)
            if not name.startswith(("src/", "include/")):
                continue
            for line in file["lines"]:
                edges = decisions(line["branches"])
                if "function_name" not in line:
                    edges = of_one_instance(edges, line["line_number"], file["functions"])
                known = sums[name][line["line_number"]]
                count, before = known.get(len(edges), (0, (0,) * len(edges)))
                known[len(edges)] = (count + line["count"],
                                     tuple(a + b for a, b in zip(before, edges)))
    return sums


def main():
    root, build = (os.path.abspath(path) for path in sys.argv[1:])
    rows = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name, lines in sorted(add_up(root, build).items()):
        text = pathlib.Path(root, name).read_text(encoding="utf-8").splitlines()
        is_close = CLOSE.match(name)
        for number, variants in sorted(lines.items()):
            source = text[number - 1]
            if NO_CODE.search(source):
                continue
            is_run = any(count > 0 for count, _ in variants.values())
            taken = [edge > 0 for _, edges in variants.values() for edge in edges]
            if COMPILERS.search(source):
                taken = []
            if is_close and not (is_run and all(taken)):
                print(f"{name}:{number}: {sum(taken)} of {len(taken)} branches: {source.strip()}")
            folder = os.path.dirname(name) + "/*"
            for key in (name if is_close else folder, "all"):
                for i, more in enumerate((is_run, 1, sum(taken), len(taken))):
                    rows[key][i] += more
    print("\n| | lines | | branches | |\n|---|---|---|---|---|")
    for key, (run, lines, taken, branches) in sorted(rows.items(), key=lambda r: (r[0] == "all", r)):
        shares = [f"{100 * a / b:.1f} %" if b else "" for a, b in ((run, lines), (taken, branches))]
        print(f"| {key} | {run} of {lines} | {shares[0]} | {taken} of {branches} | {shares[1]} |")


if __name__ == "__main__":
    main()
