"""The machine and the versions that figures were measured with."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

_ASK = """
import json, platform, sys
from importlib.metadata import version
print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in sys.argv[1:]}}))
"""


def machine() -> str:
    """Describe this machine in one line: processor, cores it may use, memory, kernel, and how busy it is."""
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    return (
        f"{_processor()}, {cores} {'core' if cores == 1 else 'cores'}, {pages:.0f} GiB of memory, "
        f"{platform.system()} {platform.release().split('-')[0]}; load average at the start {load:.1f}"
    )


def versions(python: Path, packages: Iterable[str]) -> Mapping[str, str]:
    """Return the versions that an interpreter and its packages have."""
    done = subprocess.run([str(python), "-c", _ASK, *packages], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
