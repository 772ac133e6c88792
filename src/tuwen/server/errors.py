"""The one place where an error becomes an HTTP answer: in one shape, or in OpenAI's.

OpenAI's addresses answer in OpenAI's shape, whoever found the error: the form is chosen when
the answer is sent.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from tuwen.errors import (
    Busy,
    ConfigError,
    EngineError,
    InputError,
    StoreError,
    TooMany,
    TuwenError,
    Unauthorized,
)
from tuwen.server.calls import request_id

_log = logging.getLogger("tuwen.server")

STATUS = {
    "file_too_large": 413,
    "body_too_large": 413,
    "too_many_pixels": 413,
    "not_a_picture": 415,
    "unsupported_format": 415,
    "too_poor_to_read": 422,
    "output_rejected": 422,
    "schema_not_met": 422,
    "model_not_found": 404,
    "deadline": 504,
    "body_too_slow": 408,
    "head_too_slow": 408,
    "head_too_large": 431,
    "journal_off": 404,
    "no_such_entry": 404,
    "operator_only": 403,
    "foreign_page": 403,
    "client_gone": 499,  # for the log: nobody is there to see it
}
HTTP_MESSAGES = {
    400: ("bad_request", "请求格式有误：请以 multipart/form-data 上传图片。"),
    404: ("no_such_address", "没有这个地址；接口说明见 /docs。"),
    405: ("wrong_method", "这个地址不支持该请求方法；接口说明见 /docs。"),
}
NO_JSON = "请求体不是有效的 JSON 对象；请以 application/json 发送，接口说明见 /docs。"
OPENAI = ("/v1/chat/completions", "/v1/models")  # addresses, and what lies below them
# What clients of OpenAI look for: type and code of a status, whatever our own code.
OPENAI_KINDS = {
    401: ("invalid_request_error", "invalid_api_key"),
    429: ("requests", "rate_limit_exceeded"),
}


class BadParam(InputError):
    """The parameter called `param` cannot be used as given."""

    def __init__(self, code: str, message: str, param: str) -> None:
        super().__init__(code, message)
        self.param = param

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message, self.param)


class Refused(HTTPException):
    """An error found while the body streams in: FastAPI lets only its own kind through."""

    def __init__(self, error: TuwenError) -> None:
        super().__init__(status_of(error))
        self.error = error


def status_of(error: TuwenError) -> int:
    """The status of an error: 4xx where the client can do something about it."""
    if isinstance(error, InputError):
        return STATUS.get(error.code, 400)
    if isinstance(error, Unauthorized):
        return STATUS.get(error.code, 401)
    return 429 if isinstance(error, TooMany) else STATUS.get(error.code, 503)


def error_form(error: TuwenError) -> dict[str, Any]:
    """The JSON shape of every error of our own addresses."""
    kinds: dict[type[TuwenError], str] = {
        InputError: "invalid_request",
        BadParam: "invalid_request",
        EngineError: "engine_error",
        Busy: "busy",
        TooMany: "rate_limit",
        Unauthorized: "unauthorized",
        ConfigError: "config_error",
        TuwenError: "internal_error",
        StoreError: "store_error",
    }
    kind = kinds.get(type(error), "error")
    return {"error": {"type": kind, "code": error.code, "message": error.message}}


def openai_form(error: TuwenError, status: int) -> dict[str, Any]:
    """OpenAI's JSON shape of an error."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    kind, code = OPENAI_KINDS.get(status, (kind, error.code))
    param = (error.param or None) if isinstance(error, BadParam) else None
    return {"error": {"message": error.message, "type": kind, "param": param, "code": code}}


class ErrorResponse(JSONResponse):
    """An error, in the shape of the address that was asked; its code stays in `state.error`."""

    def __init__(
        self, error: TuwenError, status: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(error_form(error), status, headers)
        self.openai = openai_form(error, status)
        self._code = error.code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["error"] = self._code
        if speaks_openai(scope["path"]):
            self.body = self.render(self.openai)
            self.headers["content-length"] = str(len(self.body))
            if self.status_code == 415:  # OpenAI has no such status
                self.status_code = 400
        await super().__call__(scope, receive, send)


def speaks_openai(path: str) -> bool:
    """Whether an address is one of OpenAI's."""
    return path.startswith(tuple(f"{each}/" for each in OPENAI)) or path in OPENAI


def error_response(error: TuwenError) -> ErrorResponse:
    """The answer to a request that failed with `error`."""
    status = status_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, Busy | TooMany):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, TooMany):
        headers |= allowance_headers(error.limit, 0, error.retry_after)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return ErrorResponse(error, status, headers)


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
            if status_of(error) >= 500:
                _log.warning("%s: %s", error.code, error.message)
            return error_response(error)
        case RequestValidationError():
            return error_response(_what_is_wrong(error))
        case AnyHTTPException():
            code, message = HTTP_MESSAGES.get(error.status_code, HTTP_MESSAGES[400])
            if code == "bad_request" and speaks_openai(request.url.path):
                message = NO_JSON
            return ErrorResponse(InputError(code, message), error.status_code, error.headers)
        case _:
            _log.error("unexpected error", exc_info=error)
            message = "服务内部出错；请稍后再试，并把服务日志附在问题报告中。"
            headers = {"x-request-id": request_id(request.scope)}
            return ErrorResponse(TuwenError("internal_error", message), 500, headers)


def answer_errors(app: FastAPI) -> None:
    """Have `app` answer every error in this shape."""
    for kind in (TuwenError, RequestValidationError, AnyHTTPException, Exception):
        app.add_exception_handler(kind, answer_error)


def _what_is_wrong(error: RequestValidationError) -> BadParam:
    first = error.errors()[0]
    context = first.get("ctx", {})
    param = "" if first["type"] == "json_invalid" else _param(first["loc"])
    if "discriminator" in context:
        param += f".{context['discriminator'].strip(chr(39))}"
    return BadParam("bad_request", _said(first["type"], param, context), param)


def _said(kind: str, param: str, context: Mapping[str, Any]) -> str:
    if param == "image":
        return "缺少图片：请以 multipart/form-data 的 image 字段上传图片文件（带文件名）。"
    if not param:
        return NO_JSON
    match kind:
        case "missing" | "union_tag_not_found":
            return f"缺少参数 {param}；接口说明见 /docs。"
        case "union_tag_invalid":
            tag, known = str(context["tag"])[:100], context["expected_tags"]
            return f"参数 {param} 不支持 {tag}；可用：{known}。"
        case "literal_error":
            return f"参数 {param} 应为 {context['expected'].replace(' or ', ' 或 ')}。"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"参数 {param} 应为整数。"
        case "bool_parsing" | "bool_type":
            return f"参数 {param} 应为 true 或 false。"
        case "greater_than_equal":
            return f"参数 {param} 不能小于 {context.get('ge')}。"
        case "less_than_equal":
            return f"参数 {param} 不能大于 {context.get('le')}。"
        case "string_too_long":
            return f"参数 {param} 过长，最多 {context.get('max_length')} 个字符。"
        case _:
            return f"参数 {param} 无效；接口说明见 /docs。"


def _param(place: Sequence[int | str]) -> str:
    """messages[0].content[1].text; after an index in a list comes the kind of what stands there."""
    path = ""
    for before, step in zip((None, *place[1:]), place[1:], strict=False):
        if isinstance(step, int):
            path += f"[{step}]"
        elif not isinstance(before, int):
            path += f".{step}"
    return path.removeprefix(".")
