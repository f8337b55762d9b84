"""Its own tokens (HS256 with a shared secret), and the login that gives them out."""

import hashlib
import hmac
import os
import time

import jwt
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session

from . import settings
from .database import User, session
from .errors import ApiError
from .schemas import Credentials, Token

ISSUER = "syllabus-legacy"
LIFETIME = 3600

router = APIRouter()


def hash_password(password: str, salt: bytes) -> str:
    return salt.hex() + ":" + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 100_000).hex()


def set_password(database: Session, name: str, password: str, role: str) -> None:
    database.merge(User(name=name, password_hash=hash_password(password, os.urandom(16)), role=role))
    database.commit()


@router.post("/api/v1/auth/login", response_model=Token)
def login(given: Credentials, database: Session = Depends(session)):
    user = database.get(User, given.username)
    kept = user.password_hash if user else ":"
    if not hmac.compare_digest(hash_password(given.password, bytes.fromhex(kept.split(":")[0])), kept):
        raise ApiError(401, "UNAUTHENTICATED", "User name or password is wrong.")
    claims = {"sub": user.name, "role": user.role, "iss": ISSUER, "exp": int(time.time()) + LIFETIME}
    return Token(access_token=jwt.encode(claims, settings.SECRET, "HS256"), expires_in=LIFETIME)


def allow(*roles: str):
    """A dependency: the request has a valid token of one of these roles."""

    def check(request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise jwt.InvalidTokenError
            claims = jwt.decode(token.strip(), settings.SECRET, ["HS256"], {"require": ["sub", "role", "exp", "iss"]}, issuer=ISSUER)
        except jwt.InvalidTokenError:
            raise ApiError(401, "UNAUTHENTICATED", "A valid token is needed.") from None
        if claims["role"] not in roles:
            raise ApiError(403, "FORBIDDEN", "This is not allowed to you.")

    return Depends(check)


may_read = allow("reader", "editor", "admin")
may_write = allow("editor", "admin")
