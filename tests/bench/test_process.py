"""Fresh processes: what they took and had is theirs, not their parent's; one that fails is told."""

import sys

import pytest

from bench import process
from bench.memory import peak_mb
from bench.process import BenchError, command, environment, site, work
from bench.worker import Job


def test_memory_and_time_are_the_commands_own():
    ballast = bytearray(120 * 2**20)
    small, large = command("-c", "import time; time.sleep(0.3)"), command("-c", "bytearray(90 * 2**20)")
    assert len(ballast) / 2**20 < peak_mb()
    assert small.seconds >= 0.3
    assert small.peak_mb < 40
    assert 90 < large.peak_mb < 130


def test_a_command_that_fails_is_told_with_its_last_words():
    with pytest.raises(BenchError, match="ended with 3"):
        command("-c", "import sys; sys.exit(3)")


def test_a_worker_that_fails_is_told_with_its_last_words():
    with pytest.raises(BenchError, match=r"No module named 'bench\.systems\.nobody'"):
        work(sys.executable, Job("nobody", "", "", 0.0))


def test_a_site_that_does_not_come_up_is_told():
    with pytest.raises(BenchError, match="did not come up"):
        site("is it sore", "-c", "pass")


def test_a_site_is_measured_until_it_is_well_and_after_a_reply(tmp_path):
    program = tmp_path / "site.py"
    program.write_text(
        """
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404); self.end_headers()
    def do_POST(self):
        global kept
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        kept = bytearray(70 * 2**20)
        self.send_response(200 if self.path == "/api/ask" and b"is it sore" in asked else 404); self.end_headers()
time.sleep(0.5)
HTTPServer(("127.0.0.1", int(sys.argv[-1])), Site).serve_forever()
""",
        encoding="utf-8",
    )
    found = site("is it sore", str(program))
    assert 0.5 <= found.seconds < 30
    assert found.peak_mb > 70
    with pytest.raises(BenchError, match="status 404"):
        site("is it numb", str(program))


def test_the_bots_settings_and_the_network_stay_outside(monkeypatch):
    monkeypatch.setenv("BOT_LOG_KEEP", "words")
    found = environment()
    assert "BOT_LOG_KEEP" not in found
    assert found["HF_HUB_OFFLINE"] == "1"
    assert found["PYTHONPATH"] == str(process.ROOT)
