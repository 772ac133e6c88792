"""One HTTP request as the logs and the journal know it: its id, its trace, its entries."""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.types import Scope

from tuwen.server.tracing import Parent, parse_traceparent
from tuwen.service.entry import Entry, new_id

_SOUND_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


@dataclass(slots=True)
class Call:
    """What is known before anything is read of the body; `theirs` is the client's own id."""

    id: str
    parent: Parent | None = None
    theirs: str = ""
    entries: list[Entry] = field(default_factory=list[Entry])


# For the lines that are logged on the way; nothing but the logs looks at it.
CURRENT: ContextVar[Call | None] = ContextVar("tuwen_call", default=None)


def begin(scope: Scope) -> Call:
    """Give the request its id; what the client says of ids is believed only in form."""
    headers: dict[bytes, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name, []).append(value.decode("latin-1"))
    theirs = headers.get(b"x-request-id", [""])[0]
    call = Call(
        new_id(),
        parse_traceparent(headers.get(b"traceparent", [])),
        theirs if _SOUND_ID.fullmatch(theirs) else "",
    )
    scope.setdefault("state", {})["call"] = call
    return call


def request_id(scope: Scope) -> str:
    """The id of a request that has begun; empty of any other."""
    call: Call | None = scope.get("state", {}).get("call")
    return call.id if call else ""


def new_entry(request: HTTPConnection, route: str) -> Entry:
    """An Entry under the request's id and trace; the second one of a request is numbered."""
    call: Call = request.state.call
    number = len(call.entries) + 1
    entry = Entry(route=route, id=call.id if number == 1 else f"{call.id}-{number}")
    if call.parent is not None:
        entry.trace, entry.parent = call.parent.trace, call.parent.span
        entry.sampled = call.parent.sampled
    call.entries.append(entry)
    return entry
