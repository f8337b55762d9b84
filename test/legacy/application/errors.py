"""Every error has one body: ErrorResponse."""

import uuid
from typing import Any, Dict, Optional

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from .database import now

CODES = {401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}


class ApiError(Exception):
    def __init__(self, status: int, code: str, message: str, details: Optional[Dict[str, Any]] = None):
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details or {}


def not_found(what: str) -> ApiError:
    return ApiError(404, "NOT_FOUND", f"There is no such {what}.")


def error_response(request: Request, error: ApiError, headers: Optional[Dict[str, str]] = None) -> JSONResponse:
    correlation_id = request.headers.get("x-correlation-id") or str(uuid.uuid4())
    body = {
        "error_code": error.code, "error_message": error.message, "correlation_id": correlation_id,
        "timestamp": now().isoformat(timespec="milliseconds") + "Z", "service_name": "syllabus-legacy", "details": error.details,
    }
    return JSONResponse(body, error.status, {"x-correlation-id": correlation_id, **(headers or {})})


def of_validation(error: RequestValidationError) -> ApiError:
    faults = error.errors()
    if any(fault["type"] == "value_error.jsondecode" for fault in faults):
        return ApiError(400, "MALFORMED_REQUEST", "The body is not JSON.")
    fields = [{"path": ".".join(map(str, fault["loc"][1:])), "code": fault["type"], "message": fault["msg"]} for fault in faults]
    return ApiError(422, "VALIDATION_FAILED", "Some fields are wrong.", {"fields": fields})


def of_http(error: HTTPException) -> ApiError:
    return ApiError(error.status_code, CODES.get(error.status_code, "MALFORMED_REQUEST"), str(error.detail))


def handle_errors(app: FastAPI) -> None:
    app.add_exception_handler(ApiError, lambda request, error: error_response(
        request, error, {"www-authenticate": "Bearer"} if error.status == 401 else None))
    app.add_exception_handler(RequestValidationError, lambda request, error: error_response(request, of_validation(error)))
    app.add_exception_handler(HTTPException, lambda request, error: error_response(request, of_http(error), error.headers))
    app.add_exception_handler(Exception, lambda request, _: error_response(request, ApiError(500, "INTERNAL", "Something went wrong here.")))
