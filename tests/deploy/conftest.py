"""The bot of the site's tests."""

from tests.web.conftest import bot as bot
