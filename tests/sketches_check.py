"""Compares the images of -f sketches with those that the DataSketches library makes of the same
viewers, and what Spark's theta_union_agg says of two halves with what the library says.

usage: sketches_check.py SEENBY FOLDER
"""
import base64
import importlib.util
import json
import os
import shutil
import subprocess
import sys

# Viewers in reach of each content, of whom every third clicks; 2^12 fit into a sketch.
SIZES = {"one": 1, "two": 2, "three": 3, "fits": 4096, "over": 4097, "many": 20000}


class Skipped(Exception):
    pass


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
            if content == "none":
                viewers = []
            for key, seen, column in (("viewers", viewers, "reach"),
                                      ("clickers", viewers[::3], "unique_clickers")):
                image = base64.b64decode(row[key])
                theirs = library.compact_theta_sketch.deserialize(image)
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
                if is_sampled:
                    assert round(theirs.get_estimate()) == row[column], (content, key, flags)
                else:
                    assert row[column] == len(seen), (content, key, flags)
                    assert theirs.get_estimate() == estimate, (content, key, flags)
                compared += 1
    return f"{compared} images"


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
               theta_sketch_estimate(theta_union_agg(unbase64(clickers))) AS unique_clickers
        FROM sketches GROUP BY content""").collect()
    spark.stop()
    assert len(found) == len(SIZES) + 1, found
    for row in found:
        sketches = [one.get_result() for one in union[row.content]]
        got = [row.reach, row.unique_clickers]
        assert got == [round(one.get_estimate()) for one in sketches], (row, sketches)
        if 0 < SIZES.get(row.content, 0) <= 4096:
            assert row.reach == SIZES[row.content], row
    return f"{len(found)} rows"


def main(seenby, folder):
    check = Check(seenby, folder)
    failed = passed = 0
    for one in (images_are_the_librarys, spark_adds_them_up):
        name = one.__name__.replace("_", " ")
        try:
            print(f"passed {name}: {one(check)}", flush=True)
            passed += 1
        except Skipped as why:
            print(f"SKIPPED {name}: {why}", flush=True)
        except (AssertionError, subprocess.SubprocessError) as problem:
            print(f"FAILED {name}: {problem}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
