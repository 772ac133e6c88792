"""Servers, requests and pictures of bench/service.py: processes of their own on loopback."""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
from load import MARK, Connection, Job, Run
from PIL import Image, ImageDraw

from tuwen.server.processes import below, stat_lines

HERE = Path(__file__).parent
PATIENCE_S = 180.0
PROMPT = "请根据图片内容生成一段技术博文摘要"
CHAT = "/v1/chat/completions"
UNBOUNDED = {"TUWEN_ADDRESS_RPM": "0", "TUWEN_ADDRESS_CONCURRENT": "0", "TUWEN_ADDRESS_DAILY": "0"}
COMPLETION = "/v1/multimodal/completion"
_runs = count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """One that is up, and the process at its root."""

    port: int
    pid: int

    @property
    def memory_mb(self) -> int:
        """What it and its processes hold, pages that they share counted once."""
        pids = [self.pid, *below(self.pid, stat_lines())]
        return sum(_proportional_kb(pid) for pid in pids) // 1024

    def taken(self) -> dict[str, int]:
        """Descriptors, threads and memory that its processes hold now."""
        pids = [self.pid, *below(self.pid, stat_lines())]
        return {
            "descriptors": sum(_entries(pid, "fd") for pid in pids),
            "threads": sum(_entries(pid, "task") for pid in pids),
            "memory MB": self.memory_mb,
        }


@contextmanager
def started(
    command: Sequence[str], ready: str, environment: Mapping[str, str] | None = None
) -> Generator[Server]:
    """Start a server; `{port}` in the command is where. Ends it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith("TUWEN_")}
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed server finds its code compiled
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        env=own | UNBOUNDED | dict(environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=HERE,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}{ready}")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def tuwen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tuwen", "serve", "--port", "{port}", *arguments]


def made_key(store: Path) -> str:
    """A new key in a store, without bounds that a load would meet."""
    bounds = ("--rpm", "1000000", "--concurrent", "1000", "--daily", "9999999")
    words = ("keys", "create", "--name", "bench", *bounds, "--store", str(store))
    command = [sys.executable, "-m", "tuwen", *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().strip()


def bare_proxy() -> list[str]:
    uvicorn = [sys.executable, "-m", "uvicorn", "bare_proxy:app", "--port", "{port}"]
    return [*uvicorn, "--no-access-log", "--log-level", "warning"]


def litellm(python: str, upstream: str, folder: Path) -> list[str]:
    config = folder / "litellm.json"  # JSON is YAML
    model = {"model": "openai/mock", "api_base": upstream, "api_key": "none"}
    form = {
        "model_list": [{"model_name": "mock", "litellm_params": model}],
        "general_settings": {"dangerously_permit_weak_or_unset_master_key": True},  # as Tuwen here
    }
    config.write_text(json.dumps(form))
    program = str(Path(python).absolute().with_name("litellm"))
    return [program, "--config", str(config), "--port", "{port}", "--host", "127.0.0.1",
            "--num_workers", "1", "--telemetry", "False"]  # fmt: skip


def version_of(python: str, package: str) -> str:
    """The version of a package in another environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE).stdout.decode()


def load(server: Server, files: Sequence[Path], *, connections: int = 1, requests: int = 0,
         seconds: float = 0.0) -> Run:  # fmt: skip
    """Have the load client ask."""
    job = Job(
        port=server.port, files=list(map(str, files)), connections=connections,
        requests=requests, seconds=seconds, first=next(_runs) * 1_000_000,
    )  # fmt: skip
    command = [sys.executable, str(HERE / "load.py"), json.dumps(asdict(job))]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=HERE).stdout
    found = Run(**json.loads(said))
    if found.failures:
        raise SystemExit(f"requests failed: {found.failures}")
    return found


def asked(server: Server, request: list[bytes]) -> bytes:
    """The answer over a connection of its own: an idle one may be closed by the server."""
    connection = Connection(server.port)
    status, body = connection.ask(request, 0)
    connection.close()
    assert status == "200", status
    return body


def upload(picture: bytes, **headers: str) -> bytes:
    """A whole HTTP request with a picture as a file."""
    border = "tuwen-bench"
    head = (
        f'--{border}\r\ncontent-disposition: form-data; name="prompt"\r\n\r\n{PROMPT}\r\n'
        f'--{border}\r\ncontent-disposition: form-data; name="image"; filename="f.png"\r\n'
        "content-type: image/png\r\n\r\n"
    )
    body = head.encode() + picture + f"\r\n--{border}--\r\n".encode()
    return _request(COMPLETION, f"multipart/form-data; boundary={border}", body, headers)


def chat(picture: bytes, model: str, *, prompt_new: bool, picture_new: bool) -> bytes:
    """A whole HTTP request with a picture in OpenAI's shape; what is new differs each time."""
    packed = base64.b64encode(picture + bytes(-len(picture) % 3)).decode()
    packed += MARK.decode() if picture_new else ""  # behind the picture's end
    prompt = PROMPT + (MARK.decode() if prompt_new else "")
    content = [
        {"type": "text", "text": prompt},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{packed}"}},
    ]
    form = {"model": model, "messages": [{"role": "user", "content": content}], "max_tokens": 256}
    return _request(CHAT, "application/json", json.dumps(form, ensure_ascii=False).encode(), {})


def small_picture(number: int = 0) -> bytes:
    """Two boxes and an arrow; each of 2^18 numbers gives other pixels."""
    image = _boxes().copy()
    faint = tuple(255 - number // 64**place % 64 for place in range(3))
    image.putpixel((0, 0), faint)
    return _png(image)


@cache
def _boxes() -> Image.Image:
    image = Image.new("RGB", (420, 120), "white")
    draw = ImageDraw.Draw(image)
    for left, name in ((20, "Gateway"), (270, "MySQL")):
        draw.rectangle((left, 30, left + 130, 90), outline="black", width=2)
        draw.text((left + 65, 60), name, fill="black", font_size=22, anchor="mm")
    draw.line((150, 60, 262, 60), fill="black", width=2)
    draw.polygon([(270, 60), (258, 54), (258, 66)], fill="black")
    return image


def large_picture(of: Path, size: int = 1_000_000) -> bytes:
    """A picture of an article with so much faint noise that its file has `size` bytes."""
    with Image.open(of) as image:
        pixels = np.asarray(image.convert("RGB")).astype(np.int16)
    noise = np.random.default_rng(1).random(pixels.shape)
    share, made = 0.0, b""
    while len(made) < size and share < 1:
        share += 0.05
        spoilt = pixels - (noise < share) * (1 + (noise * 997).astype(np.int16) % 3)
        made = _png(Image.fromarray(spoilt.clip(0, 255).astype(np.uint8)))
    return made


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _request(path: str, kind: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    said = {"host": "127.0.0.1", "content-type": kind, "content-length": str(len(body)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code == 404:  # it answers, and has no such address
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"a server did not come up: {process.args!r}")


def _entries(pid: int, folder: str) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/{folder}").iterdir()))
    except OSError:  # ended meanwhile
        return 0


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:  # ended meanwhile
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
