"""What all tests share: no network, tiny corpora, and for slow tests the real model and the real index."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from build_index import run
from index.build import build, is_stale
from index.export import exported
from index.manifest import read_manifest
from index.onnx_encoder import OnnxEncoder
from index.store import Index
from tests.doubles import WordEncoder
from tests.web.serving import CHROMIUM, ONE_PROCESS, ONLY_HERE
from tests.weighed import WeighedOnce

ROOT = Path(__file__).parent.parent
CORPORA = Path(__file__).parent / "corpora"
LOCAL = {"localhost", "127.0.0.1", "::1", "", None}


LONG = ("slow", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: no process is left with one when the others have nothing more to do."""
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in LONG)}
    items.sort(key=lambda item: item.path not in long)


class NetworkBlockedError(Exception):
    """A test reached for the network."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets reach this machine alone."""
    resolve = socket.getaddrinfo

    def guarded(act: Callable) -> Callable:
        def checked(self: socket.socket, address: object) -> object:
            if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOCAL:
                raise NetworkBlockedError(f"a test tried to reach {address[0]}")
            return act(self, address)

        return checked

    def resolve_local(host: object, *rest: object, **options: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOCAL:
            raise NetworkBlockedError(f"a test tried to resolve {name}")
        return resolve(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", resolve_local)
        yield


@pytest.fixture(scope="session", autouse=True)
def weighed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[WeighedOnce]:
    """Let all bots of one model share an urgent check."""
    own = tmp_path_factory.getbasetemp()
    once = WeighedOnce(own if worker_id == "master" else own.parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.answer.UrgentCheck", once)
        yield once


@pytest.fixture
def word_encoder() -> WordEncoder:
    """Encode by word counts; counts what it encodes."""
    return WordEncoder()


@pytest.fixture
def orchids(tmp_path: Path) -> Path:
    """Copy a corpus of two articles, one with a question bank, and four topics; a test may change it."""
    return Path(shutil.copytree(CORPORA / "orchids", tmp_path / "orchids"))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Copy a corpus of one article without a question bank; a test may change it."""
    return Path(shutil.copytree(CORPORA / "plain", tmp_path / "plain"))


@pytest.fixture
def write_corpus(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes texts or bytes by file name into a corpus folder, emptied first."""

    def write(files: dict[str, str | bytes]) -> Path:
        corpus = tmp_path / "corpus"
        shutil.rmtree(corpus, ignore_errors=True)
        for name, content in files.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return corpus

    return write


@pytest.fixture(scope="session")
def real_corpus() -> Path:
    """Name the corpus that the clinic publishes; read it only."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def real_index_folder(real_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name an up-to-date index of the real corpus: the checkout's, or one built now in two minutes; read it only."""
    built = ROOT / "var" / "index"
    manifest = exported(built)
    if not manifest or is_stale(built, real_corpus, manifest.model):
        built = tmp_path_factory.mktemp("var") / "index"
        run(Settings(real_corpus, built))
    return built


@pytest.fixture(scope="session")
def real_encoder(real_index_folder: Path) -> OnnxEncoder:
    """Load the encoder that the real index brings; for tests marked slow."""
    return OnnxEncoder.load(real_index_folder, read_manifest(real_index_folder))


@pytest.fixture(scope="session")
def real_index(real_index_folder: Path) -> Index:
    """Load the index of the real corpus; for tests marked slow."""
    return Index.load(real_index_folder)


@pytest.fixture(scope="session")
def orchid_index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name an index of the orchids, built by word counts; read it only."""
    folder = tmp_path_factory.mktemp("orchids") / "index"
    build(CORPORA / "orchids", folder, WordEncoder())
    return folder


@pytest.fixture
def orchid_index(orchid_index_folder: Path) -> Index:
    """Load the index of the orchids."""
    return Index.load(orchid_index_folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser of the machine; a test that uses it is marked ``browser``."""
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH")
    # Playwright runs one loop in a process: whoever starts a second one fails.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", ONLY_HERE, ONE_PROCESS])
        yield browser
        browser.close()
