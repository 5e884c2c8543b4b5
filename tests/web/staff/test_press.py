"""The press: one act at a time, in a thread of its own."""

from threading import Event

import pytest

from bot.staff.errors import PublishError
from bot.web.staff.press import BROKEN, Press
from bot.web.staff.publications import render_progress
from index.errors import CorpusError
from tests.web.test_render import Texts


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def wait(press: Press) -> None:
    """Wait until the act has ended."""
    for _ in range(1_000):
        if not press.is_running:
            return
        Event().wait(0.005)
    raise AssertionError("the act did not end")


def test_act_that_goes_on_tells_how_long_and_forbids_another():
    clock, go_on = Clock(), Event()
    press = Press(clock)
    assert press.progress is None
    press.start("Publishing.", lambda: str(go_on.wait(10)))
    clock.now += 42
    assert press.is_running
    assert Texts(render_progress(press.progress)).found["verdict"] == [
        "Publishing. 42 s so far; patients get answers meanwhile."
    ]
    with pytest.raises(PublishError, match="something else is being published"):
        press.start("Another.", str)
    go_on.set()
    wait(press)
    assert (press.progress.said, press.progress.is_problem) == ("True", False)
    press.start("Another.", lambda: "done")
    wait(press)
    assert press.progress.said == "done"


def test_refusal_is_told_in_its_one_line_and_another_act_may_follow(tmp_path):
    def act() -> str:
        raise CorpusError(tmp_path / "knee.yaml", "<edited>", line=3)

    press = Press()
    press.start("Publishing.", act)
    wait(press)
    assert Texts(render_progress(press.progress)).found["problem"] == [f"{tmp_path}/knee.yaml:3: <edited>"]
    press.start("Another.", lambda: "done")
    wait(press)
    assert press.progress.said == "done"


def test_act_that_breaks_is_logged_and_does_not_count_as_going_on(caplog):
    press = Press()
    press.start("Publishing.", lambda: str(1 // 0))
    wait(press)
    assert (press.progress.said, press.progress.is_problem) == (BROKEN, True)
    assert "ZeroDivisionError" in caplog.text
