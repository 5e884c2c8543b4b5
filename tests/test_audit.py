"""The audit's verdict: red for a known vulnerability, and for nothing else."""

import importlib.util
import json
import subprocess

import pytest

from tests.conftest import ROOT


@pytest.fixture
def audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FINE = {"name": "fine", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "2.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "local", "skip_reason": "not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        ([FINE], (0, "audited: no known vulnerability in 1 packages")),
        ([FINE, SKIPPED], (0, "audited: no known vulnerability in 1 packages, 1 could not be asked for")),
        ([FINE, BAD, SKIPPED], (1, "known vulnerabilities:\nbad 2.0: CVE-1, fixed in 2.1")),
        ([SKIPPED], (0, "not audited: PyPI has no advisories to give here")),
    ],
)
def test_verdict(audit, packages, expected):
    assert audit.verdict({"dependencies": packages}) == expected


@pytest.mark.parametrize("error", [OSError(), json.JSONDecodeError("", "", 0), subprocess.TimeoutExpired("pip", 1)])
def test_what_cannot_be_asked_fails_only_where_that_is_wanted(audit, monkeypatch, capsys, error):
    def fail():
        raise error

    monkeypatch.setattr(audit, "read_report", fail)
    assert audit.main([]) == 0
    assert capsys.readouterr().out.startswith("not audited: ")
    assert audit.main(["--strict"]) == 1


def test_a_finding_fails_and_a_clean_report_does_not(audit, monkeypatch):
    for package, status in ((BAD, 1), (FINE, 0)):
        monkeypatch.setattr(audit, "read_report", lambda package=package: {"dependencies": [package]})
        assert audit.main(["--strict"]) == status
