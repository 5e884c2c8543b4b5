"""The site's settings: what is read from the environment, and what is refused in one line."""

from ipaddress import ip_network

import pytest

from bot.web.site_settings import PER_MINUTE, SiteSettings
from index.errors import SettingsError


def test_nothing_set_means_nobody_embeds_nobody_is_trusted_and_there_are_no_metrics():
    assert SiteSettings.read({}) == SiteSettings((), (), PER_MINUTE, "")


def test_lists_are_separated_by_spaces_or_commas():
    read = SiteSettings.read(
        {
            "BOT_ORIGINS": "https://clinic.example, http://localhost:8000",
            "BOT_TRUSTED_PROXIES": "10.0.0.5 fd00::/8",
            "BOT_PER_MINUTE": "7",
            "BOT_METRICS_TOKEN": "a-token-of-the-clinic",
        }
    )
    assert read.origins == ("https://clinic.example", "http://localhost:8000")
    assert read.proxies == (ip_network("10.0.0.5/32"), ip_network("fd00::/8"))
    assert (read.per_minute, read.metrics_token) == (7, "a-token-of-the-clinic")


def test_the_token_is_not_in_the_repr():
    assert "a-token-of" not in repr(SiteSettings.read({"BOT_METRICS_TOKEN": "a-token-of-the-clinic"}))


@pytest.mark.parametrize(
    "value",
    ["*", "clinic.example", "https://clinic.example/path", "https://clinic.example/", "https://a.example;script-src",
     "https://*.example", "https://user@clinic.example", "https://clinic.example:port", "https://", "ftp://a.example"],
)  # fmt: skip
def test_an_origin_that_is_none_is_refused(value):
    with pytest.raises(SettingsError, match=r"BOT_ORIGINS holds .* expected addresses like https://clinic"):
        SiteSettings.read({"BOT_ORIGINS": value})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BOT_TRUSTED_PROXIES", "nginx", "expected addresses like 10.0.0.5"),
        ("BOT_PER_MINUTE", "0", "from 1 to 100000"),
        ("BOT_PER_MINUTE", "many", "from 1 to 100000"),
        ("BOT_METRICS_TOKEN", "short", "has 5 characters; expected at least 16"),
    ],
)
def test_other_values_that_cannot_be_used_are_refused(name, value, expected):
    with pytest.raises(SettingsError, match=expected):
        SiteSettings.read({name: value})
