"""A list of checks, each a function that returns what it saw, run one by one; for scripts that
compare seenby with other programs, which may not be there.
"""
import subprocess


class Skipped(Exception):
    """What a check needs is not there."""


def run_checks(checks, subject):
    """Calls each check with `subject`, says how it ended, and returns the exit code: not 0 where there is none."""
    failed = passed = 0
    for check in checks:
        name = check.__name__.replace("_", " ")
        try:
            print(f"passed {name}: {check(subject)}", flush=True)
            passed += 1
        except Skipped as why:
            print(f"SKIPPED {name}: {why}", flush=True)
        except (AssertionError, subprocess.SubprocessError) as problem:
            print(f"FAILED {name}: {problem}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0 or not checks)
