"""Compares the images of -f sketches with those that the DataSketches library makes of the same
viewers, what seenby says of the library's images with what the library says, and what Spark's
theta_union_agg says of two halves with both.

usage: sketches_check.py SEENBY FOLDER
"""
import base64
import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import sys

from check_list import Skipped, run_checks

# Viewers in reach of each content, of whom every third clicks; 2^12 fit into a sketch.
SIZES = {"one": 1, "two": 2, "three": 3, "fits": 4096, "over": 4097, "many": 20000}


def viewers_of(content):
    """Contents share viewers, so the total is no sum."""
    return [f"viewer-{i}" for i in range(SIZES[content])]


def write_logs(folder):
    """The log, and its halves, in which many viewers are in both."""
    lines = []
    for content in SIZES:
        for i, viewer in enumerate(viewers_of(content)):
            events = ["impression"] + ["click"] * (i % 3 == 0)
            lines += [{"event": event, "user_id": viewer, "content_id": content} for event in events]
    lines.append({"event": "click", "user_id": "stray", "content_id": "none"})
    lines = [json.dumps(line) + "\n" for line in lines]
    cut = len(lines) // 4
    for name, part in (("whole", lines), ("a", lines[: 3 * cut]), ("b", lines[cut:])):
        with open(f"{folder}/{name}.jsonl", "w") as log:
            log.writelines(part)


def expected_image(library, viewers, lg_k):
    """What the library itself writes, and what it estimates from it."""
    sketch = library.update_theta_sketch(lg_k)
    for viewer in viewers:
        sketch.update(viewer)
    sketch.trim()
    return sketch.compact().serialize(), sketch.get_estimate()


class Check:
    def __init__(self, seenby, folder):
        self.seenby = os.path.abspath(seenby)
        self.folder = folder
        write_logs(folder)

    def rows(self, log, *flags):
        done = subprocess.run(
            [self.seenby, "-q", "-m", "generic", "-f", "sketches", "--columns",
             "impressions,reach,unique_clickers", *flags, f"{self.folder}/{log}.jsonl"],
            check=True, stdout=subprocess.PIPE)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def report(self, *paths):
        """By content, None being the total."""
        done = subprocess.run(
            [self.seenby, "-q", "-f", "json", "--columns", "impressions,reach,unique_clickers", *paths],
            check=True, stdout=subprocess.PIPE)
        report = json.loads(done.stdout)
        return {row["content"]: row for row in [*report["rows"], report["total"]]}


def intersection(library, viewers, clickers):
    both = library.theta_intersection()
    both.update(viewers)
    both.update(clickers)
    return both.get_result()


def images_are_the_librarys(check):
    if importlib.util.find_spec("datasketches") is None:
        raise Skipped("PyPI does not hand out datasketches here")
    import datasketches as library

    compared = 0
    for lg_k, flags in ((12, []), (12, ["--reach", "approx"]), (7, ["--reach", "approx=7"]),
                        (12, ["--threads", "2", "--memory", "32M"])):
        rows = check.rows("whole", "--total", *flags)
        by_content = {row.get("content"): row for row in rows[:-1]} | {"total": rows[-1]["total"]}
        assert set(by_content) == set(SIZES) | {"none", "total"}, by_content.keys()
        for content, row in by_content.items():
            viewers = viewers_of({"none": "one", "total": "many"}.get(content, content))
            clickers = viewers[::3] + ["stray"] * (content in ("none", "total"))
            if content == "none":
                viewers, clickers = [], ["stray"]
            read = []
            for key, seen in (("viewers", viewers), ("clickers", clickers)):
                image = base64.b64decode(row[key])
                theirs = library.compact_theta_sketch.deserialize(image)
                read.append(theirs)
                assert theirs.num_retained <= 1 << lg_k
                wanted, estimate = expected_image(library, seen, lg_k)
                # Of a sample, clickers are those below the ceiling of the row's viewers, and the total
                # is what is below every row's, so both may hold less than they could.
                is_sampled = "--reach" in flags
                is_own = key == "viewers" and content != "total"
                if not seen:
                    assert theirs.is_empty()  # where C++ writes the seed, Java and we do not
                elif not is_sampled or is_own:
                    assert image == wanted, f"{content}.{key} {flags}: another image"
                if not is_sampled:
                    assert theirs.get_estimate() == estimate, (content, key, flags)
                compared += 1
            if is_sampled:
                both = intersection(library, *read)
                wanted = [round(one.get_estimate()) for one in (read[0], both)]
            else:
                wanted = [len(viewers), len(set(viewers) & set(clickers))]
            assert [row["reach"], row["unique_clickers"]] == wanted, (content, flags, row)
    return f"{compared} images"


