"""Compares seenby's answers with DuckDB's, for every question of QUESTIONS on every log.

Run by tests/duckdb_test. The SQL follows docs/metrics.md word by word: events of one class and id
are one, the earliest; then impressions and clicks per row and viewer; then rows, and the total from
all viewers anew. Counts, money and ratios must be equal, not nearly.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from duckdb_logs import all_logs

COUNTS = ("impressions", "clicks", "reach", "unique_clickers", "frequency", "engagements", "spend",
          "exclusive_reach", "anonymous_impressions", "clicks_without_impression")
CLASSES = {"view": "impression", "impression": "impression"} | {
    name: name for name in ("click", "like", "comment", "share", "save", "conversion")}
MAPPED = "(" + ", ".join(f"'{name}'" for name in CLASSES) + ")"


@dataclass
class Question:
    name: str
    flags: list
    group: list  # SQL
    where: str = "true"
    logs: tuple = ("small", "flat", "dirty", "odd")
    is_time: bool = False  # the one column is a bucket, so new_reach has a meaning


def by(fields, *sql, flags=(), **more):
    return Question(" ".join(["by", fields, *flags]), ["--by", fields, *flags], list(sql), **more)


def local(zone):
    return f"timezone('{zone}', moment)"


def hour(zone):
    """The clock's hour; when it comes for the second time, with its offset."""
    before = f"timezone('{zone}', moment - INTERVAL 1 HOUR)"
    text = f"strftime({local(zone)}, '%Y-%m-%dT%H:00')"
    offset = f"strftime('1970-01-01'::TIMESTAMP + ({local(zone)} - timezone('UTC', moment)), '+%H:%M')"
    is_second = f"date_trunc('hour', {before}) = date_trunc('hour', {local(zone)})"
    return f"{text} || CASE WHEN {is_second} THEN {offset} ELSE '' END"


def bucket(unit, zone):
    form = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
    return hour(zone) if unit == "hour" else f"strftime({local(zone)}, '{form[unit]}')"


def window(since, until, zone):
    lower, upper = (f"timezone('{zone}', '{text}'::TIMESTAMP)" for text in (since, until))
    return {"flags": ("--since", since, "--until", until, "--tz", zone),
            "where": f"coalesce(moment >= {lower} AND moment < {upper}, false)"}


ZONES = ("UTC", "Europe/Berlin")
QUESTIONS = [
    by("content", "content"),
    by("campaign", "campaign"),
    by("platform,country", "platform", "country"),
    by("event", "event"),
    by(".campaign_id", "campaign", logs=("small", "flat", "dirty")),
    by(".item.kind", "kind", logs=("odd",)),
    by("country,.item.kind,content", "country", "kind", "content", logs=("odd",)),
    *(by(unit, bucket(unit, zone), flags=("--tz", zone), is_time=True)
      for zone in ZONES for unit in ("hour", "day", "week", "month")),
    by("content,day", "content", bucket("day", "UTC")),
    *(by("campaign", "campaign", **window("2026-01-01T06:00:00", "2026-01-02", zone)) for zone in ZONES),
    by("hour", hour(ZONES[1]), is_time=True, logs=("odd",), **window("2026-10-25", "2026-10-26", ZONES[1])),
    by("content", "content", flags=("--where", "country=DE"), where="coalesce(country = 'DE', false)"),
    by("content", "content", flags=("--where", "country!=DE", "--where", "platform=web"),
       where="country IS DISTINCT FROM 'DE' AND coalesce(platform = 'web', false)"),
    by("platform", "platform", flags=("--where", "content~^[a-c]1?"),
       where="coalesce(regexp_matches(content, '^[a-c]1?'), false)"),
    by("platform", "platform", flags=("--where", "campaign!~^s"),
       where="NOT coalesce(regexp_matches(campaign, '^s'), false)"),
    by("country", "country", flags=("--where", "cost>=0.005"), where="coalesce(cost >= 0.005, false)"),
    by("country", "country", flags=("--where", ".item.kind=video"),
       where="coalesce(kind = 'video', false)", logs=("odd",)),
]


def load(db, log):
    """The table `records`: of each event the fields by name, empty texts as NULL."""
    odd = log.name == "odd"
    names = ["time", "event", "user_id", "content", "campaign", "platform", "country"] if odd else [
        "timestamp", "event", "user_id", "content_id", "campaign_id", "platform", "country"]
    ours = ["time", "event", "viewer", "content", "campaign", "platform", "country"]
    columns = {name: "VARCHAR" for name in [*names, "event_id", "cost"]}
    columns["item"] = "STRUCT(kind VARCHAR)"
    fields = ", ".join(f"nullif({name}, '') AS {our}" for name, our in zip(names, ours))
    db.sql(f"""
        CREATE OR REPLACE TABLE records AS
        SELECT * EXCLUDE (time), CASE WHEN time SIMILAR TO '[0-9]+' THEN make_timestamptz(time::BIGINT * 1000)
                                 ELSE time::TIMESTAMPTZ END AS moment
        FROM (SELECT {fields}, nullif(event_id, '') AS id, item.kind AS kind,
                     cost::DECIMAL(38, 6) AS cost
              FROM read_json('{log.clean}', format = 'newline_delimited', columns = {columns}))""")


def columns_of(question):
    return COUNTS + (("new_reach",) if question.is_time else ())


