"""Search for input that breaks a way in, guided by coverage (Atheris), a target after another.

    python tools/fuzz.py [--seconds 30] [TARGET…]

Prints a line a target: inputs tried, faults. An input that breaks one is kept in build/fuzz/ and
the exit code is 1. The targets are those of tests/support/fuzzing.py.
"""

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / "build/fuzz"


def search(name: str, seconds: int) -> None:
    """Run one target in this process; Atheris ends it."""
    import atheris  # noqa: PLC0415 - begins to instrument

    with atheris.instrument_imports(include=["progress_report"]):
        from support.fuzzing import TARGETS, seeds  # noqa: PLC0415 - to be instrumented
    corpus = WORK / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-max_len=20000"]
    kept = f"-artifact_prefix={WORK / name}/"
    atheris.Setup([sys.argv[0], *options, kept, "-print_final_stats=1", str(corpus)], TARGETS[name])
    atheris.Fuzz()


def run(seconds: int, name: str) -> "subprocess.CompletedProcess[str]":
    """One target in a process of its own."""
    command = [sys.executable, __file__, "--here", "--seconds", str(seconds), name]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main() -> None:
    """Run the targets, each in a process of its own."""
    sys.path.insert(0, str(ROOT / "tests"))
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    if options.here:
        search(options.targets[0], options.seconds)
        return
    from support.fuzzing import TARGETS  # noqa: PLC0415 - needs the path set above

    names = options.targets or [*TARGETS]
    faults = tried = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, done in zip(names, pool.map(partial(run, options.seconds), names), strict=True):
            found = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
            tried += int(found[1]) if found else 0
            faults += bool(done.returncode)
            print(
                f"{name}: {found[1] if found else '?'} inputs{', a fault' * bool(done.returncode)}"
            )
            if done.returncode:
                sys.stderr.write(done.stderr[-3000:])
    print(f"{len(names)} targets, {tried:,} inputs, {faults} with faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
