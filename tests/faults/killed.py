"""What is killed: a build, or the writing of the question log, in a process of its own."""

import os
import signal
import sys
import time
from itertools import count
from pathlib import Path

from bot.question_log.recorder import Recorder
from bot.question_log.settings import Keep, LogSettings
from bot.question_log.store import QuestionLog
from index.build import build
from tests.bot.question_log.samples import explained
from tests.doubles import WordEncoder

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod"}
"""Audit events of Python that are raised just before the disk changes; and ``open``, where it is for writing."""


def build_until(corpus: Path, out: Path, last: int) -> None:
    """Build, and be killed just before a change of the disk, counted from 0."""
    changes = count()

    def hook(event: str, arguments: tuple) -> None:
        is_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in CHANGES or is_write) and next(changes) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    build(corpus, out, WordEncoder())


def log_until_killed(file: Path) -> None:
    """Write into a question log, one entry after the other, until somebody kills the process."""
    recorder = Recorder(QuestionLog(f"sqlite:///{file}"), LogSettings(keep=Keep.WORDS))
    while True:
        recorder.record(explained("is it painful"), False)
        time.sleep(0.001)  # without a pause the writer waits for the interpreter after every row
