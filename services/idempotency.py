"""`Idempotency-Key` on every POST that creates: the second request gets the first one's answer."""

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError

from services.deps import ActorDep, NowDep, SessionDep
from services.errors import KeyBusy, KeyMalformed, KeyReused, ServiceError
from storage.idempotency import KeptAnswer

_KEPT_HEADERS = ("location", "etag")
MAX_KEY = 200


class AnsweredBefore(ServiceError):
    """Carries the kept answer past the endpoint, which must not run again."""

    def __init__(self, kept: KeptAnswer) -> None:
        super().__init__("answered before")
        self.kept = kept


async def check_key(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> None:
    """Raise `AnsweredBefore` for a key seen before; else note what the route shall keep."""
    if idempotency_key is None:
        return
    if not 1 <= len(idempotency_key) <= MAX_KEY:
        raise KeyMalformed
    body = await request.body()
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
    kept = await session.get(KeptAnswer, (actor.person_id, idempotency_key))
    if kept is not None:
        if kept.request_digest != digest:
            raise KeyReused
        raise AnsweredBefore(kept)
    request.state.answer_to_keep = KeptAnswer(
        person_id=actor.person_id,
        key=idempotency_key,
        request_digest=digest,
        at=now,
        status=0,
        media_type="",
        headers="{}",
        body=b"",
    )


IdempotencyDep = Depends(check_key)


class IdempotentRoute(APIRoute):
    """A route that keeps its answer, in its own transaction, when the request named a key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        run = super().get_route_handler()

        async def handle(request: Request) -> Response:
            response = await run(request)
            kept: KeptAnswer | None = getattr(request.state, "answer_to_keep", None)
            if kept is not None and response.status_code < 300:  # noqa: PLR2004
                await _keep(request, response, kept)
            return response

        return handle


async def _keep(request: Request, response: Response, kept: KeptAnswer) -> None:
    kept.status = response.status_code
    kept.media_type = response.headers.get("content-type", "")
    kept.headers = json.dumps(
        {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    )
    kept.body = bytes(response.body)
    session = request.state.session
    session.add(kept)
    try:
        await session.flush()  # finds out now whether a twin of this request was faster
    except IntegrityError as error:
        raise KeyBusy from error


def replay(kept: KeptAnswer) -> Response:
    """The kept answer as it was given, marked as a repetition."""
    headers = {**json.loads(kept.headers), "Idempotency-Replayed": "true"}
    return Response(
        content=kept.body, status_code=kept.status, media_type=kept.media_type, headers=headers
    )
