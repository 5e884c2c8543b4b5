import pytest

from bot.question_log.settings import Keep, LogSettings
from index.errors import SettingsError


def test_without_any_variable_nothing_is_kept():
    assert LogSettings.read({}) == LogSettings("sqlite:///var/questions.db", Keep.NOTHING, 90)


def test_every_variable_is_read_and_blanks_and_capitals_do_not_matter():
    environ = {"BOT_LOG_KEEP": " Words ", "BOT_LOG_URL": "postgresql+psycopg://h/d", "BOT_LOG_DAYS": "7"}
    assert LogSettings.read(environ) == LogSettings("postgresql+psycopg://h/d", Keep.WORDS, 7)


def test_an_empty_variable_counts_as_unset():
    assert LogSettings.read({"BOT_LOG_KEEP": "", "BOT_LOG_URL": " ", "BOT_LOG_DAYS": ""}) == LogSettings()


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"BOT_LOG_KEEP": "all"}, "BOT_LOG_KEEP is 'all'; expected one of nothing, outcomes, words"),
        ({"BOT_LOG_DAYS": "0"}, "BOT_LOG_DAYS is '0'; expected a whole number of days from 1 to 36500"),
        ({"BOT_LOG_DAYS": "-3"}, "BOT_LOG_DAYS is '-3'"),
        ({"BOT_LOG_DAYS": "a week"}, "BOT_LOG_DAYS is 'a week'"),
        ({"BOT_LOG_DAYS": "99999999999"}, "from 1 to 36500"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named_with_what_was_expected(environ, message):
    with pytest.raises(SettingsError, match=message) as raised:
        LogSettings.read(environ)
    assert "\n" not in str(raised.value)


def test_the_database_password_is_not_in_the_repr():
    assert "secret" not in repr(LogSettings("postgresql+psycopg://user:secret@host/db"))
