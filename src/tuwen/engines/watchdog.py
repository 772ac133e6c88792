"""A program of its own: runs a command that must not outlive whoever started it.

    python watchdog.py GRACE COMMAND ...

It is started in a session of its own, with a pipe for standard input into which nobody writes.
The pipe closes when the starter closes it or dies, by whatever signal. Then the command gets
SIGTERM, and GRACE seconds later SIGKILL. However the command ends, nothing of its process group
is left, this program included. Knows nothing of Tuwen, so that it starts at once.
"""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress


def main() -> None:
    """Run the command until it ends or the pipe closes, then end the group."""
    grace, command = float(sys.argv[1]), sys.argv[2:]
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stay)  # a handler, unlike SIG_IGN, is not inherited
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_starter, args=(process, grace), daemon=True).start()
    code = process.wait()
    with suppress(OSError):  # nobody may be listening any more
        print(f"\nwatchdog: the command ended with status {code}", flush=True)
    _kill_group()


def _stay(number: int, frame: object) -> None:
    """Do nothing: the pipe says when it is time."""


def _end_with_starter(process: "subprocess.Popen[bytes]", grace: float) -> None:
    os.read(sys.stdin.fileno(), 1)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    _kill_group()


def _kill_group() -> None:
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
