"""A hub on this machine that speaks both manners, and can be told to misbehave."""

import hashlib
import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ORGANISATION_THERE = "ZhipuAI"


class SmallHub:
    """What the hub holds, how it answers, and what it was asked."""

    def __init__(self, models: dict[str, dict[str, bytes]], manner: str = "huggingface") -> None:
        self.models = models
        self.manner = manner
        self.url = ""
        self.asked: list[tuple[str, str]] = []  # path and Range
        self.headers: list[dict[str, str]] = []
        self.cut_at: dict[str, list[int]] = {}  # by file: after how many bytes, one a request
        self.refusals: dict[str, list[int]] = {}  # by file: statuses, one a request
        self.spoilt: dict[str, bytes] = {}  # what is served in place of a file
        self.sizes: dict[str, int] = {}  # what the catalogue says instead
        self.stalls: set[str] = set()  # files of which half is sent and no more
        self.stalled, self.over = Event(), Event()
        self.gated = False
        self.ranges = True

    def file_asked(self, name: str) -> list[str]:
        """The ranges with which a file was asked for."""
        return [given for path, given in self.asked if path == name]

    def siblings(self, contents: dict[str, bytes]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for name, data in contents.items():
            size = self.sizes.get(name, len(data))
            if name.endswith((".safetensors", ".bin")):
                sum_ = hashlib.sha256(data).hexdigest()
                large = {"size": size, "sha256": sum_, "pointerSize": 134}
                found.append({"rfilename": name, "size": size, "blobId": "0" * 40, "lfs": large})
            else:
                sum_ = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
                found.append({"rfilename": name, "size": size, "blobId": sum_})
        return found

    def entries(self, contents: dict[str, bytes]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [{"Path": "folder", "Type": "tree", "Size": 0}]
        for name, data in contents.items():
            sum_ = hashlib.sha256(data).hexdigest()
            found.append({"Path": name, "Type": "blob", "Size": len(data), "Sha256": sum_})
        return found


class _Answer(BaseHTTPRequestHandler):
    hub: SmallHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.hub.headers.append({key.lower(): value for key, value in self.headers.items()})
        path = unquote(address.path)
        if self.hub.manner == "modelscope":
            found = re.fullmatch(r"/api/v1/models/([^/]+/[^/]+)/repo(/files)?", path)
            if not found or found[1] not in self.hub.models:
                self._json({"Code": 404, "Success": False}, 404)
            elif found[2]:
                files = self.hub.entries(self.hub.models[found[1]])
                self._json({"Code": 200, "Data": {"Files": files}, "Success": True})
            else:
                self._file(self.hub.models[found[1]], query["FilePath"])
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)", path):
            self._catalogue(found[1])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/(?:[0-9a-f]{40})/(.+)", path):
            self._redirect(f"/cdn/{found[1]}/{found[2]}")
        elif found := re.fullmatch(r"/cdn/([^/]+/[^/]+)/(.+)", path):
            self._file(self.hub.models[found[1]], found[2])
        else:
            self._json({}, 404)

    def _catalogue(self, model: str) -> None:
        if waiting := self.hub.refusals.get("catalogue"):
            self._json({}, waiting.pop(0))
        elif model not in self.hub.models:
            self._json({"error": "Repository not found"}, 401, {"X-Error-Code": "RepoNotFound"})
        else:
            files = self.hub.siblings(self.hub.models[model])
            gated = "manual" if self.hub.gated else False
            self._json({"sha": "ab" * 20, "gated": gated, "siblings": files})

    def _file(self, contents: dict[str, bytes], name: str) -> None:
        given = self.headers.get("Range", "")
        self.hub.asked.append((name, given))
        if waiting := self.hub.refusals.get(name):
            self._json({}, waiting.pop(0), {"Retry-After": "0"})
            return
        data = self.hub.spoilt.get(name, contents[name])
        start = int(re.sub(r"\D", "", given)) if given and self.hub.ranges else 0
        if start >= len(data) and start:
            self._json({}, 416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        body = data[start:]
        if waiting := self.hub.cut_at.get(name):
            body = body[: waiting.pop(0)]
            self.close_connection = True
        if name in self.hub.stalls:
            self.wfile.write(body[: len(body) // 2])
            self.hub.stalled.set()
            self.hub.over.wait(30)
            self.close_connection = True
            return
        self.wfile.write(body)

    def _redirect(self, path: str) -> None:
        self.send_response(302)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, found: object, status: int = 200, more: dict[str, str] | None = None) -> None:
        data = json.dumps(found).encode()
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def serving(hub: SmallHub) -> Generator[SmallHub]:
    """Serve a hub until the block ends."""
    handler = type("Answer", (_Answer,), {"hub": hub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        hub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hub
        finally:
            hub.over.set()
            server.shutdown()
            thread.join()
