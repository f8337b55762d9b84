"""For tests: what this application was asked, byte for byte as it came."""

from collections import deque

from starlette.responses import JSONResponse


class Seen:
    """GET /_seen lists the requests that came, the oldest first; it is none of them itself."""

    def __init__(self, app):
        self.app = app
        self.requests = deque(maxlen=10_000)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["path"] == "/_seen":
            await JSONResponse(list(self.requests))(scope, receive, send)
        else:
            self.requests.append(describe(scope))
            await self.app(scope, receive, send)


def text(value) -> str:
    """Uvicorn gives the path of a WebSocket as text, every other as bytes."""
    return value if isinstance(value, str) else value.decode("latin-1")


def describe(scope) -> dict:
    query = text(scope["query_string"])
    return {
        "method": scope.get("method", "GET"),
        "path": text(scope["raw_path"]) + (f"?{query}" if query else ""),
        "headers": [[text(name), text(value)] for name, value in scope["headers"]],
    }