def theirs_are_read(check):
    """Files that are the library's but for the counts, added to each other and to ours."""
    if importlib.util.find_spec("datasketches") is None:
        raise Skipped("PyPI does not hand out datasketches here")
    import datasketches as library

    compared = 0
    for is_packed, is_trimmed, lg_k in itertools.product((False, True), (False, True), (5, 12)):
        unions = {content: (library.theta_union(lg_k), library.theta_union(lg_k)) for content in SIZES}
        paths = []
        for half in range(2):
            rows = []
            for content in SIZES:
                viewers = viewers_of(content)
                part = viewers[: 3 * len(viewers) // 4 + 1] if half else viewers[len(viewers) // 4 :]
                row = {"content": content, "impressions": len(part), "clicks": len(part)}
                for union, key, seen in zip(unions[content], ("viewers", "clickers"),
                                            (part, part[::3])):
                    sketch = library.update_theta_sketch(lg_k)
                    for viewer in seen:
                        sketch.update(viewer)
                    if is_trimmed:
                        sketch.trim()
                    image = sketch.compact(half == 0 or is_packed).serialize(is_packed)
                    row[key] = base64.b64encode(image).decode()
                    union.update(sketch)
                rows.append(row)
            paths.append(f"{check.folder}/theirs-{half}.jsonl")
            write_rows(paths[-1], rows, lg_k)
        report = check.report(*paths)
        for content, both in unions.items():
            viewers, clickers = (union.get_result() for union in both)
            row = report[content]
            assert row["reach"] == round(viewers.get_estimate()), (content, row, str(viewers))
            common = intersection(library, viewers, clickers)
            assert row["unique_clickers"] == round(common.get_estimate()), (content, row, str(common))
            compared += 2
    return f"{compared} estimates"


def write_rows(path, rows, lg_k):
    counts = ("likes", "comments", "shares", "saves", "conversions", "viewable", "anonymous_impressions")
    records = sum(row["impressions"] + row["clicks"] for row in rows)
    notes = {"version": 1, "lg_k": lg_k, "sample": True, "rows": len(rows), "rows_left_out": 0, "ids": 0,
             "settings": [["by", "content"], ["time zone", "UTC"]],
             "accounting": {key: records for key in ("lines", "parsed", "records", "counted")}}
    with open(path, "w") as file:
        for i, row in enumerate(rows):
            row = ({"seenby_sketches": notes} if i == 0 else {}) | row | dict.fromkeys(counts, 0)
            file.write(json.dumps(row) + "\n")


def ours_are_read_back(check):
    whole = check.report(f"{check.folder}/whole.jsonl")
    paths = []
    for half in "ab":
        paths.append(f"{check.folder}/{half}.sketches.jsonl")
        with open(paths[-1], "w") as file:
            file.writelines(json.dumps(row) + "\n" for row in check.rows(half))
    report = check.report(*paths)
    assert set(report) == set(whole), report.keys()
    for content, row in report.items():
        expected = whole[content]
        if 0 < SIZES.get(content, 0) <= 4096:
            assert row["reach"] == expected["reach"], (row, expected)
            assert row["unique_clickers"] == expected["unique_clickers"], (row, expected)
        elif content != "none":
            assert row["reach_error"] > 0, row
            assert abs(row["reach"] / expected["reach"] - 1) < 0.08, (row, expected)
    return f"{len(report)} rows"


def spark_adds_them_up(check):
    for package in ("pyspark", "datasketches"):
        if importlib.util.find_spec(package) is None:
            raise Skipped(f"PyPI does not hand out {package} here")
    if shutil.which("java") is None:
        raise Skipped("there is no Java here")
    import datasketches as library
    from pyspark.sql import SparkSession

    path = f"{check.folder}/sketches.jsonl"
    union = {}
    with open(path, "w") as file:
        for row in check.rows("a") + check.rows("b"):
            file.write(json.dumps(row) + "\n")
            both = union.setdefault(row["content"], (library.theta_union(12), library.theta_union(12)))
            for one, key in zip(both, ("viewers", "clickers")):
                one.update(library.compact_theta_sketch.deserialize(base64.b64decode(row[key])))
    spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
             .config("spark.sql.shuffle.partitions", "2").getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    spark.read.json(path).createOrReplaceTempView("sketches")
    found = spark.sql("""
        SELECT content, sum(impressions) AS impressions,
               theta_sketch_estimate(theta_union_agg(unbase64(viewers))) AS reach,
               theta_sketch_estimate(theta_intersection(
                   theta_union_agg(unbase64(viewers)), theta_union_agg(unbase64(clickers)))
               ) AS unique_clickers
        FROM sketches GROUP BY content""").collect()
    spark.stop()
    assert len(found) == len(SIZES) + 1, found
    for row in found:
        sketches = [one.get_result() for one in union[row.content]]
        sketches[1] = intersection(library, *sketches)
        got = [row.reach, row.unique_clickers]
        assert got == [round(one.get_estimate()) for one in sketches], (row, sketches)
        if 0 < SIZES.get(row.content, 0) <= 4096:
            assert row.reach == SIZES[row.content], row
    return f"{len(found)} rows"


def main(seenby, folder):
    checks = (images_are_the_librarys, theirs_are_read, ours_are_read_back, spark_adds_them_up)
    return run_checks(checks, Check(seenby, folder))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
