"""Runs examples/distributed on 40 shards with faults and compares each tally with the single run's.

A `seenby` before the real one in PATH makes the faults: as its check asks for, it kills the real one
in the middle, takes so long that a worker can be killed while it runs, or is stuck with one shard the
first time.

usage: distributed_check.py SEENBY MAKE_LOG FOLDER [FILTER]
"""
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from check_list import Skipped, run_checks

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples", "distributed")
SHARDS = 40
SEENBY = r"""#!/usr/bin/env bash
case $FAULT-$* in
  kills-*' -o '*)
    "$REAL" "$@" &
    sleep 0.00$((RANDOM % 10))
    if ((RANDOM % 3 == 0)) && kill -KILL $!; then echo "$*" >> "$KILLED"; fi
    wait $!
    exit ;;
  slow-*) sleep 0.5 ;;
  stuck-*shard-20*) if mkdir "$STUCK" 2> /dev/null; then sleep 30; fi ;;
  stuck-*) sleep 0.5 ;;
esac
exec "$REAL" "$@"
"""


class Check:
    def __init__(self, real, make_log, folder):
        self.folder = folder
        self.killed = os.path.join(folder, "killed")
        os.mkdir(f"{folder}/bin")
        with open(f"{folder}/bin/seenby", "w") as wrapper:
            wrapper.write(SEENBY)
        os.chmod(f"{folder}/bin/seenby", 0o755)
        self.environment = dict(
            os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}", REAL=os.path.abspath(real),
            KILLED=self.killed, STUCK=f"{folder}/stuck-once", PYSPARK_PYTHON=sys.executable, SEENBY_MAPPING="generic",
        )
        log = subprocess.run([make_log, "--kind", "flat", "--events", "400000"], check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        lines = log.splitlines(keepends=True)
        paths = [f"{folder}/shard-{i:02}.jsonl" for i in range(SHARDS)]
        for i, path in enumerate(paths):
            with open(path, "wb") as shard:
                shard.writelines(lines[i::SHARDS])
        self.shards = f"{folder}/shards"
        with open(self.shards, "w") as shards:
            shards.writelines(f"{path}\n" for path in paths)
        with open(f"{folder}/whole.jsonl", "wb") as whole:
            whole.write(log)
        self.single = self.seenby(f"{folder}/single", f"{folder}/whole.jsonl")

    def seenby(self, tally, *inputs):
        subprocess.run([self.environment["REAL"], "-q", "-f", "tally", "-o", tally, *inputs],
                       check=True, env=self.environment)
        return open(tally, "rb").read()

    def start(self, fault, *command):
        self.parts = f"{self.folder}/{fault}-{os.path.basename(command[-1])}"
        self.result = f"{self.parts}.result"
        command = [*command, self.shards, self.parts, self.result]
        self.log = open(f"{self.parts}.log", "w+")
        return subprocess.Popen(command, env=dict(self.environment, FAULT=fault),
                                stdout=self.log, stderr=self.log)

    def finish(self, process):
        code = process.wait(timeout=400)
        self.log.seek(0)
        assert code == 0, f"exit code {code}\n{self.log.read()[-4000:]}"
        assert open(self.result, "rb").read() == self.single, "another tally than the single run's"

    def wait_for_parts(self, count):
        until = time.monotonic() + 200
        while time.monotonic() < until:
            if os.path.isdir(self.parts):
                if sum(name.endswith(".tally") for name in os.listdir(self.parts)) >= count:
                    return
            time.sleep(0.02)
        self.log.seek(0)
        raise AssertionError(f"no {count} parts in time\n{self.log.read()[-4000:]}")


def need(package):
    if importlib.util.find_spec(package) is None:
        raise Skipped(f"PyPI does not hand out {package} here")


def need_gnu_parallel():
    try:
        version = subprocess.run(["parallel", "--version"], stdout=subprocess.PIPE, text=True).stdout
    except FileNotFoundError:
        version = ""
    if not version.startswith("GNU parallel"):
        raise Skipped("there is no GNU parallel here")


def descendants(pid):
    """Processes below ours, and what they were started with."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = open(f"/proc/{name}/stat").read()
            words = open(f"/proc/{name}/cmdline").read()
        except OSError:
            continue
        parents[int(name)] = (int(stat.rsplit(")", 1)[1].split()[1]), words)
    found, below = {}, {pid}
    while below:
        below = {child for child, (parent, _) in parents.items() if parent in below}
        found.update({child: parents[child][1] for child in below})
    return found


def parallel_with_killed_runs(check):
    need_gnu_parallel()
    check.finish(check.start("kills", f"{EXAMPLES}/gnu_parallel"))
    killed = len(open(check.killed).readlines()) if os.path.exists(check.killed) else 0
    assert killed > 0, "nothing was killed"
    return f"{killed} runs killed"


def slurm_tasks_with_killed_runs(check):
    """As Slurm would run them, each until it succeeds; there is no Slurm here."""
    parts, result = f"{check.folder}/slurm", f"{check.folder}/slurm.result"
    tries = 0
    for task in range(1, SHARDS + 2):
        job = [f"{EXAMPLES}/slurm_job", check.shards, parts, *([result] if task > SHARDS else [])]
        environment = dict(check.environment, FAULT="kills", SLURM_SUBMIT_DIR=EXAMPLES,
                           SLURM_ARRAY_TASK_ID=str(task))
        code = None
        while code != 0 and tries < 400:
            code = subprocess.run(job, env=environment, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode
            tries += 1
    assert open(result, "rb").read() == check.single, "another tally than the single run's"
    return f"{SHARDS + 1} tasks in {tries} tries"


def dask_with_a_killed_worker(check):
    need("distributed")
    from dask.distributed import Client, LocalCluster

    os.environ.update(check.environment, FAULT="slow")
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            pids = list(client.run(os.getpid).values())
            check_run = check.start("slow", sys.executable, "-B", f"{EXAMPLES}/dask_tally.py",
                                    cluster.scheduler_address)
            check.wait_for_parts(7)
            os.kill(pids[0], signal.SIGKILL)
            check.finish(check_run)
            left = set(client.run(os.getpid).values())
    assert pids[0] not in left and set(pids[1:]) <= left, "another worker than ours ended"
    return "1 of 3 workers killed after 7 shards"


class Spark:
    """Spark jobs, and what their event logs say of them."""

    def __init__(self, check, name):
        need("pyspark")
        if shutil.which("java") is None:
            raise Skipped("there is no Java here")
        self.check = check
        self.home = os.path.dirname(importlib.util.find_spec("pyspark").origin)
        self.events = f"{check.folder}/{name}"
        os.mkdir(self.events)

    def start(self, fault, **settings):
        settings = {
            "spark.executor.memory": "512m",
            "spark.speculation": "true",
            "spark.speculation.interval": "100ms",
            "spark.speculation.quantile": "0.5",
            "spark.task.maxFailures": "10",
            "spark.ui.enabled": "false",
            "spark.local.dir": self.check.folder,
            "spark.eventLog.enabled": "true",
            "spark.eventLog.compress": "false",
            "spark.eventLog.dir": f"file://{self.events}",
        } | settings
        words = [word for setting in settings.items() for word in ("--conf", "=".join(setting))]
        return self.check.start(fault, f"{self.home}/bin/spark-submit", *words,
                                f"{EXAMPLES}/spark_tally.py")

    def kill_an_executor(self, *parents):
        executors = [pid for parent in parents for pid, words in descendants(parent).items()
                     if "CoarseGrainedExecutorBackend" in words and "java" in words.split("\0")[0]]
        assert len(executors) == 3, f"{len(executors)} executors"
        os.kill(executors[0], signal.SIGKILL)

    def count(self, *said):
        """Lines of the event log that have all of these texts."""
        logs = [os.path.join(folder, name) for folder, _, names in os.walk(self.events)
                for name in names]
        lines = [line for log in logs for line in open(log)]
        assert lines, "no event log"
        return sum(all(text in line for text in said) for line in lines)

    def expect_a_lost_executor(self):
        lost = self.count('"SparkListenerTaskEnd"', '"ExecutorLostFailure"')
        assert lost > 0, "no task was lost with the executor"
        return f"{lost} task{'s' * (lost > 1)} lost"


def spark_with_a_killed_executor(check):
    spark = Spark(check, "local_cluster_events")
    job = spark.start("slow", **{"spark.master": "local-cluster[3,1,1024]"})
    check.wait_for_parts(7)
    spark.kill_an_executor(job.pid)
    check.finish(job)
    return f"local-cluster, 1 of 3 executors killed after 7 shards, {spark.expect_a_lost_executor()}"


def spark_with_a_second_attempt(check):
    """Spark starts it on another host only, so each worker has an address of its own."""
    spark = Spark(check, "hosts_events")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    daemons = []
    deploy = "org.apache.spark.deploy"

    def start(host, *words):
        log = open(f"{check.folder}/{host}-{len(daemons)}.log", "w")
        environment = dict(check.environment, SPARK_LOCAL_IP=host, SPARK_DAEMON_MEMORY="256m",
                           FAULT="stuck")
        daemons.append(subprocess.Popen(
            [f"{spark.home}/bin/spark-class", *words, "--host", host, "--webui-port", "0"],
            env=environment, stdout=log, stderr=log))

    try:
        start("127.0.0.1", f"{deploy}.master.Master", "--port", str(port))
        wait_for_port(port)
        for host in ("127.0.0.1", "127.0.0.2", "127.0.0.3"):
            start(host, f"{deploy}.worker.Worker", f"spark://127.0.0.1:{port}", "--cores", "1",
                  "--memory", "600m", "--work-dir", f"{check.folder}/work-{host}")
        job = spark.start("stuck", **{"spark.master": f"spark://127.0.0.1:{port}",
                                      "spark.driver.host": "127.0.0.1"})
        check.wait_for_parts(7)
        spark.kill_an_executor(*(daemon.pid for daemon in daemons[1:]))
        check.finish(job)
    finally:
        for daemon in daemons:
            daemon.terminate()
        for daemon in daemons:
            daemon.wait(timeout=60)
    started = spark.count('"SparkListenerTaskStart"', '"Speculative":true')
    assert started > 0, "no second attempt was started"
    won = spark.count('"SparkListenerTaskEnd"', '"Speculative":true', '"Reason":"Success"')
    assert won > 0, "the second attempt of a task that is stuck did not end first"
    return (f"3 workers, 1 executor killed, {spark.expect_a_lost_executor()}; {started} second "
            f"attempts, {won} ended first")


def wait_for_port(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("no Spark master in time")


def attempts_side_by_side_leave_one_part(check):
    parts = f"{check.folder}/side_by_side"
    os.mkdir(parts)
    attempts = [subprocess.Popen([f"{EXAMPLES}/count_shard", f"{check.folder}/shard-00.jsonl", parts],
                                 env=dict(check.environment, FAULT="slow"), stdout=subprocess.PIPE)
                for _ in range(4)]
    printed = {attempt.communicate()[0].decode().strip() for attempt in attempts}
    assert len(printed) == 1 and not any(attempt.returncode for attempt in attempts), printed
    assert [f"{parts}/{name}" for name in os.listdir(parts)] == list(printed), os.listdir(parts)
    expected = check.seenby(f"{check.folder}/alone", f"{check.folder}/shard-00.jsonl")
    assert open(printed.pop(), "rb").read() == expected
    return "4 attempts"


def missing_and_repeated_shards_are_refused(check):
    parts = f"{check.folder}/some"
    os.mkdir(parts)
    environment = dict(check.environment, FAULT="none")

    def refused(shards, about):
        with open(f"{check.folder}/listed", "w") as listed:
            listed.writelines(f"{shard}\n" for shard in shards)
        done = subprocess.run([f"{EXAMPLES}/check_parts", listed.name, parts], env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert (done.returncode, bool(done.stdout)) == (int(about is not None), about is None), done
        assert about is None or about in done.stderr, done.stderr

    one, other, copy = (f"{check.folder}/{name}" for name in ("shard-00.jsonl", "shard-01.jsonl", "copy"))
    nothing = [f"{check.folder}/nothing-{i}" for i in range(2)]
    shutil.copy(one, copy)
    for shard in nothing:
        open(shard, "w").close()
    for shard in (one, copy, *nothing):
        subprocess.run([f"{EXAMPLES}/count_shard", shard, parts], env=environment, check=True,
                       stdout=subprocess.DEVNULL)
    refused([one, *nothing], None)
    refused([one, other], "no part of these shards:\n  " + other)
    refused([one, one], "listed twice")
    refused([one, copy], "shards of equal content")
    failed = subprocess.run([f"{EXAMPLES}/count_shard", f"{copy}.gone", parts], env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert failed.returncode == 4 and not failed.stdout, failed
    assert len(os.listdir(parts)) == 4, os.listdir(parts)
    empty = subprocess.run([f"{EXAMPLES}/add_up", f"{parts}/sum"], env=environment,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert empty.returncode == 2 and not empty.stdout, empty
    return "5 refusals"


CHECKS = [
    attempts_side_by_side_leave_one_part,
    missing_and_repeated_shards_are_refused,
    parallel_with_killed_runs,
    slurm_tasks_with_killed_runs,
    dask_with_a_killed_worker,
    spark_with_a_killed_executor,
    spark_with_a_second_attempt,
]


def main(seenby, make_log, folder, wanted=""):
    wanted_checks = [check for check in CHECKS if wanted in check.__name__]
    return run_checks(wanted_checks, Check(seenby, make_log, folder))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
