#!/usr/bin/env python3
"""The same question to other programs, in their own words: one row of PEERS each.

Per content: impressions, exact reach (viewers known and with an impression), clicks, CTR; and the
same over everything, reach deduplicated. Each peer is asked in the fastest of the ways that we
tried, reads only the columns that it needs, and prints JSON lines as seenby does, the total with
content null. `peers.py NAME KIND FILE THREADS` asks a library; `peers.py NAME` only starts it.
"""

import importlib.metadata
import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass

NAMES = ("impression", "click", "like", "comment", "share", "save", "conversion")
SQL_NAMES = "(" + ", ".join(f"'{name}'" for name in NAMES) + ")"


@dataclass
class Fields:
    """Where a kind of log keeps what the question needs; at most one level deep."""

    event: str
    viewer: str
    content: str
    id: str


FIELDS = {
    "flat": Fields("event", "user_id", "content_id", "event_id"),
    "nested": Fields("event", "userId", "properties.content_id", "messageId"),
}


def sql_columns(paths, text_type, struct):
    """Column declarations for `paths`; `struct` words the type of an object with one text in it."""
    columns = {}
    for path in paths:
        name, _, inner = path.partition(".")
        columns[name] = struct.format(inner) if inner else text_type
    return columns


def print_rows(rows):
    """Rows are (content or None, impressions, reach, clicks); CTR is computed by whoever asks."""
    out = []
    for content, impressions, reach, clicks, ctr in rows:
        row = {"content": content, "impressions": impressions, "reach": reach, "clicks": clicks, "ctr": ctr}
        out.append(json.dumps(row, separators=(",", ":")))
    sys.stdout.write("\n".join(out) + "\n")


def ask_duckdb(kind, file, threads, dedup=False):
    import duckdb

    at = FIELDS[kind]
    wanted = [at.event, at.viewer, at.content] + ([at.id] if dedup else [])
    columns = sql_columns(wanted, "VARCHAR", "STRUCT({} VARCHAR)")
    source = f"""
        SELECT {at.event} AS event, {at.viewer} AS viewer, {at.content} AS content
        FROM read_json('{file}', format = 'newline_delimited', columns = {columns})
        WHERE content <> '' AND event IN {SQL_NAMES}"""
    if dedup:
        # Events of one (event, id) are copies of one line here, so any of them will do.
        source = source.replace("SELECT", f"SELECT DISTINCT ON (event, {at.id})")
    db = duckdb.connect(config={"threads": threads})
    result = db.sql(f"""
        WITH pairs AS MATERIALIZED (
            SELECT content, viewer, count(*) FILTER (event = 'impression') AS shown,
                   count(*) FILTER (event = 'click') AS clicked
            FROM ({source}) GROUP BY content, viewer),
        counted AS (
            SELECT content, sum(shown)::BIGINT AS impressions,
                   count(*) FILTER (shown > 0 AND viewer <> '') AS reach, sum(clicked)::BIGINT AS clicks
            FROM pairs GROUP BY content
            UNION ALL
            SELECT NULL, coalesce(sum(shown), 0)::BIGINT,
                   count(DISTINCT viewer) FILTER (shown > 0 AND viewer <> ''), coalesce(sum(clicked), 0)::BIGINT
            FROM pairs)
        SELECT *, clicks::DOUBLE / nullif(impressions, 0) FROM counted""")
    print_rows(result.fetchall())


def ask_clickhouse(kind, file, threads):
    import chdb

    at = FIELDS[kind]
    columns = sql_columns([at.event, at.viewer, at.content], "String", "Tuple({} String)")
    declared = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
    answer = json.loads(
        chdb.query(
            f"""
            SELECT {at.content} AS content, countIf({at.event} = 'impression') AS impressions,
                   uniqExactIf({at.viewer}, {at.event} = 'impression' AND {at.viewer} <> '') AS reach,
                   countIf({at.event} = 'click') AS clicks,
                   if(impressions = 0, NULL, clicks / impressions) AS ctr
            FROM file('{file}', 'JSONEachRow', '{declared}')
            WHERE content <> '' AND {at.event} IN {SQL_NAMES}
            GROUP BY content WITH TOTALS
            SETTINGS max_threads = {threads}, output_format_json_quote_64bit_integers = 0""",
            "JSONCompact",
        ).bytes()
    )
    print_rows(answer["data"] + [[None] + answer["totals"][1:]])


