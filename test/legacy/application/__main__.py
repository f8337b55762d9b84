"""/usr/bin/python3 -m application --port 8500"""

import argparse

import uvicorn
from fastapi import FastAPI

from . import auth, content, notifications, settings, unclaimed
from .database import Base, engine, new_session
from .errors import handle_errors
from .seen import Seen

app = FastAPI(title="Syllabi", openapi_url="/api/v1/openapi.json")
for part in (auth, content, notifications, unclaimed):
    app.include_router(part.router)
handle_errors(app)

if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="application")
    options.add_argument("--port", type=int, default=8500, help="0 takes a free one")
    port = options.parse_args().port
    Base.metadata.create_all(engine)
    if settings.ADMIN_PASSWORD:
        with new_session() as database:
            auth.set_password(database, "admin", settings.ADMIN_PASSWORD, "admin")
    uvicorn.run(Seen(app) if settings.RECORD else app, host="127.0.0.1", port=port, ws="wsproto", access_log=False)
