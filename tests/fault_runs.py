"""The runs that tests/faults_test disturbs: their folders, arguments and outputs, and how what one
of them has left is judged."""

import gzip
import json
import os
import shutil
import subprocess

TIMEOUT = 30


def expect(holds, message):
    if not holds:
        raise AssertionError(message)


class Folder:
    """The folder of one run, with the command that is run in it."""

    def __init__(self, seenby, path):
        self.seenby = seenby
        self.path = path

    def at(self, name):
        return os.path.join(self.path, name)

    def read(self, name):
        try:
            with open(self.at(name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, name, data):
        with open(self.at(name), "wb") as file:
            file.write(data)

    def run(self, arguments, before=(), environment=None):
        environment = {"PATH": os.environ["PATH"], "TMPDIR": self.path, **(environment or {})}
        return subprocess.run([*before, self.seenby, *arguments], cwd=self.path, env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)

    def total(self, *arguments):
        done = self.run(["-q", "-f", "json", "--columns", "impressions,reach", *arguments])
        expect(done.returncode == 0, done.stderr)
        total = json.loads(done.stdout)["total"]
        return total["impressions"], total["reach"]


def log_lines(first, count, viewers=0):
    return b"".join(b'{"event":"impression","user_id":"u%d","content_id":"c%d"}\n'
                    % (i % viewers if viewers else i, i % 7) for i in range(first, first + count))


# The standard runs: each prepares a folder, has arguments, outputs, and a state or none.

class Run:
    arguments = []
    outputs = ["out.csv"]  # besides stdout
    state = None
    calls = ["openat", "read"]  # among others
    # What the message of a failure may name.
    names = ["out.csv", "log.jsonl", "standard output", "out of memory", "temporary", "thread",
             "rejects", "summary.json", "random"]

    def prepare(self, folder):
        for name in self.outputs:
            folder.write(name, b"old\n")

    def environment(self):
        return {}


class Report(Run):
    arguments = ["-m", "generic", "--threads", "2", "-f", "csv", "-o", "out.csv", "--rejects",
                 "rejects", "--summary", "summary.json", "log.jsonl"]
    outputs = ["out.csv", "rejects", "summary.json"]

    def prepare(self, folder):
        super().prepare(folder)
        folder.write("log.jsonl", log_lines(0, 9000) + b"bad\n")


class Gzip(Run):
    arguments = ["-m", "generic", "-f", "csv", "--by", "content", "log.jsonl.gz"]
    outputs = []

    def prepare(self, folder):
        folder.write("log.jsonl.gz", gzip.compress(log_lines(0, 9000), 1, mtime=0))


class State(Run):
    arguments = ["-m", "generic", "-f", "csv", "-o", "out.csv", "--state", "site.tally",
                 "log.jsonl"]
    state = "site.tally"
    names = [*Run.names, "site.tally"]

    def prepare(self, folder):
        super().prepare(folder)
        folder.write("log.jsonl", log_lines(0, 1000))
        expect(folder.run(["-q", *self.arguments]).returncode == 0, "no state")
        folder.write("out.csv", b"old\n")
        folder.write("log.jsonl", log_lines(0, 1500))


class Spill(Run):
    """3.5 million pairs of viewer and item, of which 32M do not hold the half."""

    arguments = ["-m", "generic", "--threads", "1", "--memory", "32M", "--explode", "items",
                 "--content", ".", "-f", "csv", "-o", "out.csv", "log.jsonl"]
    calls = ["pwrite64", "pread64", "unlink"]

    def prepare(self, folder):
        super().prepare(folder)
        items = ",".join(f'"c{i}"' for i in range(500)).encode()
        folder.write("log.jsonl", b"".join(
            b'{"event":"view","user_id":"u%d","items":[%s]}\n' % (i, items) for i in range(7000)))


RUNS = {"report": Report, "gzip": Gzip, "state": State, "spill": Spill}


class Prepared:
    """A prepared folder, kept as it was, and what a run makes of it."""

    def __init__(self, seenby, kind, path):
        self.kind = kind()
        self.seenby = seenby
        self.origin = Folder(seenby, os.path.join(path, "origin"))
        os.makedirs(self.origin.path)
        self.kind.prepare(self.origin)
        self.folder = Folder(seenby, os.path.join(path, "run"))
        self.restore()
        self.begin = set(os.listdir(self.folder.path))
        self.old = self.outputs()
        done = self.folder.run(self.kind.arguments)
        expect(done.returncode == 0, done.stderr)
        self.new = self.outputs()
        self.stdout = done.stdout

    def restore(self):
        shutil.rmtree(self.folder.path, ignore_errors=True)
        os.mkdir(self.folder.path)
        for name in os.listdir(self.origin.path):
            source, target = self.origin.at(name), self.folder.at(name)
            if name.startswith("log."):
                os.link(source, target)  # never written to
            else:
                shutil.copy2(source, target)

    def outputs(self):
        return {name: self.folder.read(name) for name in self.kind.outputs}

    def judge(self, done, what, may_leave=False, may_be_silent=False):
        errors = done.stderr.decode("utf-8", "backslashreplace")
        expect(done.returncode in (0, 4), f"{what}: exit {done.returncode}: {errors[-300:]}")
        now = self.outputs()
        if done.returncode == 0:
            expect(now == self.new and done.stdout == self.stdout, f"{what}: 0, but not whole")
        else:
            last = errors.splitlines()[-1] if errors else ""
            named = last.startswith("seenby: ") and any(n in last for n in self.kind.names)
            expect(named or may_be_silent, f"{what}: names nothing: '{last}'")
            for name, data in now.items():
                expect(data in (self.old[name], self.new[name]), f"{what}: {name} is neither")
        left = set(os.listdir(self.folder.path)) - self.begin - {f"{self.kind.state}.bak"}
        expect(may_leave or not left, f"{what}: left {left}")
        if self.kind.state:
            self.judge_state(done, what)
        return done.returncode

    def judge_state(self, done, what):
        held = self.folder.total(self.kind.state)
        expect(held in ((1000, 1000), (1500, 1500)), f"{what}: the state has {held}")
        expect(done.returncode != 0 or held == (1500, 1500), f"{what}: 0 with the old state")
        again = self.folder.total("-m", "generic", "--state", self.kind.state, "log.jsonl")
        expect(again == (1500, 1500), f"{what}: the next run has {again}")


def spread(count, most):
    """The numbers 1 to count, or `most` of them evenly, the first and the last among them."""
    if not most or count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (most - 1)) for i in range(most)} if most > 1 else {1})
