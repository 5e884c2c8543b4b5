"""A patient without a browser: asks through the routes of Gradio's queue, as the chat page does."""

import json
import re
import secrets

import httpx


class QueueClient:
    """One open chat.

    Args:
        http: reaches the site; a test client or a real one.
    """

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.session = secrets.token_hex(5)
        page = http.get("/").text
        config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)[1])
        box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
        self._asks = next(d["id"] for d in config["dependencies"] if d["inputs"][:1] == [box])

    def join(self, question: str, **options) -> httpx.Response:
        """Put a message into the queue."""
        body = {"data": [question, None], "fn_index": self._asks, "session_hash": self.session}
        return self._http.post("/gradio_api/queue/join", json=body, **options)

    def hear(self, **options) -> list[dict]:
        """Read the stream until it ends; return its messages."""
        with self._http.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self.session}, timeout=30, **options
        ) as stream:
            return [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]

    def ask(self, question: str) -> str:
        """Ask, and return the conversation's HTML."""
        assert self.join(question).status_code == 200
        return html_of(self.hear())


def html_of(messages: list[dict]) -> str:
    """Return the HTML of the reply among a stream's messages."""
    done = next(each for each in messages if each["msg"] == "process_completed")
    assert done["success"], done
    shown = done["output"]["data"][1]
    return shown if isinstance(shown, str) else json.dumps(shown)
