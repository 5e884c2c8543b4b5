"""Feedback: a patient's thumb under a reply, on its way to the question log."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.question_log.entry import Reason
from bot.web.client_address import scope_key
from bot.web.incoming import is_same_origin, read_body
from bot.web.rate_limit import RateLimit

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

MAX_BYTES = 512
"""A thumb takes some eighty bytes."""

KEY = r"[A-Za-z0-9_-]{16,64}"
"""What a key looks like: random, in letters, digits, ``-`` and ``_``."""


class Thumb(BaseModel):
    """A thumb as chat.js sends it.

    Attributes:
        key: which reply.
        thumb: 1 up, -1 down, 0 withdrawn.
        reason: why it is down, or None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=rf"^{KEY}$")]
    thumb: Annotated[int, Field(ge=-1, le=1)]
    reason: Reason | None = None

    @model_validator(mode="after")
    def _only_down_has_a_reason(self) -> Self:
        if self.reason and self.thumb != -1:
            raise ValueError("a reason goes with a thumb that is down")
        return self


class FeedbackPost:
    """``POST /api/feedback``: checks a thumb and hands it to the recorder; an unknown key gets the same 204 as any.

    Args:
        recorder: the question log.
        limit: how often one client may send something.
    """

    def __init__(self, recorder: "Recorder", limit: RateLimit) -> None:
        self._recorder = recorder
        self._limit = limit

    async def receive(self, request: Request) -> Response:
        """Take one thumb, or say in one line why not."""
        wait = self._limit.admit(scope_key(request.scope))
        if wait:
            return _problem(429, f"too much at once; try again in {wait} seconds", {"Retry-After": str(wait)})
        if not is_same_origin(request):
            return _problem(403, "feedback is taken from this site's own pages only")
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _problem(415, "expected application/json")
        body = await read_body(request, MAX_BYTES)
        if body is None:
            return _problem(413, f"expected at most {MAX_BYTES} bytes")
        try:
            thumb = Thumb.model_validate_json(body, strict=True)
        except ValidationError as error:
            return _problem(422, _first_line(error))
        if not self._recorder.feedback(thumb.key, thumb.thumb, thumb.reason):
            return _problem(503, "feedback cannot be taken just now; try again later")
        return Response(status_code=204)


def _first_line(error: ValidationError) -> str:
    """Name what is wrong with a thumb, without repeating what was sent."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _problem(status: int, line: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"problem": line}, status, headers)
