"""Runs a command and writes how long it took and the most memory it had: ``python -S spawn.py RESULT COMMAND ...``.

A process of its own, because Linux counts what the parent had resident towards its child's peak; this one has little.
"""

import json
import os
import sys
import time


def main(result: str, command: list[str]) -> int:
    """Run a command with this process's streams and return its exit status."""
    started = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    seen = {"seconds": time.monotonic() - started, "peak_mb": usage.ru_maxrss / 1024}
    with open(result, "w", encoding="utf-8") as file:  # noqa: PTH123 (pathlib would be most of this process)
        json.dump(seen, file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
