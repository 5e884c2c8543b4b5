"""The site's question log: on only where the settings say so, and then patients are told."""

import pytest

from bot.live import LiveBot
from bot.question_log.settings import Keep, LogSettings
from bot.web.conversation import converse
from bot.web.site_log import open_site_log


def test_nothing_is_opened_where_nothing_is_kept(tmp_path):
    with open_site_log(LogSettings(url=f"sqlite:///{tmp_path}/log.db")) as site_log:
        assert site_log is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("keep", "words"), [(Keep.WORDS, "knees bend every day"), (Keep.OUTCOMES, None)])
def test_message_is_written_with_its_thumb_by_the_time_the_log_is_closed(bot, tmp_path, keep, words):
    from bot.question_log.store import Filter, QuestionLog

    url = f"sqlite:///{tmp_path}/log.db"
    with open_site_log(LogSettings(url=url, keep=keep, days=30)) as site_log:
        said = converse(LiveBot(bot), "knees bend every day", recorder=site_log.recorder).said
        assert site_log.recorder.feedback(said.key, 1)
    log = QuestionLog(url)
    entries = list(log.entries(Filter()))
    log.close()
    assert [(entry.key, entry.question, entry.thumb) for entry in entries] == [(said.key, words, 1)]


@pytest.mark.parametrize(("keep", "told"), [(Keep.WORDS, "we keep the questions"), (Keep.OUTCOMES, "is not kept")])
def test_patients_are_told_what_is_kept_and_how_long(bot, tmp_path, keep, told):
    with open_site_log(LogSettings(url=f"sqlite:///{tmp_path}/log.db", keep=keep, days=30)) as site_log:
        notice = site_log.notice(bot.clinic)
    assert told in notice
    assert "30 days" in notice


def test_patients_are_told_in_the_clinics_own_words(bot, tmp_path):
    messages = bot.clinic.messages.model_copy(update={"log_words": "{name} keeps it {days} days."})
    clinic = bot.clinic.model_copy(update={"messages": messages})
    with open_site_log(LogSettings(url=f"sqlite:///{tmp_path}/log.db", keep=Keep.WORDS, days=7)) as site_log:
        assert site_log.notice(clinic) == "Test Clinic keeps it 7 days."
