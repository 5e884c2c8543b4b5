"""Gradio's application: what it does beside answering."""

import httpx

from bot.live import LiveBot
from bot.web.chat import build_chat
from bot.web.gradio_app import serve_blocks, waiting
from tests.web.queue_client import QueueClient
from tests.web.serving import served


def test_no_list_of_messages_is_kept_and_no_table_made_of_it(bot):
    blocks = build_chat(LiveBot(bot))
    with served(serve_blocks(blocks)) as address, httpx.Client(base_url=address) as http:
        for _ in range(3):
            assert "Knees bend" in QueueClient(http).ask("knees bend every day")
        assert waiting(blocks) == 0
    assert len(blocks._queue.event_analytics) == 1
    assert blocks._queue.cached_event_analytics_summary == {"functions": {}}
