"""Ways to have a model answer, for bench/engines.py: each is asked a Request, and times itself.

Servers are processes of their own on loopback; all get the same messages and pictures.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tuwen.engines.base import Engine, Finish, Request
from tuwen.engines.openai import OpenAIEngine
from tuwen.engines.options import Options
from tuwen.engines.prompt import messages
from tuwen.engines.transformers import TransformersEngine
from tuwen.figure.shown import data_url

NAIVE = Path(__file__).with_name("naive_app.py")
# As its command does, but Pillow decodes: torchvision without its compiled part cannot.
SERVE = """
import io, sys, numpy, torch, transformers.image_utils as utils
from PIL import Image
def decode(data, **_):
    picture = Image.open(io.BytesIO(data.numpy().tobytes())).convert("RGB")
    return torch.from_numpy(numpy.array(picture)).permute(2, 0, 1)
utils.decode_image = decode
from transformers.cli.transformers import main
sys.exit(main())
"""
PATIENCE = 240.0  # seconds until a server must be up
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds until the first text and until the last, and how many tokens there were."""

    first: float
    total: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Way:
    """How to ask, and the process whose memory it takes; 0 for this one."""

    name: str
    ask: Callable[[Request], Timed]
    pid: int = 0


def body_of(request: Request) -> Body:
    """The request as OpenAI's chat completions have it."""
    system, user = messages(request)
    assert request.shown
    url = {"url": data_url(request.shown)}
    content = [{"type": "image_url", "image_url": url}, {"type": "text", "text": user}]
    return {
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": content}],
        "max_tokens": request.max_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def asked(client: httpx2.Client, model: str, request: Request) -> Timed:
    """Ask a server straight, as a small script would that has the decoded picture."""
    start, first, tokens = time.perf_counter(), 0.0, 0
    body = body_of(request)
    with client.stream("POST", "chat/completions", json={**body, "model": model}) as response:
        assert response.status_code == 200, response.read()
        for line in response.iter_lines():
            if not line.startswith("data: {"):
                continue
            event = json.loads(line[6:])
            if event.get("usage"):
                tokens = event["usage"]["completion_tokens"]
            if event["choices"] and event["choices"][0]["delta"].get("content") and not first:
                first = time.perf_counter() - start
    total = time.perf_counter() - start
    return Timed(first or total, total, tokens)


def told(engine: Engine, request: Request) -> Timed:
    """Ask an engine of Tuwen's."""
    start, first, tokens = time.perf_counter(), 0.0, 0
    for piece in engine.stream(request):
        if isinstance(piece, Finish):
            tokens = piece.usage.completion_tokens if piece.usage else 0
        elif not first:
            first = time.perf_counter() - start
    total = time.perf_counter() - start
    return Timed(first or total, total, tokens)


@contextmanager
def naive(folder: str) -> Generator[Way]:
    """The app that a first evening gives: one request after the other, no streaming."""
    port = free_port()
    with _process([sys.executable, str(NAIVE), folder, str(port)], port, "/") as pid:

        def ask(request: Request) -> Timed:
            start = time.perf_counter()
            body = json.dumps(body_of(request)).encode()
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", "/", body)
            answer = json.loads(connection.getresponse().read())
            connection.close()
            total = time.perf_counter() - start
            return Timed(total, total, answer["tokens"])

        yield Way("naive app", ask, pid)


@contextmanager
def local(folder: str) -> Generator[Way]:
    """Tuwen's transformers engine, in this process."""
    engine = TransformersEngine(Options(model_path=folder, precision="fp32", device="cpu"))
    engine.start()
    yield Way("Tuwen, transformers engine", lambda request: told(engine, request))
    engine.close()


@contextmanager
def served(python: str, folder: str) -> Generator[Way]:
    """`transformers serve`, from an environment that has torchvision and accelerate."""
    port = free_port()
    command = [python, "-c", SERVE, "serve", folder, "--port", str(port),
               "--dtype", "float32", "--device", "cpu", "--host", "127.0.0.1"]  # fmt: skip
    with _process(command, port, "/health") as pid, client(port) as http:
        yield Way("transformers serve", lambda request: asked(http, folder, request), pid)


@contextmanager
def vllm(python: str, folder: str) -> Generator[tuple[Way, Way]]:
    """vLLM asked straight, and by Tuwen."""
    port = free_port()
    command = [python, "-m", "vllm.entrypoints.openai.api_server", "--model", folder,
               "--served-model-name", "tiny", "--dtype", "float32", "--max-model-len", "4096",
               "--max-num-seqs", "32", "--limit-mm-per-prompt", '{"image": 1, "video": 0}',
               "--enforce-eager", "--host", "127.0.0.1", "--port", str(port)]  # fmt: skip
    with ExitStack() as stack:
        pid = stack.enter_context(_process(command, port, "/health"))
        http = stack.enter_context(client(port))
        engine = OpenAIEngine(Options(base_url=f"http://127.0.0.1:{port}/v1", model="tiny"))
        engine.start()
        stack.callback(engine.close)
        yield (
            Way("vLLM, asked straight", lambda request: asked(http, "tiny", request), pid),
            Way("vLLM, by Tuwen", lambda request: told(engine, request), pid),
        )


def memory(pid: int) -> int:
    """MB that a process and its children have held at most, resident; 0 is this process."""
    pids = [pid or os.getpid(), *(_children(pid) if pid else ())]
    found = (Path(f"/proc/{each}/status").read_text() for each in pids)
    return sum(int(text.split("VmHWM:")[1].split()[0]) for text in found) // 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> Iterator[int]:
    for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(each)
        yield from _children(int(each))


@contextmanager
def client(port: int) -> Generator[httpx2.Client]:
    """Speak to a server on loopback."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}/v1/", timeout=300) as found:
        yield found


@contextmanager
def _process(command: list[str], port: int, health: str) -> Generator[int]:
    quiet = {"HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "VLLM_CPU_KVCACHE_SPACE": "1"}
    with subprocess.Popen(
        command, env=os.environ | quiet, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            until = time.monotonic() + PATIENCE
            while not _up(port, health):
                assert process.poll() is None, f"ended before it was up: {command}"
                assert time.monotonic() < until, f"not up in time: {command}"
                time.sleep(0.5)
            yield process.pid
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(30)


def _up(port: int, health: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", health)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
