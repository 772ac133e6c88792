"""The one place where an error becomes an HTTP answer of one shape."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from tuwen.errors import Busy, ConfigError, EngineError, InputError, TooMany, TuwenError

_log = logging.getLogger("tuwen.server")

STATUS = {
    "file_too_large": 413,
    "too_many_pixels": 413,
    "not_a_picture": 415,
    "unsupported_format": 415,
    "too_poor_to_read": 422,
    "output_rejected": 422,
    "body_too_slow": 408,
    "client_gone": 499,  # for the log: nobody is there to see it
}
HTTP_MESSAGES = {
    400: ("bad_request", "请求格式有误：请以 multipart/form-data 上传图片。"),
    404: ("no_such_address", "没有这个地址；接口说明见 /docs。"),
    405: ("wrong_method", "这个地址不支持该请求方法；接口说明见 /docs。"),
}


class Refused(HTTPException):
    """An error found while the body streams in: FastAPI lets only its own kind through."""

    def __init__(self, error: TuwenError) -> None:
        super().__init__(status_of(error))
        self.error = error


class ErrorResponse(JSONResponse):
    """An error's answer; its code is left in `state.error` for whoever counts or logs."""

    def __init__(
        self, form: dict[str, Any], status: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(form, status, headers)
        self._code: str = form["error"]["code"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["error"] = self._code
        await super().__call__(scope, receive, send)


def status_of(error: TuwenError) -> int:
    """The status of an error: 4xx where the client can do something about it."""
    if isinstance(error, InputError):
        return STATUS.get(error.code, 400)
    return 429 if isinstance(error, TooMany) else STATUS.get(error.code, 503)


def error_form(error: TuwenError) -> dict[str, Any]:
    """The JSON shape of every error."""
    kinds: dict[type[TuwenError], str] = {
        InputError: "invalid_request",
        EngineError: "engine_error",
        Busy: "busy",
        TooMany: "rate_limit",
        ConfigError: "config_error",
    }
    kind = kinds.get(type(error), "error")
    return {"error": {"type": kind, "code": error.code, "message": error.message}}


def error_response(error: TuwenError) -> ErrorResponse:
    """The answer to a request that failed with `error`."""
    headers: dict[str, str] = {}
    if isinstance(error, Busy | TooMany):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, TooMany):
        headers |= allowance_headers(error.limit, 0, error.retry_after)
    return ErrorResponse(error_form(error), status_of(error), headers)


def allowance_headers(limit: int, remaining: int, reset: int) -> dict[str, str]:
    """Say how an allowance stands: its limit, what is left, seconds until there is more."""
    said = {"limit": limit, "remaining": remaining, "reset": reset}
    return {f"ratelimit-{name}": str(value) for name, value in said.items()}


async def answer_error(request: Request, error: Exception) -> ErrorResponse:
    """Answer any exception; what is not the client's fault is logged."""
    match error:
        case Refused():
            return error_response(error.error)
        case TuwenError():
            if not isinstance(error, InputError | TooMany):
                _log.warning("%s: %s", error.code, error.message)
            return error_response(error)
        case RequestValidationError():
            return error_response(InputError("bad_request", _what_is_wrong(error)))
        case AnyHTTPException():
            code, message = HTTP_MESSAGES.get(error.status_code, HTTP_MESSAGES[400])
            body = error_form(InputError(code, message))
            return ErrorResponse(body, error.status_code, error.headers)
        case _:
            _log.error("unexpected error", exc_info=error)
            message = "服务内部出错；请稍后再试，并把服务日志附在问题报告中。"
            return ErrorResponse(
                {"error": {"type": "internal_error", "code": "internal_error", "message": message}},
                500,
            )


def answer_errors(app: FastAPI) -> None:
    """Have `app` answer every error in this shape."""
    for kind in (TuwenError, RequestValidationError, AnyHTTPException, Exception):
        app.add_exception_handler(kind, answer_error)


def _what_is_wrong(error: RequestValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][-1])
    if field == "image":
        return "缺少图片：请以 multipart/form-data 的 image 字段上传图片文件（带文件名）。"
    context = first.get("ctx", {})
    match first["type"]:
        case "int_parsing":
            return f"参数 {field} 应为整数。"
        case "bool_parsing":
            return f"参数 {field} 应为 true 或 false。"
        case "greater_than_equal":
            return f"参数 {field} 不能小于 {context.get('ge')}。"
        case "less_than_equal":
            return f"参数 {field} 不能大于 {context.get('le')}。"
        case "string_too_long":
            return f"参数 {field} 过长，最多 {context.get('max_length')} 个字符。"
        case _:
            return f"参数 {field} 无效；接口说明见 /docs。"
