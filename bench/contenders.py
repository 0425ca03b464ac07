"""Who takes part in a comparison, with which command, and whether its answer is right.

Answers to one question must agree row by row, counts and CTR exactly, total included; one that
does not is an error, for a time without the right answer means nothing.
"""

import json
import os
import sys
from dataclasses import dataclass, field

import peers

PLAIN = "every event counted"
DEDUP = "duplicates dropped by event id"
COLUMNS = "impressions,reach,clicks,ctr"

# What seenby must be told about a kind of log beyond its built-in mapping, and for dropping duplicates.
MAPPING_FLAGS = {
    "flat": ([], []),
    "nested": (["-m", "generic", "--content", "properties.content_id", "--cost", "properties.cost"], ["--id", "messageId"]),
}


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


class Referee:
    """Holds the first answer to each question and checks every other against it."""

    def __init__(self):
        self.answers = {}
        self.agreed = {}

    def check(self, contender):
        if not contender.question:
            return
        answer = read_answer(contender.out_path)
        if None not in answer or len(answer) < 2:
            raise Disagreement(f"{contender.name} gave no rows or no total")
        first = self.answers.setdefault(contender.question, answer)
        self.agreed.setdefault(contender.question, set()).add(contender.name)
        if answer == first:
            return
        differing = [key for key in first.keys() | answer.keys() if first.get(key) != answer.get(key)]
        shown = "\n".join(f"  {key}: {first.get(key)} and {answer.get(key)}" for key in differing[:5])
        raise Disagreement(
            f"{contender.name} answers {contender.question!r} differently in {len(differing)} rows"
            f" (expected and given: impressions, reach, clicks, CTR):\n{shown}"
        )

    def pairs(self, question):
        """Distinct (content, viewer) pairs with an impression."""
        return sum(row[1] for content, row in self.answers[question].items() if content is not None)


def seenby(path, kind, log, out, threads, question, report="question", copies=1):
    mapping, identity = MAPPING_FLAGS[kind]
    flags = ["-q", "--threads", str(threads), "-f", "jsonl", "--total"]
    if report == "question":
        flags += ["--columns", COLUMNS]
    flags += ["--no-dedup"] if question == PLAIN else identity
    name = f"seenby, {'2 copies of ' if copies > 1 else ''}{threads} thread{'s' if threads > 1 else ''}"
    if report == "default":
        name += ", default report"
    if question == DEDUP and report == "question":
        name += ", duplicates dropped"
    return Contender(name, [path, *flags, *mapping, log], out, question, threads, copies=copies)


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
