"""A model server of the shape of vLLM's: arguments, key, health, streams, a child of its own.

Below `--record` it leaves what it was told and, a line a start, its process id and its child's.
It misbehaves where `--mode` says so.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWER = ("网关把请求", "转给订单服务，", "订单服务读写数据库。")
LAST_WORDS = """(Worker pid=3) ERROR [core.py:1] ValueError: the model is too odd
RuntimeError: Engine core initialization failed. See root cause above."""
CHILD = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"


class Handler(BaseHTTPRequestHandler):
    """Answers /health always, the rest to whoever has the key."""

    mode = ""
    record = Path()

    def do_GET(self) -> None:
        healthy = self.path == "/health" and not (self.record / "sick").exists()
        self.send_response(200 if healthy else 503)
        self.end_headers()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers["authorization"] != f"Bearer {os.environ['VLLM_API_KEY']}":
            self.send_response(401)
            self.end_headers()
            return
        first = not (self.record / "asked").exists()
        (self.record / "asked").touch()
        if self.mode == "dies-each-time" or (self.mode == "dies-once" and first):
            os.kill(os.getpid(), signal.SIGKILL)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for text in ANSWER:
            self.event({"choices": [{"delta": {"content": text}}]})
            if self.mode == "stays-silent":
                threading.Event().wait()
        self.event({"choices": [{"delta": {}, "finish_reason": "stop"}], "model": body["model"]})

    def event(self, what: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(what)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--mode", default="")
    parser.add_argument("--says", default=LAST_WORDS)
    parser.add_argument("--record", type=Path, default=Path())
    told, _ = parser.parse_known_args()
    Handler.mode, Handler.record = told.mode, told.record
    child = subprocess.Popen([sys.executable, "-c", CHILD])
    with (told.record / "processes").open("a") as processes:
        processes.write(f"{os.getpid()} {child.pid}\n")
    about = {"arguments": sys.argv[1:], "environment": dict(os.environ)}
    (told.record / "told.json").write_text(json.dumps(about), "utf-8")
    print("\x1b[36m(APIServer pid=1)\x1b[0m INFO starting", flush=True)
    if told.mode == "dies-at-start":
        print(told.says, flush=True)
        os.kill(os.getpid(), signal.SIGKILL) if "killed" in told.says else sys.exit(1)
    if told.mode == "never-ready":
        signal.pause()
    if told.mode == "ignores-sigterm":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ThreadingHTTPServer((told.host, told.port), Handler).serve_forever(0.01)


if __name__ == "__main__":
    main()
