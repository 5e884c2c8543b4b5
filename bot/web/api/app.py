"""The API's application, mounted at ``/api``, with its description at ``/api/openapi.json``."""

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from bot.live import LiveBot
from bot.reply import Reply
from bot.web.api.articles import ArticleEntry, ArticleList
from bot.web.api.ask import AskPost
from bot.web.api.problem import MEDIA_TYPE, Problem, problem
from bot.web.api.question import Question
from bot.web.rate_limit import RateLimit

if TYPE_CHECKING:
    from bot.question_log.recorder import Recorder

API = "/api"

PREFLIGHT_S = 600
"""How long a browser may remember what it may send."""

_PROBLEMS = {
    400: "The body is not JSON.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "The body is JSON, but no question.",
    429: "The client sends too many messages; `Retry-After` tells the seconds to wait. Show `detail` to the patient.",
    503: "Too many messages wait for an answer. Show `detail` to the patient.",
}


def create_api(
    live: LiveBot, recorder: "Recorder | None", limit: RateLimit, *, origins: tuple[str, ...] = ()
) -> FastAPI:
    """Create the API of a bot.

    Args:
        live: the bot in service.
        recorder: the question log; without one nothing is recorded.
        limit: how often one client may ask.
        origins: the sites whose pages may call it from a browser.
    """
    api = FastAPI(title="Patient FAQ bot", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    api.add_api_route(
        "/ask",
        AskPost(live, recorder, limit).receive,
        methods=["POST"],
        name="ask",
        response_model=Reply,
        responses={status: _described(said) for status, said in _PROBLEMS.items()},
        openapi_extra={"requestBody": _question_body()},
    )
    api.add_api_route(
        "/articles", ArticleList(live).articles, methods=["GET"], name="articles", response_model=list[ArticleEntry]
    )
    api.add_exception_handler(HTTPException, _refused)
    api.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After"],
        max_age=PREFLIGHT_S,
    )
    return api


async def _refused(_request: Request, error: Exception) -> Response:
    """Answer a wrong address or method in the shape of every other problem."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = problem(status, "see openapi.json for what there is")
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _question_body() -> dict[str, Any]:
    """Describe the body of a question; the route reads it itself, so that it can count the bytes while they come."""
    return {"required": True, "content": {"application/json": {"schema": Question.model_json_schema()}}}


def _described(said: str) -> dict[str, Any]:
    return {"description": said, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
