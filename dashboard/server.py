"""What the web server does beside the pages: health, polygons, headers, warming up."""

from __future__ import annotations

import gc
import re
import socket
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard import workspaces

PLAIN_NAME = re.compile(r"[a-z0-9-]+")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    # The pages need their own scripts, styles, workers and web socket, and nobody else's.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "worker-src 'self' blob:; child-src 'self' blob:; connect-src 'self' ws: wss: data: blob:; "
        "frame-ancestors 'self'"
    ),
}


async def health(request) -> Response:
    """`{"status": "ok"}` as soon as the server answers."""
    return JSONResponse({"status": "ok"})


async def polygons(request) -> Response:
    """The polygons of one level of one build; 404 for anything that is not such a file."""
    parts = [request.path_params[name] for name in ("workspace", "run_id", "level")]
    if not all(PLAIN_NAME.fullmatch(part) for part in parts) or parts[0] not in workspaces.names():
        return Response(status_code=404)
    name, run_id, level = parts
    path = workspaces.read(name).builds / run_id / "places" / f"{level}.geojson"
    if not path.is_file():
        return Response(status_code=404)
    # A build never changes, so neither does what lies under its name.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(path, media_type="application/geo+json", headers=headers)


class SafetyHeaders(BaseHTTPMiddleware):
    """Puts the security headers on every answer."""

    async def dispatch(self, request, call_next):
        """The answer of the app with `HEADERS` on it."""
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


@asynccontextmanager
async def lifespan(app):
    """Imports what the pages need before the first visitor comes, then freezes it.

    A forced collection after every rerun walks all live objects; frozen ones are passed over,
    which is most of the cost of a page once the analytic libraries are imported.
    """
    from dashboard.pages import warm_up

    warm_up()
    gc.collect()
    gc.freeze()
    yield


def send_without_delay() -> None:
    """Makes every socket that the server accepts send at once (no Nagle delay of 40 ms)."""
    plain_accept = socket.socket.accept

    def accept(listener):
        connection, address = plain_accept(listener)
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address

    socket.socket.accept = accept


ROUTES = [
    Route("/health", health),
    Route("/places/{workspace}/{run_id}/{level}.geojson", polygons),
]
MIDDLEWARE = [Middleware(SafetyHeaders)]