def ask_polars(kind, file, threads):
    # The thread count is in the environment (see PEERS): Polars reads it when imported.
    import polars as pl

    def column(path):
        name, _, inner = path.partition(".")
        return pl.col(name).struct.field(inner) if inner else pl.col(name)

    at = FIELDS[kind]
    schema = {}
    for path in (at.event, at.viewer, at.content):
        name, _, inner = path.partition(".")
        schema[name] = pl.Struct({inner: pl.String}) if inner else pl.String
    shown = pl.col("event") == "impression"
    measures = [
        shown.sum().alias("impressions"),
        pl.col("viewer").filter(shown & (pl.col("viewer") != "")).n_unique().alias("reach"),
        (pl.col("event") == "click").sum().alias("clicks"),
    ]
    ctr = pl.when(pl.col("impressions") > 0).then(pl.col("clicks") / pl.col("impressions")).alias("ctr")
    events = (
        pl.scan_ndjson(file, schema=schema)
        .select(event=column(at.event), viewer=column(at.viewer), content=column(at.content))
        .filter((pl.col("content") != "") & pl.col("event").is_in(NAMES))
        .collect(engine="streaming")
    )
    rows = events.group_by("content").agg(measures).with_columns(ctr)
    total = events.select(measures).with_columns(ctr)
    print_rows(rows.rows() + [(None,) + row for row in total.rows()])


# put -q leaves objects as they are, so a path is indexed step by step.
# Expressions stand in full since a JSON null cannot be put into a variable; is_not_null is false for
# null, absent and empty alike, is_not_empty is not.
MILLER = """
  begin {{ for (name in splitax("{names}", ",")) {{ @known[name] = 1 }} }}
  if (is_not_null({content}) && haskey(@known, {event})) {{
    if (is_absent(@shown[{content}])) {{
      @shown[{content}] = 0; @clicked[{content}] = 0; @reach[{content}] = 0
    }}
    if ({event} == "click") {{ @clicked[{content}] += 1 }}
    if ({event} == "impression") {{
      @shown[{content}] += 1;
      if (is_not_null({viewer})) {{
        if (is_absent(@seen[{content}][{viewer}])) {{
          @seen[{content}][{viewer}] = 1; @reach[{content}] += 1
        }}
        @everyone[{viewer}] = 1;
      }}
    }}
  }}
  end {{
    shown = 0; clicked = 0;
    for (content, n in @shown) {{
      shown += n; clicked += @clicked[content];
      emit1 {{"content": content, "impressions": n, "reach": @reach[content],
            "clicks": @clicked[content], "ctr": n == 0 ? "" : @clicked[content] / n}}
    }}
    emit1 {{"content": "", "impressions": shown, "reach": length(@everyone), "clicks": clicked,
          "ctr": shown == 0 ? "" : clicked / shown}}
  }}"""

# By sorting: `.seen[$viewer] = 1` in a reduce copies the whole object each time in jq 1.6.
JQ = """
  def counts:
    {{impressions: (map(.[2]) | add // 0),
      reach: (map(select(.[2] == 1 and .[1] != null and .[1] != "") | .[1]) | unique | length),
      clicks: (map(.[3]) | add // 0)}}
    | .ctr = (if .impressions == 0 then null else .clicks / .impressions end);
  [inputs | select({content} != null and {content} != "") | select({event} | IN({names}))
   | [{content}, {viewer}, (if {event} == "impression" then 1 else 0 end),
      (if {event} == "click" then 1 else 0 end)]]
  | (group_by(.[0])[] | {{content: .[0][0]}} + counts), {{content: null}} + counts"""


def miller_command(kind, file):
    at = FIELDS[kind]
    field = {name: '$["' + path.replace(".", '"]["') + '"]' for name, path in vars(at).items()}
    field = {name: text.replace("$[", "$*[", 1) for name, text in field.items()}
    program = MILLER.format(names=",".join(NAMES), **field)
    return ["mlr", "--ijsonl", "--ojsonl", "put", "-q", program, file]


def jq_command(kind, file):
    field = {name: "." + path for name, path in vars(FIELDS[kind]).items()}
    names = ", ".join(json.dumps(name) for name in NAMES)
    return ["jq", "-cn", JQ.format(names=names, **field), file]


@dataclass
class Peer:
    title: str
    packages: tuple = ()  # Python packages; the first is the module to import
    ask: object = None
    command: object = None  # for programs: (kind, file) to argv
    slow: bool = False  # asked about the smaller log

    def installed(self):
        if self.command:
            return shutil.which(self.command("flat", "")[0]) is not None
        return importlib.util.find_spec(self.packages[0]) is not None

    def version(self):
        if self.command:
            argv = [self.command("flat", "")[0], "--version"]
            return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
        return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in self.packages)


PEERS = {
    "duckdb": Peer("DuckDB", ("duckdb",), ask_duckdb),
    "clickhouse": Peer("ClickHouse (chdb)", ("chdb", "chdb-core"), ask_clickhouse),
    "polars": Peer("Polars", ("polars",), ask_polars),
    "miller": Peer("Miller", command=miller_command, slow=True),
    "jq": Peer("jq", command=jq_command, slow=True),
}


def main():
    if len(sys.argv) == 2:
        __import__(PEERS[sys.argv[1]].packages[0])
        return
    name, kind, file, threads = sys.argv[1:]
    if name == "duckdb-dedup":
        ask_duckdb(kind, file, int(threads), dedup=True)
    else:
        PEERS[name].ask(kind, file, int(threads))


if __name__ == "__main__":
    main()
