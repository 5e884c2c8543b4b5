"""Gradio's application: what it does beside answering."""

from gradio_client import Client

from bot.live import LiveBot
from bot.web.chat import build_chat
from bot.web.gradio_app import serve_blocks
from tests.web.serving import served


def test_no_list_of_messages_is_kept_and_no_table_made_of_it(bot):
    blocks = build_chat(LiveBot(bot))
    with served(serve_blocks(blocks)) as address:
        client = Client(address, analytics_enabled=False, verbose=False)
        for _ in range(3):
            assert client.predict("knees bend every day", api_name="/ask")["kind"] == "answer"
        client.close()
    assert len(blocks._queue.event_analytics) == 1
    assert blocks._queue.cached_event_analytics_summary == {"functions": {}}
