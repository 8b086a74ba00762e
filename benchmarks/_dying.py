"""The command line in a process that kills itself at its nth act upon files once new results are to be put in place.

    python -m benchmarks._dying MOMENT WORDS...

An audit hook sees every renaming and removing of a file, and every folder that is made or removed. It counts from the moment
at which the plan of what is to be put in place is written. MOMENT 0 kills nothing, and the last line of standard error says how
many acts there were.
"""

from __future__ import annotations

import os
import signal
import sys

ACTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}


def main(moment: int, words: list[str]) -> None:
    acts = [0]
    armed = [False]

    def hook(event: str, arguments: tuple) -> None:
        if event == "os.rename" and str(arguments[1]).endswith("/.plan"):
            armed[0] = True
        if armed[0] and event in ACTS and ".rekindle-" in str(arguments[0]) + str(arguments[1:2]):
            acts[0] += 1
            if acts[0] == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    sys.argv = ["rekindle", *words]
    from rekindle.cli.app import main as command

    try:
        command()
    finally:
        print(f"\nacts: {acts[0]}", file=sys.stderr)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