def ask_duckdb(db, question, dedup):
    """Rows by group, the total under None, and how many events were counted and dropped."""
    keys = ", ".join(f"g{i}" for i in range(len(question.group)))
    groups = ", ".join(f"{sql} AS g{i}" for i, sql in enumerate(question.group))
    first = "QUALIFY id IS NULL OR row_number() OVER (PARTITION BY class, id ORDER BY moment) = 1" if dedup else ""
    classes = " ".join(f"WHEN '{name}' THEN '{c}'" for name, c in CLASSES.items())
    chosen = f"content IS NOT NULL AND event IN {MAPPED} AND ({question.where})"
    db.sql(f"""
        CREATE OR REPLACE TABLE counted AS
        SELECT viewer, cost, {groups}, CASE event {classes} END AS class FROM records WHERE {chosen} {first}""")
    db.sql(f"""
        CREATE OR REPLACE TABLE pairs AS
        SELECT *, count(*) FILTER (shown > 0) OVER (PARTITION BY viewer) AS rows_seen,
               min(g0) FILTER (shown > 0) OVER (PARTITION BY viewer) AS first_g0
        FROM (SELECT {keys}, viewer, count(*) FILTER (class = 'impression') AS shown,
                     count(*) FILTER (class = 'click') AS clicked,
                     count(*) FILTER (class IN ('like', 'comment', 'share', 'save')) AS engaged,
                     coalesce(sum(cost), 0) AS cost
              FROM counted GROUP BY {keys}, viewer)""")
    known = "viewer IS NOT NULL AND shown > 0"
    row = f"""sum(shown)::BIGINT, sum(clicked)::BIGINT, count(*) FILTER ({known}),
              count(*) FILTER ({known} AND clicked > 0),
              sum(shown) FILTER (viewer IS NOT NULL) / nullif(count(*) FILTER ({known}), 0)::DOUBLE,
              sum(engaged)::BIGINT, sum(cost), count(*) FILTER ({known} AND rows_seen = 1),
              coalesce(sum(shown) FILTER (viewer IS NULL), 0)::BIGINT"""
    new = f"count(*) FILTER ({known} AND g0 IS NOT DISTINCT FROM first_g0)"
    stray = "coalesce(sum({}) FILTER (viewer IS NOT NULL{}), 0)::BIGINT"
    rows = db.sql(f"""
        SELECT {keys}, {row}, {stray.format('clicked', ' AND shown = 0')}, {new}
        FROM pairs GROUP BY {keys}""")
    total = db.sql(f"""
        SELECT {row}, {stray.format('stray', '')},
               (SELECT {new} FROM pairs)
        FROM (SELECT viewer, sum(shown) AS shown, sum(clicked) AS clicked, sum(engaged) AS engaged,
                     sum(cost) AS cost, any_value(rows_seen) AS rows_seen, sum(clicked) FILTER (shown = 0) AS stray
              FROM pairs GROUP BY viewer)""")
    n = len(question.group)
    columns = columns_of(question)
    answer = {values[:n]: dict(zip(columns, values[n:])) for values in rows.fetchall()}
    answer[None] = dict(zip(columns, total.fetchall()[0]))
    chosen_count = db.sql(f"SELECT count(*) FROM records WHERE {chosen}").fetchall()[0][0]
    counted = db.sql("SELECT count(*) FROM counted").fetchall()[0][0]
    filtered = db.sql(f"SELECT count(*) FILTER (NOT ({question.where})) FROM records").fetchall()[0][0]
    return answer, {"counted": counted, "duplicate": chosen_count - counted, "filtered": filtered}


def ask_seenby(binary, log, question, dedup):
    columns = columns_of(question)
    flags = ["-q", "-f", "json", "--columns", ",".join(columns), *question.flags, *([] if dedup else ["--no-dedup"])]
    said = subprocess.run([binary, *flags, log.path], capture_output=True, check=False)
    if said.returncode != 0:
        raise SystemExit(f"{log.name}: {question.name}: exit code {said.returncode}: {said.stderr.decode()}")
    report = json.loads(said.stdout, parse_float=Decimal)
    keys = report["group_by"]
    answer = {tuple(row[key] for key in keys): {c: row[c] for c in columns} for row in report["rows"]}
    if len(answer) != len(report["rows"]):
        raise SystemExit(f"{log.name}: {question.name}: two rows of one group")
    answer[None] = {c: report["total"][c] for c in columns}
    accounting = report["accounting"]
    if (accounting["lines"], accounting["malformed"]) != (log.lines, log.broken):
        raise SystemExit(f"{log.name}: {log.broken} of {log.lines} lines are broken, but {accounting}")
    return answer, {name: accounting[name] for name in ("counted", "duplicate", "filtered")}


def differences(ours, theirs):
    for group in ours.keys() | theirs.keys():
        if group not in ours or group not in theirs:
            yield f"row {group} is only in {'seenby' if group in ours else 'DuckDB'}"
            continue
        for column, a in ours[group].items():
            b = theirs[group][column]
            same = float(a) == b if isinstance(b, float) and a is not None else a == b
            if not same:
                yield f"{group or 'total'}: {column} is {a} in seenby, {b} in DuckDB"


def main(binary, make_log, folder, wanted):
    db = duckdb.connect(config={"threads": 2})
    db.sql("SET TimeZone = 'UTC'")
    passed, failed, rows = 0, 0, 0
    for log in all_logs(make_log, folder):
        load(db, log)
        for question in QUESTIONS:
            if log.name not in question.logs or wanted not in question.name:
                continue
            for dedup in (True, False):
                ours, our_account = ask_seenby(binary, log, question, dedup)
                theirs, their_account = ask_duckdb(db, question, dedup)
                found = list(differences(ours, theirs))
                if our_account != their_account:
                    found.append(f"{our_account} in seenby, {their_account} in DuckDB")
                rows += len(ours)
                passed, failed = passed + (not found), failed + bool(found)
                for line in found[:5]:
                    print(f"FAILED {log.name}, {question.name}{'' if dedup else ' --no-dedup'}: {line}")
    print(f"{passed} passed, {failed} failed, {rows:,} rows compared")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
