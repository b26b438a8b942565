"""An application with nothing added, and the same with one layer more."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from itsdangerous import TimestampSigner
from pydantic import BaseModel
from starlette.middleware.sessions import SessionMiddleware

LONG = "<p>Twenty letters, yes.</p>\n" * 400
COOKIE = "eyJ2aXNpdHMiOiAzfQ=="  # {"visits": 3}, as the session middleware writes it
ORIGIN = "https://example.org"


class Greeting(BaseModel):
    message: str
    numbers: list[int]


async def waiting():
    return "Hello"


def threaded():
    return "Hello"


pages = APIRouter()


@pages.get("/text", response_class=PlainTextResponse)
async def text():
    return "Hello"


@pages.get("/def", response_class=PlainTextResponse)
def in_a_thread():
    return "Hello"


@pages.get("/long", response_class=HTMLResponse)
async def long():
    return LONG


@pages.get("/visits", response_class=PlainTextResponse)
async def visits(request: Request):
    return f"{request.session['visits']}"


@pages.get("/visit", response_class=PlainTextResponse)
async def visit(request: Request):
    request.session["visits"] += 1
    return f"{request.session['visits']}"


@pages.get("/dependency", response_class=PlainTextResponse)
async def dependency(found: Annotated[str, Depends(waiting)]):
    return found


@pages.get("/dependency-def", response_class=PlainTextResponse)
async def dependency_def(found: Annotated[str, Depends(threaded)]):
    return found


@pages.get("/response")
async def response():
    return JSONResponse({"message": "Hello", "numbers": [1, 2, 3]})


@pages.get("/model")
async def model() -> Greeting:
    return Greeting(message="Hello", numbers=[1, 2, 3])


@pages.get("/dictionary")
async def dictionary():
    return {"message": "Hello", "numbers": [1, 2, 3]}


def cors(app):
    app.add_middleware(CORSMiddleware, allow_origins=[ORIGIN])


def gzip(app):
    app.add_middleware(GZipMiddleware)


def hosts(app):
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1"])


def session(app):
    app.add_middleware(SessionMiddleware, secret_key="measured")


class Passing:
    """A middleware written for ASGI, which passes everything on."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


def asgi(app):
    app.add_middleware(Passing)


def http(app):
    @app.middleware("http")
    async def passing(request, call_next):
        return await call_next(request)


def together(app):
    for add in (gzip, session, cors, hosts):
        add(app)


LAYERS = {
    "cors": cors,
    "gzip": gzip,
    "hosts": hosts,
    "session": session,
    "session-read": session,
    "session-write": session,
    "asgi": asgi,
    "http": http,
    "together": together,
}
# Layer → the page without it and the page with it, where that is not the text.
PATHS = {
    "gzip": ("/long", "/long"),
    "session-read": ("/text", "/visits"),
    "session-write": ("/text", "/visit"),
    "def": ("/text", "/def"),
    "dependency": ("/text", "/dependency"),
    "dependency-def": ("/text", "/dependency-def"),
    "dictionary": ("/response", "/dictionary"),
    "model": ("/response", "/model"),
}


def headers(layer):
    if layer in ("session-read", "session-write"):
        return {"Cookie": f"session={TimestampSigner('measured').sign(COOKIE).decode()}"}
    return {
        "gzip": {"Accept-Encoding": "gzip"},
        "cors": {"Origin": ORIGIN},
        "together": {"Origin": ORIGIN},
    }.get(layer, {})


def application(add=None):
    app = FastAPI()
    app.include_router(pages)
    if add:
        add(app)
    return app


def build(layer):
    """The application without and with a layer, each with what it is asked."""
    without, path = PATHS.get(layer, ("/text", "/text"))
    asked = {"headers": headers(layer)}
    return [
        (application(), {"path": without, **asked}),
        (application(LAYERS.get(layer)), {"path": path, **asked}),
    ]
