"""docs/operations.md and the files of deploy/ say what the code does."""

import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from urllib.parse import urlsplit

import yaml

from bot.live import LiveBot
from bot.question_log.recorder import Recorder
from bot.question_log.settings import DAYS, URL, Keep, LogSettings
from bot.question_log.store import QuestionLog
from bot.web.metrics import Metrics
from bot.web.serve import FINISH_S
from bot.web.site_settings import PER_MINUTE
from index.milvus_address import MilvusAddress
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


def merged():
    """Merge the compose files as docker does: what the second one says goes over the first, mapping by mapping."""

    def over(one, other):
        if isinstance(one, dict) and isinstance(other, dict):
            return {**one, **{name: over(one.get(name), value) for name, value in other.items()}}
        if isinstance(one, list) and isinstance(other, list):
            return one + other
        return other

    files = ("compose.yaml", "compose-milvus.yaml")
    return over(*(yaml.safe_load((DEPLOY / name).read_text()) for name in files))


def test_the_replicas_and_who_builds_for_them_share_one_milvus():
    services = merged()["services"]
    asking = [services[name] for name in ("index", "bot-1", "bot-2")]
    addresses = {service["environment"]["BOT_VECTORS"] for service in asking}
    assert len(addresses) == 1
    host = urlsplit(MilvusAddress.read(addresses.pop()).uri).hostname
    assert services[host]["command"] == ["milvus", "run", "standalone"]
    assert all("inside" in service["networks"] for service in (*asking, services[host]))
    assert "ports" not in services[host]
    assert {service["image"] for service in asking} == {"patient-faq-bot-milvus"}
    extras = {extra for service in asking for extra in service["build"]["args"]["EXTRAS"].strip("[]").split(",")}
    assert extras <= set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])
    assert "milvus" in extras


def test_the_replicas_wait_for_the_index_and_only_read_it():
    services = merged()["services"]
    assert services["index"]["entrypoint"] == ["python", "build_index.py"]
    assert services["index"]["volumes"] == ["index:/app/var"]
    for name in ("bot-1", "bot-2"):
        assert services[name]["depends_on"]["index"]["condition"] == "service_completed_successfully"
        assert "index:/app/var:ro" in services[name]["volumes"]
        assert services[name]["environment"]["BOT_LOG_URL"].startswith("${BOT_LOG_URL:?")
        assert services[name]["environment"]["BOT_TRUSTED_PROXIES"]
        assert services[name]["read_only"]


def test_every_image_and_every_volume_of_compose_is_named():
    compose = merged()
    used = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", ())}
    assert {name for name in used if not name.startswith(".")} == set(compose["volumes"])
    for name, service in compose["services"].items():
        assert "build" in service or re.search(r":v?\d+[\w.-]*$", service["image"]), name
    for service in compose["services"].values():
        for each in service.get("configs", ()):
            assert each["source"] in compose["configs"]
