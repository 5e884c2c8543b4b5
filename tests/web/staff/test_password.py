"""The staff's password: where it comes from, and that nobody can read it again."""

from pathlib import Path

import pytest

import app
from bot.settings import Settings
from bot.web.staff.password import StaffPassword
from index.errors import SettingsError

LONG = "twelve chars"


def test_password_matches_itself_alone():
    password = StaffPassword("näht & knöpfe 12")
    assert password.matches("näht & knöpfe 12")
    for attempt in ("", "näht & knöpfe 1", "näht & knöpfe 12 ", "\ud83d", "x" * 10_000):
        assert not password.matches(attempt)


@pytest.mark.parametrize("environ", [{}, {"BOT_STAFF_PASSWORD": ""}])
def test_without_a_password_there_is_none(environ):
    assert StaffPassword.read(environ) is None


def test_password_is_read_from_the_environment():
    assert StaffPassword.read({"BOT_STAFF_PASSWORD": LONG}).matches(LONG)


def test_short_password_is_refused_without_being_repeated():
    with pytest.raises(SettingsError, match=r"^BOT_STAFF_PASSWORD has 11 characters; expected at least 12") as raised:
        StaffPassword.read({"BOT_STAFF_PASSWORD": LONG[:-1]})
    assert "twelve" not in str(raised.value)


def test_site_does_not_start_with_a_short_password(tmp_path: Path):
    with pytest.raises(SettingsError, match="BOT_STAFF_PASSWORD has 5 characters"):
        app.run(Settings(tmp_path, tmp_path), "127.0.0.1", 0, {"BOT_STAFF_PASSWORD": "short"})


def test_password_cannot_be_read_from_the_object():
    password = StaffPassword(LONG)
    assert LONG not in repr(password)
    assert LONG not in repr(vars(password))
    assert vars(password)["_hash"] != vars(StaffPassword(LONG))["_hash"]
