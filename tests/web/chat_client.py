"""A patient without a browser: sends what the chat page sends, and remembers what it remembers."""

import json
import re
import secrets
from html import unescape

import httpx

from bot.web.chat_limit import RUN


class ChatClient:
    """One open chat.

    Args:
        http: reaches the site; a test client or a real one.
    """

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._said: list[str] = []
        page = http.get("/").text
        config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)[1])
        box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
        self._asks = next(d["id"] for d in config["dependencies"] if d["inputs"][:1] == [box])

    def send(self, question: str | None, **options) -> httpx.Response:
        """Send a message with what is remembered of those before it."""
        said = f"[{','.join(self._said)}]"
        body = {"data": [question, said], "fn_index": self._asks, "session_hash": secrets.token_hex(5)}
        # As a browser writes it: what is no character of its own, such as half an emoji, as an escape.
        return self._http.post(RUN, content=json.dumps(body), headers={"Content-Type": "application/json"}, **options)

    def ask(self, question: str) -> str:
        """Ask, remember what the turn says, and return the turn's HTML."""
        response = self.send(question)
        assert response.status_code == 200, response.text
        (html,) = response.json()["data"]
        self._said += [unescape(said) for said in re.findall(r'data-said="([^"]*)"', html)]
        return html
