"""What the application is told by its environment."""

import os

DATABASE_URL = os.environ["LEGACY_DATABASE_URL"]
"""As SQLAlchemy takes it: mysql+pymysql://user:password@host:port/database"""

SECRET = os.environ["LEGACY_SECRET"]
"""The key of its tokens (HS256)."""

ADMIN_PASSWORD = os.environ.get("LEGACY_ADMIN_PASSWORD")
"""If set, there is a user `admin` with it."""

RECORD = os.environ.get("LEGACY_RECORD") == "1"
"""For tests: GET /_seen tells of every request that came."""
