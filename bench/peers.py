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

@dataclass
class Fields:
    """Where a kind of log keeps what the question needs.

    Of two paths the first that has a text counts. A path with `[]` goes through an array of
    objects, of which each makes a record; it stands first, and only a content has one.
    """

    event: str
    viewers: tuple
    contents: tuple
    ids: tuple  # together they tell an event from another
    names: tuple  # of the events to count: impression, click and the others

    def paths(self):
        return (self.event, *self.viewers, *self.contents)


NAMES = ("impression", "click", "like", "comment", "share", "save", "conversion")
FLAT = Fields("event", ("user_id",), ("content_id",), ("event_id",), NAMES)
FIELDS = {
    "flat": FLAT,
    "nested": Fields("event", ("userId",), ("properties.content_id",), ("messageId",), NAMES),
    "segment": Fields(
        "event",
        ("userId", "anonymousId"),
        ("properties.products[].product_id", "properties.product_id"),
        ("messageId",),
        ("Product List Viewed", "Product Clicked", "Product Reviewed", "Product Shared", "Product Added to Wishlist",
         "Order Completed"),
    ),
    "ga4": Fields(
        "event_name",
        ("user_id", "user_pseudo_id"),
        ("items[].item_id",),
        ("user_pseudo_id", "event_timestamp", "batch_page_id", "batch_ordering_id", "batch_event_index"),
        ("view_item_list", "select_item", "share", "add_to_wishlist", "purchase"),
    ),
    "many": FLAT,
    "shuffled": FLAT,
}


def tree(paths):
    """Objects in objects by name, None for a text; the name of an array ends with []."""
    root = {}
    for path in paths:
        *outer, last = path.split(".")
        node = root
        for name in outer:
            node = node.setdefault(name, {})
        node[last] = None
    return root


def sql_types(node, text, struct, array):
    """The columns of `node` by name with their types, worded for one SQL."""
    types = {}
    for name, inner in node.items():
        fields = inner and ", ".join(f"{key} {type_}" for key, type_ in sql_types(inner, text, struct, array).items())
        type_ = struct.format(fields) if fields else text
        types[name.removesuffix("[]")] = array.format(type_) if name.endswith("[]") else type_
    return types


def array_and_inner(path):
    """The array in `path` and where its elements have the text; no array when there is none."""
    array, found, inner = path.partition("[].")
    return (array, inner) if found else (None, path)


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
    columns = sql_types(tree(at.paths() + (at.ids if dedup else ())), "VARCHAR", "STRUCT({})", "{}[]")
    viewer, *second = at.viewers
    viewer = f"coalesce(nullif({viewer}, ''), {second[0]})" if second else viewer
    array, inner = array_and_inner(at.contents[0])
    listed = f"[x.{inner} for x in {array}]"
    content = f"coalesce({listed}, [{at.contents[1]}])" if at.contents[1:] else listed if array else inner
    # Events of one (event, id) are copies of one line here, so any of them will do.
    distinct = f"DISTINCT ON (event, {', '.join(at.ids)})" if dedup else ""
    source = f"""
        SELECT event, viewer, content FROM (
            SELECT event, viewer, {"unnest(content)" if array else "content"} AS content FROM (
                SELECT {distinct} {at.event} AS event, {viewer} AS viewer, {content} AS content
                FROM read_json('{file}', format = 'newline_delimited', columns = {columns})
                WHERE {at.event} IN {at.names}))
        WHERE content <> ''"""
    db = duckdb.connect(config={"threads": threads})
    result = db.sql(f"""
        WITH pairs AS MATERIALIZED (
            SELECT content, viewer, count(*) FILTER (event = '{at.names[0]}') AS shown,
                   count(*) FILTER (event = '{at.names[1]}') AS clicked
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
    columns = sql_types(tree(at.paths()), "String", "Tuple({})", "Array({})")
    declared = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
    viewer, *second = at.viewers
    viewer = f"if({viewer} <> '', {viewer}, {second[0]})" if second else viewer
    array, inner = array_and_inner(at.contents[0])
    listed = f"{array}.{inner}"
    content = f"if(empty({listed}), [{at.contents[1]}], {listed})" if at.contents[1:] else listed if array else inner
    answer = json.loads(
        chdb.query(
            f"""
            WITH {viewer} AS viewer
            SELECT {"" if array else f"{content} AS"} content, countIf({at.event} = '{at.names[0]}') AS impressions,
                   uniqExactIf(viewer, {at.event} = '{at.names[0]}' AND viewer <> '') AS reach,
                   countIf({at.event} = '{at.names[1]}') AS clicks,
                   if(impressions = 0, NULL, clicks / impressions) AS ctr
            FROM file('{file}', 'JSONEachRow', '{declared}') {f"ARRAY JOIN {content} AS content" if array else ""}
            WHERE content <> '' AND {at.event} IN {at.names}
            GROUP BY content WITH TOTALS
            SETTINGS max_threads = {threads}, output_format_json_quote_64bit_integers = 0""",
            "JSONCompact",
        ).bytes()
    )
    print_rows(answer["data"] + [[None] + answer["totals"][1:]])


def ask_polars(kind, file, threads):
    # The thread count is in the environment (see PEERS): Polars reads it when imported.
    import polars as pl

    def typed(node):
        fields = {}
        for name, inner in node.items():
            type_ = pl.Struct(typed(inner)) if inner else pl.String
            fields[name.removesuffix("[]")] = pl.List(type_) if name.endswith("[]") else type_
        return fields

    def column(path):
        name, *inner = path.split(".")
        expression = pl.col(name)
        for name in inner:
            expression = expression.struct.field(name)
        return expression

    at = FIELDS[kind]
    viewer, *second = map(column, at.viewers)
    viewer = pl.when(viewer != "").then(viewer).otherwise(second[0]) if second else viewer
    array, inner = array_and_inner(at.contents[0])
    content = column(array).list.eval(pl.element().struct.field(inner)) if array else column(inner)
    if at.contents[1:]:
        content = pl.when(content.is_null()).then(pl.concat_list(column(at.contents[1]))).otherwise(content)
    shown = pl.col("event") == at.names[0]
    measures = [
        shown.sum().alias("impressions"),
        pl.col("viewer").filter(shown & (pl.col("viewer") != "")).n_unique().alias("reach"),
        (pl.col("event") == at.names[1]).sum().alias("clicks"),
    ]
    ctr = pl.when(pl.col("impressions") > 0).then(pl.col("clicks") / pl.col("impressions")).alias("ctr")
    events = (
        pl.scan_ndjson(file, schema=typed(tree(at.paths())))
        .select(event=column(at.event), viewer=viewer, content=content)
        .filter(pl.col("event").is_in(at.names))
    )
    events = events.explode("content") if array else events
    events = events.filter(pl.col("content") != "").collect(engine="streaming")
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


def plain_paths(kind):
    """For the peers that are asked only about kinds with one path for each."""
    at = FIELDS[kind]
    return {"event": at.event, "viewer": at.viewers[0], "content": at.contents[0]}


def miller_command(kind, file):
    field = {name: '$*["' + path.replace(".", '"]["') + '"]' for name, path in plain_paths(kind).items()}
    program = MILLER.format(names=",".join(NAMES), **field)
    return ["mlr", "--ijsonl", "--ojsonl", "put", "-q", program, file]


def jq_command(kind, file):
    field = {name: "." + path for name, path in plain_paths(kind).items()}
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
