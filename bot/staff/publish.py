"""Publishing: a reviewed draft goes into the corpus and its index into service, without a restart; and back."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.live import LiveBot
from bot.settings import Settings
from bot.staff.errors import PublishError
from bot.staff.files import Files
from bot.staff.fix import Draft
from bot.staff.handover import Handover, content_hash
from bot.staff.history import Publication, State
from index.article import read_articles
from index.build import OnStart, build
from index.encoder import Encoder
from index.errors import IndexStoreError
from index.manifest import source_hashes
from index.question_bank import question_files
from index.store import Index

LOCK = "lock"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Publisher:
    """Publishes drafts to the bot in service and takes them back, one at a time.

    The site answers with the old index meanwhile. What was published can be taken back in reverse order.

    Attributes:
        live: the bot in service.
        settings: where corpus and index are.
        encoder: the model that the index was built with; safe to call while the bot answers.
        files: does what is done to files.
    """

    live: LiveBot
    settings: Settings
    encoder: Encoder
    files: Files = field(default_factory=Files)

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What was published, oldest first."""
        return self._handover.history.read()

    @property
    def undoable(self) -> Publication | None:
        """What `undo` would take back, or None."""
        return next((each for each in reversed(self.publications) if each.state is State.PUBLISHED), None)

    def publish(self, draft: Draft, *, on_start: OnStart | None = None) -> Publication:
        """Put a draft into the corpus and its index into service.

        Raises:
            PublishError: another one is under way, a file was edited in between, or the disk is full.
            CorpusError: the corpus cannot be used with the draft; nothing was changed.
        """
        with self._alone():
            handover, after = self._handover, draft.after
            self._require_served()
            self._require_as_drafted(draft)
            number = max((each.number for each in self.publications), default=0) + 1
            index = self._built(number, draft.file, after, handover.new_index(number), on_start)
            self._put_aside(handover.new_file(number), after)
            self._put_aside(handover.old_file(number), draft.before)
            publication = Publication(
                number=number,
                time=datetime.now(UTC),
                file=draft.file,
                phrasing=draft.phrasing,
                target=(draft.topic,) if draft.topic is not None else draft.passages,
                is_removal=draft.is_removal,
                diff=draft.diff,
                before=content_hash(handover.old_file(number)),
                after=content_hash(handover.new_file(number)),
                index_before=self.live.current.index.manifest.fingerprint,
                index_after=index.manifest.fingerprint,
                state=State.PUBLISHING,
            )
            self._require_as_drafted(draft)
            self._require_sources(index, {draft.file: publication.after})
            handover.history.add(publication)
            return self._served(handover.forward(publication))

    def undo(self, *, on_start: OnStart | None = None) -> Publication:
        """Take back what was published last: its file reads as before and the index before serves again.

        Raises:
            PublishError: there is nothing to take back, the file was edited since, or another one is under way.
            CorpusError: the corpus cannot be used; nothing was changed.
        """
        with self._alone():
            publication = self.undoable
            if publication is None:
                raise PublishError("nothing was published that could be taken back")
            path = self.settings.corpus / publication.file
            if content_hash(path) != publication.after:
                raise PublishError(f"{publication.file} was edited since it was published; change it by hand")
            self._require_served()
            self._prepare_undo(publication, on_start)
            handover = self._handover
            return self._served(handover.backward(handover.history.mark(publication, State.UNDOING)))

    def finish(self) -> Publication | None:
        """Carry out what was decided and then cut short, and put it into service; None where there is nothing.

        Raises:
            PublishError: another publishing is under way, or the disk is full.
        """
        with self._alone() as finished:
            return finished

    @property
    def _handover(self) -> Handover:
        return Handover(self.settings, self.files)

    @contextmanager
    def _alone(self) -> Iterator[Publication | None]:
        """Let one publishing run at a time, in this process or another, after what an earlier one has left is done."""
        try:
            with only_one(self._handover):
                finished = self._handover.finish()
                if finished:
                    self._served(finished)
                yield finished
        except OSError as error:
            problem = f"publishing stopped ({error}); what was decided is carried out at the next try or start"
            raise PublishError(problem) from error

    def _require_as_drafted(self, draft: Draft) -> None:
        if _read(self.settings.corpus / draft.file) != draft.before:
            raise PublishError(f"{draft.file} was edited since the draft was made; make the draft again")

    def _require_served(self) -> None:
        """Refuse a corpus that somebody has edited since its index was built: that edit is not reviewed here."""
        self._require_sources(self.live.current.index, {})

    def _require_sources(self, index: Index, changed: Mapping[str, str]) -> None:
        """Refuse unless an index was built from the corpus as it is, but for the changed files."""
        found, built = self._sources(changed), index.manifest.sources
        for name in sorted({*found, *built}):
            if found.get(name) != built.get(name):
                raise PublishError(f"{name} was edited since the index was built; restart the site to take it in")

    def _sources(self, changed: Mapping[str, str]) -> dict[str, str]:
        """Hash the corpus as it would be with some files changed, or gone where their hash is empty."""
        now = source_hashes(read_articles(self.settings.corpus), question_files(self.settings.corpus))
        return {name: content for name, content in {**now, **changed}.items() if content}

    def _built(self, number: int, file: str, content: bytes | None, place: Path, on_start: OnStart | None) -> Index:
        """Build the index of the corpus with another content of one file, and bring it to the disk."""
        folder = self._handover.folder(number)
        self.files.make_folder(folder)
        shutil.rmtree(folder / "corpus", ignore_errors=True)
        copy = Path(shutil.copytree(self.settings.corpus, folder / "corpus"))
        self.files.step("copied the corpus")
        try:
            if content is None:
                (copy / file).unlink()
            else:
                (copy / file).parent.mkdir(exist_ok=True)
                (copy / file).write_bytes(content)
            lender, milvus = self.live.current.index, self.settings.milvus
            build(copy, place, self.encoder, on_start=on_start, lender=lender, milvus=milvus)
            self.files.sync(place)
        finally:
            shutil.rmtree(copy)
        return Index.load(place, self.settings.milvus)

    def _put_aside(self, path: Path, content: bytes | None) -> None:
        if content is not None:
            self.files.write(path, content)

    def _prepare_undo(self, publication: Publication, on_start: OnStart | None) -> None:
        """Make sure that the index before is there whole; it is built again where it was not kept or does not fit."""
        kept = self._handover.old_index(publication.number)
        content = _read(self._handover.old_file(publication.number))
        if (content is None) is bool(publication.before):
            raise PublishError(f"{publication.file} as it was before is gone; change it by hand")
        try:
            manifest = Index.load(kept, self.settings.milvus).manifest
            manifest.require_model(self.encoder.card)
            is_fit = manifest.sources == self._sources({publication.file: publication.before})
        except IndexStoreError:
            is_fit = False
        if not is_fit:
            self.files.remove(kept)
            self._built(publication.number, publication.file, content, kept, on_start)

    def _served(self, publication: Publication) -> Publication:
        """Put the index in place into service and tidy up."""
        index = Index.load(self.settings.index, self.settings.milvus)
        self.live.exchange(replace(self.live.current, index=index))
        self._handover.tidy()
        return publication


def repair(settings: Settings) -> Publication | None:
    """Carry out, before a site starts, what a crash has left half published or half taken back.

    The site starts in any case: what cannot be repaired is logged, and its index is built when it does not fit.
    """
    handover = Handover(settings, Files())
    if not handover.root.is_dir():
        return None
    try:
        with only_one(handover):
            return handover.finish()
    except (PublishError, OSError) as error:
        log.error("publications are not repaired: %s", error)  # noqa: TRY400 (one clear line)
        return None


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep publishing out while something else is done with the index; where nothing was ever published, do it at once.

    Raises:
        PublishError: something is being published.
    """
    handover = Handover(settings, Files())
    if not handover.root.is_dir():
        yield
        return
    with only_one(handover):
        yield


@contextmanager
def only_one(handover: Handover) -> Iterator[None]:
    """Hold the lock of publishing, which the kernel lets go when its process ends, however it ends.

    Raises:
        PublishError: somebody else holds it.
    """
    handover.files.make_folder(handover.root)
    lock = FileLock(handover.root / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise PublishError("something else is being published; try again in a minute") from error
    try:
        yield
    finally:
        lock.release()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
