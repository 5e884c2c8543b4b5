"""Ask whether a pinned package has a known vulnerability: ``make audit``, and with it ``make check``.

The advisories come from PyPI, so they need a network. Where PyPI cannot be asked, that is said and nothing fails: a
check that turns red for want of a network says nothing about the code. ``--strict`` fails then too; a release should be
audited so.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".audit"
TOOL = "pip-audit==2.10.1"
"""In an environment of its own: it brings two dozen packages that nobody who runs the bot needs."""

LIMIT_S = 120


def main(arguments: list[str]) -> int:
    """Audit constraints.txt and return the exit status."""
    try:
        report = read_report()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        status, line = 0, f"not audited: pip-audit cannot be installed or run here ({type(error).__name__})"
    else:
        status, line = verdict(report)
    sys.stdout.write(line + "\n")
    return status or ("--strict" in arguments and line.startswith("not audited"))


def read_report() -> dict[str, Any]:
    """Run pip-audit on the pins alone; nothing is resolved or built."""
    if not (HOME / "bin" / "pip-audit").exists():
        venv.create(HOME, with_pip=True)
        options = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "5"]
        command = [HOME / "bin" / "pip", "install", *options, TOOL]
        subprocess.run(command, check=True, timeout=LIMIT_S, capture_output=True)  # noqa: S603 (nothing from outside)
    pins = ["--requirement", ROOT / "constraints.txt", "--no-deps", "--disable-pip"]
    command = [HOME / "bin" / "pip-audit", *pins, "--format", "json", "--progress-spinner", "off", "--timeout", "5"]
    done = subprocess.run(command, check=False, timeout=LIMIT_S, capture_output=True, text=True)  # noqa: S603 (as above)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def verdict(report: dict[str, Any]) -> tuple[int, str]:
    """Judge a report: 1 and what was found, or 0 and what was asked."""
    packages = report["dependencies"]
    asked = [package for package in packages if "skip_reason" not in package]
    found = [
        f"{package['name']} {package['version']}: {each['id']}, fixed in {', '.join(each['fix_versions']) or 'nothing'}"
        for package in asked
        for each in package["vulns"]
    ]
    if found:
        return 1, "\n".join(["known vulnerabilities:", *found])
    if not asked:
        return 0, "not audited: PyPI has no advisories to give here"
    left_out = f", {len(packages) - len(asked)} could not be asked for" if len(asked) < len(packages) else ""
    return 0, f"audited: no known vulnerability in {len(asked)} packages{left_out}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
