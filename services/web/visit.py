"""One request of a browser: who, in which language, and how a page is answered."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.web.client import ApiClient, ApiProblem
from services.web.menu import menu_for
from services.web.rendering import Pages
from services.web.saying import say
from services.web.shapes.identity import Me
from services.web.translations import ENGLISH, VIETNAMESE
from services.web.words.notices import NOTICES

SESSION_COOKIE = "congvu_session"
LANGUAGE_COOKIE = "congvu_language"
NOTICE_COOKIE = "congvu_notice"
SIGN_IN = "/sign-in"
PASSWORD = "/password"  # noqa: S105 - an address
PASSWORD_CHANGE_NEEDED = "password-change-needed"  # noqa: S105 - a problem's code
_NOTICE_SECONDS = 60
_NOT_SIGNED_IN = 401


@dataclass(slots=True)
class Visit:
    """`me` is None where nobody is signed in."""

    request: Request
    pages: Pages
    api: ApiClient
    language: str
    me: Me | None = None

    @property
    def here(self) -> str:
        """The path with its query, for a link back."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    def page(
        self, template: str, *, problem: ApiProblem | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page in the visitor's language; a problem gives its status and its sentences."""
        translator = self.pages.translators[self.language]
        notice = self.request.cookies.get(NOTICE_COOKIE, "")
        html = self.pages.render(
            template,
            language=self.language,
            me=self.me,
            here=self.here,
            path=self.request.url.path,
            menu=menu_for(self.me, self.request.url.path),
            notice=translator.gettext(NOTICES[notice]) if notice in NOTICES else "",
            problem=say(problem, translator) if problem else None,
            new_key=secrets.token_urlsafe,
            **values,
        )
        answer = HTMLResponse(html, status_code=problem.status if problem else status)
        answer.headers["Content-Language"] = self.language
        if notice:
            answer.delete_cookie(NOTICE_COOKIE)
        return answer

    def go(self, path: str, *, notice: str = "") -> Response:
        """See Other, with a line for the next page; an upload by script gets the address alone."""
        answer: Response = RedirectResponse(path, status_code=303)
        if "x-congvu-upload" in self.request.headers:
            answer = Response(status_code=204, headers={"Location": path})
        if notice:
            self.keep(answer, NOTICE_COOKIE, notice, seconds=_NOTICE_SECONDS)
        return answer

    def keep(self, answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """A cookie that no script reads and no other site sends."""
        answer.set_cookie(
            name, value, max_age=seconds, httponly=True, samesite="strict",
            secure=self.request.url.scheme == "https",
        )  # fmt: skip


def local_path(address: str) -> str:
    """`address` if it is a path of ours, else the desk: nobody is sent to another site."""
    parts = urlsplit(address.replace("\\", "/"))
    inside = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if inside and not address.startswith("//") else "/"


def sign_in_path(visit: Visit) -> str:
    return f"{SIGN_IN}?next={quote(visit.here)}" if visit.here != "/" else SIGN_IN


def password_path(visit: Visit) -> str:
    return f"{PASSWORD}?next={quote(visit.here)}" if visit.here != "/" else PASSWORD


def get_visit(request: Request) -> Visit:
    language = request.cookies.get(LANGUAGE_COOKIE, "")
    client = request.client
    return Visit(
        request=request,
        pages=request.app.state.pages,
        api=ApiClient(
            request.app.state.http,
            secret=request.cookies.get(SESSION_COOKIE),
            address=client.host if client else "",
        ),
        language=language if language == ENGLISH else VIETNAMESE,
    )


VisitDep = Annotated[Visit, Depends(get_visit)]


async def get_signed_in(visit: VisitDep) -> Visit:
    """The visit of somebody signed in, by a password of their own; otherwise a refusal."""
    me = await visit.api.get(Me, "/sessions/current")
    if me.must_change_password:
        raise ApiProblem(403, PASSWORD_CHANGE_NEEDED)
    visit.me = me
    return visit


SignedInDep = Annotated[Visit, Depends(get_signed_in)]


async def get_anybody(visit: VisitDep) -> Visit:
    """The visit of whoever it is: with the menu where somebody is signed in."""
    if SESSION_COOKIE in visit.request.cookies:
        try:
            return await get_signed_in(visit)
        except ApiProblem as problem:
            if problem.status != _NOT_SIGNED_IN and problem.code != PASSWORD_CHANGE_NEEDED:
                raise
    return visit


AnybodyDep = Annotated[Visit, Depends(get_anybody)]
