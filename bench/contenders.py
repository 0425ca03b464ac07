"""Who takes part in a comparison, with which command, and whether its answer is right.

Answers to one question must agree row by row, counts and CTR exactly, total included; one that
does not is an error, for a time without the right answer means nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

import peers

PLAIN = "every event counted"
DEDUP = "duplicates dropped by event id"
COLUMNS = "impressions,reach,clicks,ctr"

# What seenby must be told about a kind of log beyond its built-in mapping, and for dropping duplicates.
NESTED_FLAGS = ["-m", "generic", "--content", "properties.content_id", "--cost", "properties.cost"]
MAPPING_FLAGS = {"nested": (NESTED_FLAGS, ["--id", "messageId"])}


class Disagreement(Exception):
    """Two answers to one question differ."""


@dataclass
class Contender:
    name: str
    argv: list
    out_path: str
    question: str = ""  # empty: it answers nothing that could be checked
    threads: int = 1
    env: dict = field(default_factory=dict)
    copies: int = 1


def read_answer(path):
    """Rows by content, the total under None: (impressions, reach, clicks, ctr)."""
    rows = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            row = row.get("total", row)
            ctr = row["ctr"]
            counts = (row["impressions"], row["reach"], row["clicks"], None if ctr in (None, "") else float(ctr))
            content = row["content"] or None
            if content in rows:
                raise Disagreement(f"{path}: two rows for {content}")
            rows[content] = counts
    return rows


@dataclass
class Verdict:
    """What is kept of an answer: enough to tell it from another."""

    groups: int
    pairs: int  # distinct (content, viewer) pairs with an impression
    digest: str


def judged(path):
    """The verdict of the answer at `path`, found by a process of its own (see measure.py on memory)."""
    done = subprocess.run([sys.executable, __file__, path], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Disagreement(f"{path} is no answer:\n{done.stderr[-2000:]}")
    return Verdict(**json.loads(done.stdout))


def verdict(path):
    rows = read_answer(path)
    if None not in rows or len(rows) < 2:
        raise Disagreement(f"{path}: no rows or no total")
    digest = hashlib.sha256(repr(sorted((key or "", counts) for key, counts in rows.items())).encode()).hexdigest()
    pairs = sum(counts[1] for content, counts in rows.items() if content is not None)
    return Verdict(len(rows) - 1, pairs, digest)


class Referee:
    """Keeps the first answer to each question, as a file, and checks every other against it."""

    def __init__(self, folder):
        self.folder = folder
        self.first = {}
        self.verdicts = {}
        self.agreed = {}

    def check(self, contender):
        if not contender.question:
            return
        question = contender.question
        given = judged(contender.out_path)
        if question not in self.first:
            self.first[question] = os.path.join(self.folder, f"first-{len(self.first)}")
            self.verdicts[question] = given
            shutil.copy(contender.out_path, self.first[question])
        self.agreed.setdefault(question, set()).add(contender.name)
        if given == self.verdicts[question]:
            return
        first, answer = read_answer(self.first[question]), read_answer(contender.out_path)
        differing = [key for key in first.keys() | answer.keys() if first.get(key) != answer.get(key)]
        shown = "\n".join(f"  {key}: {first.get(key)} and {answer.get(key)}" for key in differing[:5])
        raise Disagreement(
            f"{contender.name} answers {question!r} differently in {len(differing)} rows"
            f" (expected and given: impressions, reach, clicks, CTR):\n{shown}"
        )

    def pairs(self, question):
        return self.verdicts[question].pairs


def seenby(path, kind, logs, out, threads, question, report="question", copies=1, speculation=True, form="jsonl"):
    mapping, identity = MAPPING_FLAGS.get(kind, ([], []))
    flags = ["-q", "--threads", str(threads), "-f", form, "--total"]
    if report == "question":
        flags += ["--columns", COLUMNS]
    flags += ["--no-dedup"] if question == PLAIN else identity
    flags += [] if speculation else ["--no-speculation"]
    name = f"seenby, {f'{copies} copies of ' if copies > 1 else ''}{threads} thread{'s' if threads > 1 else ''}"
    if report == "default":
        name += ", default report"
    if question == DEDUP and report == "question":
        name += ", duplicates dropped"
    if not speculation:
        name += ", no speculation"
    if len(logs) > 1:
        name += f", {len(logs)} files"
    return Contender(name, [path, *flags, *mapping, *logs], out, question, threads, copies=copies)


def asked_peer(name, kind, log, out, threads, dedup=False):
    peer = peers.PEERS[name]
    if peer.command:
        return Contender(peer.title, peer.command(kind, log), out, PLAIN, 1)
    asker = name + ("-dedup" if dedup else "")
    argv = [sys.executable, os.path.join(os.path.dirname(__file__), "peers.py"), asker, kind, log, str(threads)]
    title = peer.title + (", duplicates dropped" if dedup else "")
    # Only Polars reads this variable; it has no other way to be told.
    env = {"POLARS_MAX_THREADS": str(threads)}
    return Contender(title, argv, out, DEDUP if dedup else PLAIN, threads, env)


if __name__ == "__main__":
    print(json.dumps(vars(verdict(sys.argv[1]))))
