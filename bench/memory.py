"""Peak memory of a process, as Linux counts it since the process's program was started."""

from pathlib import Path

KB_IN_MB = 1024


def peak_mb(process: int | str = "self") -> float:
    """Return the most memory that a process has had resident, in MB.

    `resource.getrusage` would count what a larger parent had resident when it started the process.
    """
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / KB_IN_MB
