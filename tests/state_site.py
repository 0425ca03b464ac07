"""A folder with a state and logs that are written and rotated, for tests/state_test."""

import gzip
import json
import os
import shutil
import subprocess

# What a run may say that meets a rotation, and counts nothing.
REFUSALS = ("was rewritten while it was read; nothing was counted; run again", "no such file")


class Site:
    """A folder with a state and logs, and what was written to them."""

    def __init__(self, seenby, folder):
        self.seenby = seenby
        self.folder = folder
        self.state = self.path("site.tally")
        self.lines = 0
        self.rest = ""  # of a line whose start is written
        self.append("log", 0)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)

    def line(self, second=None):
        number = self.lines
        self.lines += 1
        when = number if second is None else second
        return (f'{{"event":"impression","user_id":"u{number}","content_id":"c{number % 7}",'
                f'"timestamp":{1_700_000_000 + when}}}\n')

    def append(self, name, count, second=None, cut=None):
        """Adds whole lines, and the start of one more when `cut` is given."""
        text = self.rest + "".join(self.line(second) for _ in range(count))
        self.rest = ""
        if cut is not None:
            last = self.line()
            text, self.rest = text + last[:cut], last[cut:]
        with open(self.path(name), "a", encoding="ascii") as file:
            file.write(text)

    def logs(self):
        own = (".tally", ".tally.bak", ".tally.lock", ".tally.new", "fifo")
        return sorted(self.path(name) for name in os.listdir(self.folder) if not name.endswith(own))

    def command(self, logs, *flags):
        return [self.seenby, "-q", "-m", "generic", "--state", self.state, "--by", "content", "-f",
                "json", "--columns", "impressions,reach", *flags, *logs]

    def start(self, logs, *flags):
        return subprocess.Popen(self.command(logs, *flags), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, *flags, logs=None):
        return finish(self.start(self.logs() if logs is None else logs, *flags))

    def check(self, *flags, logs=None, lines=None):
        """One run, after which everything written must be counted once."""
        code, report, errors = self.run(*flags, logs=logs)
        expect(code == 0, f"exit {code}: {errors}")
        self.check_report(report, lines)

    def check_report(self, report, lines=None):
        expected = self.lines - (1 if self.rest else 0) if lines is None else lines
        total = json.loads(report)["total"]
        expect(total["impressions"] == total["reach"] == expected,
               f"{expected} lines, but {total['impressions']} impressions of {total['reach']} viewers")

    def finish_line(self):
        self.append("log", 0)

    # How a log is rotated.

    def shift(self):
        self.finish_line()
        last = 1
        while os.path.exists(self.path(f"log.{last}")):
            last += 1
        for number in range(last, 1, -1):
            os.rename(self.path(f"log.{number - 1}"), self.path(f"log.{number}"))

    def rename(self):
        self.shift()
        os.rename(self.path("log"), self.path("log.1"))
        self.write("log", b"")

    def copytruncate(self):
        self.shift()
        shutil.copyfile(self.path("log"), self.path("log.1"))
        os.truncate(self.path("log"), 0)

    def gzip(self):
        self.rename()
        self.write("packing", gzip.compress(self.read("log.1"), 1))
        os.rename(self.path("packing"), self.path("log.1"))

    def delete_and_recreate(self):
        """The only way in which lines may be lost, so what is there must be counted already."""
        self.finish_line()
        os.remove(self.path("log"))
        self.write("log", b"")

    def restore(self):
        """What was there comes back over what is there, which is kept as log.1."""
        old = self.read("log")
        self.rename()
        self.write("log", old)


def finish(process):
    report, errors = process.communicate(timeout=120)
    return process.returncode, report, errors


def was_refused(code, errors):
    return code == 4 and any(refusal in errors for refusal in REFUSALS)


def expect(holds, message):
    if not holds:
        raise AssertionError(message)
