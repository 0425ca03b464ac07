"""The fights of bench/compare: which log, who runs on it, and what the page says of it.

An arena is one log and everything that ran on it in the same interleaved rounds, so that any two of
its times can be compared. A log is made when its arena begins and removed when it ends.
"""

import contextlib
import glob
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

import benchmark_page as page
import measure
import peers
from contenders import DEDUP, PLAIN, Contender, Referee, asked_peer, seenby

SEED = 1
PARTS = 8

# Broken lines: every program has its own idea of which lines those are, so none is asked about dirty.
KINDS = (*peers.FIELDS, "dirty")
YARDSTICK_KINDS = {"many": "flat", "dirty": "flat"}
ABOUT = {
    "flat": "The same nine keys in the same order on every line.\n",
    "nested": "About 25 keys, the wanted ones at depth among others.\n",
    "segment": "Segment track calls; a list shows one to three products, each of which is a record.\n",
    "ga4": "A Google Analytics 4 export; an event has one to three items, each of which is a record.\n",
    "many": "Flat with tens of millions of viewers and two million contents: nearly every line is a new pair.\n",
    "shuffled": "Flat with the keys of every line in another order.\n",
    "dirty": "Flat with one broken line in a hundred. Each program has its own idea of what a broken line is, so no"
    " other is asked.\n",
}


@dataclass
class Codec:
    name: str
    compress: tuple  # leaves FILE and makes FILE with the suffix beside it
    suffix: str
    decompress: tuple  # the reference: this to /dev/null

    def installed(self):
        return all(shutil.which(argv[0]) for argv in (self.compress, self.decompress))


CODECS = (
    Codec("gzip", ("gzip", "-kf6"), ".gz", ("igzip", "-dc")),
    Codec("zstd", ("zstd", "-qkf3"), ".zst", ("zstd", "-dcq")),
)


@dataclass
class Log:
    path: str
    size: int
    lines: int
    command: str


@contextlib.contextmanager
def made_log(work, name, argv):
    """The log `name` that a generator writes, for as long as it is needed."""
    path = os.path.join(work, name + ".jsonl")
    try:
        with open(path, "wb") as out:
            subprocess.run(argv, stdout=out, stderr=subprocess.DEVNULL, check=True)
        with open(path, "rb") as made:
            lines = sum(block.count(b"\n") for block in iter(lambda: made.read(1 << 20), b""))
        command = f"{os.path.basename(argv[0])} {' '.join(argv[1:])} > {os.path.basename(path)}"
        yield Log(path, os.path.getsize(path), lines, command)
    finally:
        for leftover in glob.glob(path + "*"):
            os.remove(leftover)


def generated(arguments, kind, size):
    argv = [os.path.join(arguments.tools, "make_log"), "--kind", kind, "--bytes", str(size), "--seed", str(SEED)]
    return made_log(arguments.work, f"{kind}-{size // 1_000_000}MB", argv)


def out_path(arguments, number):
    return os.path.join(arguments.work, f"answer-{number}")


def fight(arguments, title, log, contenders, rounds):
    print(f"{title}: {log.size / 1e6:,.0f} MB, {log.lines:,} lines", file=sys.stderr)
    referee = Referee(arguments.work)
    costs = measure.interleaved(contenders, rounds, referee.check)
    return page.Arena(title, log.path, log.size, log.lines, log.command, contenders, costs, referee)


def yardstick(arguments, program, title, kind, log):
    argv = [os.path.join(arguments.tools, program), "--kind", YARDSTICK_KINDS.get(kind, kind), log.path]
    return Contender(f"simdjson, {title}", argv, out_path(arguments, 0))


def full_arena(arguments, kind):
    """seenby against the yardsticks, itself and the fast peers. Returns the page's text and a row on speculation."""
    with generated(arguments, kind, arguments.bytes) as log:

        def ours(threads, question, **more):
            return seenby(arguments.seenby, kind, [log.path], out_path(arguments, 1), threads, question, **more)

        inlined = yardstick(arguments, "yardstick", "inlined", kind, log)
        plain = yardstick(arguments, "yardstick_plain", "as compiled", kind, log)
        one, two = (ours(n, DEDUP, report="default") for n in (1, 2))
        slow = ours(1, DEDUP, report="default", speculation=False)
        copies = ours(1, DEDUP, report="default", copies=2)
        asked = {question: [ours(n, question) for n in (2, 1)] for question in (PLAIN, DEDUP)}
        fast = [name for name in arguments.peers if kind in peers.FIELDS and not peers.PEERS[name].slow]
        for name in fast:
            asked[PLAIN].append(asked_peer(name, kind, log.path, out_path(arguments, 2), 2))
            if name == "duckdb":
                asked[DEDUP].append(asked_peer(name, kind, log.path, out_path(arguments, 2), 2, True))
        contenders = [inlined, plain, one, two, slow, copies, *asked[PLAIN], *asked[DEDUP]]
        arena = fight(arguments, kind, log, contenders, arguments.runs)

    floor = measure.floor_bytes()
    names = {question: [contender.name for contender in row] for question, row in asked.items()}
    yards = [inlined.name, plain.name]
    text = [
        f"## Log of kind {kind}: {log.size / 1e6:,.0f} MB, {log.lines:,} lines of {log.size / log.lines:.0f} bytes\n",
        ABOUT[kind],
        "### Against the parser\n",
        page.comparison(arena, [*yards, one.name, slow.name, names[PLAIN][1], two.name], yards, floor),
        "### Two threads\n",
        page.scaling(arena, one.name, two.name, copies.name),
    ]
    if fast:
        text += [
            "### Against other programs, two threads each, every event counted\n",
            page.comparison(arena, names[PLAIN], names[PLAIN][:1], floor),
            "### Duplicates dropped by event id\n",
            page.comparison(arena, names[DEDUP], names[DEDUP][:1], floor),
        ]
    text += [
        "### Memory\n",
        page.memory(arena, [one.name, two.name], arena.referee.pairs(DEDUP)),
        "### Agreement and commands\n",
        page.agreement(arena),
        page.commands(arena),
    ]
    return "\n".join(text), page.speculation_row(arena, one.name, slow.name)


