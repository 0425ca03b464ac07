"""The logs of tests/duckdb_test: three kinds from make_log, and an odd one made here.

Each is a file for seenby and one for DuckDB without the broken lines, which Python's JSON reader
told apart. Of the odd log's events some come again under the same class and id, later and with
other content; its times have offsets and crowd around the days on which clocks change.
"""

import json
import os
import random
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

MADE = (("small", 300_000), ("flat", 150_000), ("dirty", 100_000))
ODD_EVENTS = 120_000
FIRST = datetime(2026, 1, 1, tzinfo=timezone.utc)
CLOCKS_CHANGE = (datetime(2026, 3, 29, 1, tzinfo=timezone.utc), datetime(2026, 10, 25, 1, tzinfo=timezone.utc))


@dataclass
class Log:
    name: str
    path: str
    clean: str
    lines: int
    broken: int


def refuse(constant):
    raise ValueError(constant)


def without_broken_lines(name, path):
    clean, lines, broken = path + ".clean", 0, 0
    with open(path, "rb") as log, open(clean, "wb") as out:
        for line in log:
            lines += 1
            try:
                json.loads(line.decode("utf-8"), parse_constant=refuse)
                out.write(line)
            except ValueError:
                broken += 1
    return Log(name, path, clean, lines, broken)


def made_log(make_log, folder, kind, events):
    path = os.path.join(folder, kind + ".jsonl")
    with open(path, "wb") as out:
        argv = [make_log, "--kind", kind, "--events", str(events), "--seed", "7"]
        said = subprocess.run(argv, stdout=out, stderr=subprocess.PIPE, text=True, check=True).stderr
    log = without_broken_lines(kind, path)
    if f"and {log.broken} broken" not in said:
        raise SystemExit(f"{kind}: Python finds {log.broken} broken lines, but {said}")
    return log


def odd_time(rng, at):
    """`at` in words of one zone or another, or as epoch milliseconds."""
    form = rng.randrange(4)
    if form == 0:
        return str(int(at.timestamp()) * 1000 + at.microsecond // 1000)
    zone = timezone(timedelta(minutes=rng.choice((0, 60, 330, -480))))
    return at.astimezone(zone).isoformat(timespec="milliseconds")


def odd_event(rng, number, used):
    event = {"event": rng.choices(("view", "click", "like", "comment", "share", "save", "conversion", "scroll"),
                                  (60, 15, 6, 4, 4, 4, 4, 3))[0]}
    event["content"] = rng.choice(("a", "b", "äöü", "=1+1", "x,y", 'q"t', "", None)) if rng.random() < 0.9 else \
        f"c{rng.randrange(500)}"
    viewer = min(rng.randrange(4000), rng.randrange(4000))
    event["user_id"] = rng.choice((viewer, str(viewer), 9007199254740992 + viewer, f"v{viewer}", None, ""))
    if rng.random() < 0.95:
        event["campaign"] = rng.choice(("spring", "summer", "", None))
    event["platform"] = rng.choice(("ios", "web"))
    event["country"] = rng.choice(("DE", "FR", "IN", None))
    event["item"] = rng.choice(({"kind": "video"}, {"kind": "photo"}, {"kind": None}, {}, None))
    event["cost"] = rng.choice((0, 0.1, 0.000001, 12.5, 0.333333, None))
    while True:
        if rng.random() < 0.3:
            at = rng.choice(CLOCKS_CHANGE) + timedelta(milliseconds=rng.randrange(-10_800_000, 10_800_000))
        else:
            at = FIRST + timedelta(milliseconds=rng.randrange(365 * 86_400_000))
        if at not in used:
            break
    used.add(at)
    event["time"] = odd_time(rng, at)
    if rng.random() < 0.9:
        # A click has the id of the impression before it, as ad servers write it.
        event["event_id"] = f"e{number - (event['event'] == 'click')}"
    elif rng.random() < 0.5:
        event["time"] = rng.choice((None, ""))
    return event


def odd_log(folder):
    path, rng, used, recent = os.path.join(folder, "odd.jsonl"), random.Random(11), set(), []
    with open(path, "w", encoding="utf-8") as out:
        for number in range(ODD_EVENTS):
            event = odd_event(rng, number, used)
            draw = rng.random()
            if draw < 0.03 and recent and "event_id" in event:
                again = rng.choice(recent)
                event["event"], event["event_id"] = again["event"], again["event_id"]
            elif draw < 0.05 and recent:
                event = rng.choice(recent)
            if "event_id" in event:
                recent = recent[-200:] + [event]
            out.write(json.dumps(event, ensure_ascii=rng.random() < 0.5) + "\n")
    return without_broken_lines("odd", path)


def all_logs(make_log, folder):
    for kind, events in MADE:
        yield made_log(make_log, folder, kind, events)
    yield odd_log(folder)
