"""docs/operations.md and the files of deploy/ say what the code does."""

import re
import shlex
import sqlite3
import subprocess
import sys

import yaml

from bot.live import LiveBot
from bot.question_log.recorder import Recorder
from bot.question_log.settings import DAYS, URL, Keep, LogSettings
from bot.question_log.store import QuestionLog
from bot.web.metrics import Metrics
from bot.web.serve import FINISH_S
from bot.web.site_settings import PER_MINUTE
from tests.bot.question_log.samples import explained
from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"\bBOT_[A-Z_]+\b")


def told(bot, index):
    """Name every metric that the site tells."""
    (index / "manifest.json").touch()
    counted = Metrics(LiveBot(bot), index=index)
    counted.served("/", 200)
    text = counted.text().decode()
    return {re.split(r"[{ ]", line)[0] for line in text.splitlines() if not line.startswith("#")}


def test_every_variable_of_the_program_is_in_the_table_and_no_other():
    code = [ROOT / "app.py", *(ROOT / "bot").rglob("*.py"), *(ROOT / "index").rglob("*.py")]
    read = {name for path in code for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert set(re.findall(r"^\| `(BOT_[A-Z_]+)` \|", DOCS, re.MULTILINE)) == read
    for value in (URL, str(DAYS), str(PER_MINUTE)):
        assert f"| `{value}` |" in DOCS


def test_every_variable_that_deploy_sets_is_one():
    used = {name for path in DEPLOY.rglob("*") if path.is_file() for name in VARIABLE.findall(path.read_text())}
    assert used
    assert used <= set(VARIABLE.findall(DOCS))


def test_every_file_that_is_named_is_there():
    for name in re.findall(r"`(deploy/[\w./-]+)`", DOCS):
        assert (ROOT / name).exists(), name


def test_every_metric_that_is_named_is_told(bot, tmp_path):
    metrics = told(bot, tmp_path) | {"bot_reply_seconds"}
    named = set(re.findall(r"`((?:bot|process)_[a-z_]+?)(?:\{[a-z,]+\})?`", DOCS.split("## Watching it")[1]))
    assert len(named) > 10
    assert named <= metrics
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"][0]["rules"]
    for rule in rules:
        for name in re.findall(r"\b(?:bot|process)_[a-z_]+", rule["expr"]):
            assert name in metrics, rule["alert"]


def test_a_stop_is_given_longer_than_it_takes():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    grace = int(compose["services"]["bot-1"]["stop_grace_period"].removesuffix("s"))
    unit = (DEPLOY / "systemd" / "patient-faq-bot@.service").read_text()
    needed = FINISH_S + 2
    assert grace > needed
    assert int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]) > needed
    assert f"at most {FINISH_S} s" in DOCS


def test_a_copy_made_while_the_site_writes_is_whole(tmp_path):
    command = re.search(r"^python (-c \"import sqlite3.*)$", DOCS, re.MULTILINE)[1]
    log = QuestionLog(f"sqlite:///{tmp_path}/questions.db")
    recorder = Recorder(log, LogSettings(keep=Keep.WORDS))
    for _ in range(500):
        recorder.record(explained("is it painful"), False)
    subprocess.run([sys.executable, *shlex.split(command)], cwd=tmp_path, check=True)
    recorder.close()
    log.close()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    restored = QuestionLog(f"sqlite:///{tmp_path}/copy.db")
    assert {entry.question for entry in restored.entries()} <= {"is it painful"}
    restored.close()


def test_the_compose_networks_proxy_is_the_one_that_is_trusted():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    nginx = compose["services"]["nginx"]["networks"]["inside"]["ipv4_address"]
    for name in ("bot-1", "bot-2"):
        assert compose["services"][name]["environment"]["BOT_TRUSTED_PROXIES"] == nginx
    assert "BOT_STAFF_PASSWORD" not in compose["services"]["bot-2"]["environment"]