def slow_arena(arguments):
    """seenby against the peers that would take minutes on the large log."""
    slow = [name for name in arguments.peers if peers.PEERS[name].slow]
    if not slow:
        return []
    with generated(arguments, "flat", arguments.slow_bytes) as log:
        ours = seenby(arguments.seenby, "flat", [log.path], out_path(arguments, 1), 1, PLAIN)
        others = [asked_peer(name, "flat", log.path, out_path(arguments, 2), 1) for name in slow]
        arena = fight(arguments, "flat, small", log, [ours, *others], arguments.slow_runs)
    names = [contender.name for contender in arena.contenders]
    titles = " and ".join(peers.PEERS[name].title for name in slow)
    return [
        f"## {titles}: flat log of {log.size / 1e6:,.0f} MB, {log.lines:,} lines, {arguments.slow_runs} run(s)\n",
        page.comparison(arena, names, [ours.name], measure.floor_bytes()),
        page.agreement(arena),
        page.commands(arena),
    ]


def compressed(codec, log):
    """Compresses the log whole and in parts of whole lines; returns the file, the parts and the commands."""
    subprocess.run(["split", "-n", f"l/{PARTS}", "-d", log.path, log.path + ".part-"], check=True)
    parts = sorted(glob.glob(log.path + ".part-*"))
    subprocess.run([*codec.compress, log.path, *parts], check=True)
    for part in parts:
        os.remove(part)
    name = os.path.basename(log.path)
    commands = [f"split -n l/{PARTS} -d {name} {name}.part-", f"{' '.join(codec.compress)} {name} {name}.part-??"]
    return log.path + codec.suffix, [part + codec.suffix for part in parts], commands


def codec_arena(arguments, codec):
    """One compressed file against the codec's own program, and eight on one thread and two."""
    decompressor = " ".join(codec.decompress)
    with generated(arguments, "flat", arguments.bytes) as log:
        whole, parts, commands = compressed(codec, log)
        log.command = "\n".join([log.command, *commands])

        def ours(files, threads, question, **more):
            return seenby(arguments.seenby, "flat", files, out_path(arguments, 1), threads, question, **more)

        to_nothing = ["sh", "-c", f'exec {decompressor} "$1" > /dev/null', "sh", whole]
        bare = Contender(f"{decompressor} to /dev/null", to_nothing, out_path(arguments, 0))
        single = [ours([whole], 2, DEDUP, report="default"), ours([whole], 2, PLAIN)]
        single.append(ours([whole], 1, DEDUP, report="default"))
        one, two = (ours(parts, n, DEDUP, report="default") for n in (1, 2))
        copies = ours(parts, 1, DEDUP, report="default", copies=2)
        plain_one, plain_two = (ours(parts, n, PLAIN) for n in (1, 2))
        contenders = [bare, *single, one, two, copies, plain_one, plain_two]
        title = f"{codec.name}, {os.path.getsize(whole) / 1e6:,.0f} MB compressed"
        arena = fight(arguments, title, log, contenders, arguments.runs)

    floor = measure.floor_bytes()
    listed = " ".join(map(os.path.basename, parts))
    return "\n".join([
        f"## {title}: flat log of {log.size / 1e6:,.0f} MB\n",
        "Throughput is of the bytes when decompressed.\n",
        "### One file\n",
        page.comparison(arena, [bare.name, *(c.name for c in single)], [bare.name], floor),
        page.speeds(arena, [c.name for c in single], bare.name),
        f"### The same log in {PARTS} files\n",
        page.comparison(arena, [one.name, two.name, plain_one.name, plain_two.name], [one.name], floor),
        page.scaling(arena, one.name, two.name, copies.name),
        "### Agreement and commands\n",
        page.agreement(arena),
        page.commands(arena).replace(listed, f"{os.path.basename(log.path)}.part-??{codec.suffix}"),
    ])
