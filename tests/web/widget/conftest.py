"""The clinic's example pages with the widget: another site than the bot's, as in real life."""

from dataclasses import dataclass

import pytest

from bot.live import LiveBot
from bot.web.site import create_site
from bot.web.site_settings import SiteSettings
from tests.web.conftest import Notebook
from tests.web.hosting import ClinicSite, HostVisit
from tests.web.serving import WIDTHS, served


@dataclass(frozen=True)
class Addresses:
    """Where everything is served; to a browser, 127.0.0.1 and localhost are two sites, and a port makes an origin.

    Attributes:
        bot: the bot.
        sibling: the clinic's pages on the bot's site but another origin, as www.clinic.example and bot.clinic.example.
        elsewhere: the clinic's pages on another site; a private window blocks the frame's storage there.
        stranger: the same pages where nobody has allowed them to embed the bot.
    """

    bot: str
    sibling: str
    elsewhere: str
    stranger: str


@pytest.fixture(scope="module")
def addresses(bot):
    """Serve the clinic's pages, the same for a stranger, and the bot."""
    clinic, copied = ClinicSite(), ClinicSite()
    with served(clinic.site) as sibling, served(copied.site) as stranger:
        elsewhere = sibling.replace("127.0.0.1", "localhost")
        settings = SiteSettings(origins=(sibling, elsewhere), per_minute=10_000)
        with served(create_site(LiveBot(bot), Notebook(), settings=settings)) as address:
            clinic.bot = copied.bot = address
            yield Addresses(address, sibling, elsewhere, stranger)


@pytest.fixture
def visit_page(browser, addresses):
    """Give a function that opens a page of the clinic; in the end, no visit may have a complaint."""
    visits = []

    def visit_page(width: str, name: str = "index", *, host: str = "", script: str = "", **options) -> HostVisit:
        visit = HostVisit(browser, host or addresses.sibling, addresses.bot, width, **options)
        visits.append(visit)
        if script:
            visit.page.add_init_script(script)
        visit.open(f"/{name}.html")
        visit.button.wait_for()
        return visit

    yield visit_page
    for visit in visits:
        visit.leave()
        assert visit.cookies_set == []


@pytest.fixture(params=list(WIDTHS))
def visit(request, visit_page) -> HostVisit:
    return visit_page(request.param)
