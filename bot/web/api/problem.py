"""Problems: what the API answers when it gives no reply, in one shape (RFC 9457), never with the patient's words."""

from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why there is no reply.

    Attributes:
        type: always ``about:blank``: the status says what kind of problem it is.
        title: the status in words.
        status: the HTTP status.
        detail: what was expected and what to do; for 429 and 503 the clinic's own words, to be shown to the patient.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    title: str
    status: int
    detail: str


def problem(status: int, detail: str, *, retry_after: int | None = None) -> Response:
    """Answer with a problem.

    Args:
        status: the HTTP status.
        detail: what was expected, and what to do.
        retry_after: seconds after which it may work, or None.
    """
    told = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail)
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return JSONResponse(told.model_dump(), status, headers, MEDIA_TYPE)


def first_line(error: ValidationError, fields: type[BaseModel]) -> str:
    """Name the first thing that is wrong with what was sent, without repeating any of it, be it the name of a field."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = first["loc"]
    if not place:
        return str(first["msg"])
    if place[0] not in fields.model_fields:
        return f"a field is not known; expected {', '.join(fields.model_fields)}"
    return f"{'.'.join(map(str, place))}: {first['msg']}"
