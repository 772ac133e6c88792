"""The vllm engine: a vLLM server of our own on loopback, or one that runs already.

Knows how vLLM is started and what its last words mean. Keeping it running is the supervisor's
part, asking it the openai engine's. vLLM itself is never imported: it may live in an environment
of its own, since its pins and ours differ.
"""

import asyncio
import http.client
import json
import os
import re
import secrets
import shlex
import shutil
import socket
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from tuwen.engines.base import Health
from tuwen.engines.openai import Failed, OpenAIEngine, closed
from tuwen.engines.options import Options
from tuwen.engines.supervisor import Pace, Supervisor
from tuwen.errors import ConfigError, EngineError
from tuwen.models.folder import ADAPTER, examine, examine_adapter

SERVER: Final = "vllm.entrypoints.openai.api_server"  # as a module: not every wheel has a command
LOOPBACK: Final = "127.0.0.1"
HEALTH_TIMEOUT: Final = 10.0  # seconds
RANKS: Final = (8, 16, 32, 64, 128, 256, 320, 512)  # of an adapter, that vLLM can be told
_ERROR: Final = re.compile(
    r"(?<![\w.])(?:(?:(?:\w+\.)*\w*(?:Error|Exception)|error): |Value error, ).+"
)
_NO_CAUSE: Final = "Engine core initialization failed"  # it says itself that the cause is above
_HINTS: Final = (
    (
        r"out of memory|No available memory|KV cache|gpu_memory_utilization|Free memory on device",
        "显存或内存不够：请用 --vllm-arguments 调整 --gpu-memory-utilization 或 --max-model-len，"
        "或改用 --precision int4",
    ),
    (r"watchdog: .* status -9", "它被强行终止，多半是内存不够：请用更小的模型或 --precision int4"),
    (r"error: (?:unrecognized arguments|argument )", "请检查 --vllm-arguments 里的参数"),
    (r"bitsandbytes", "int4 需要在 vLLM 的环境里安装 bitsandbytes，并有它支持的设备"),
)


class VllmEngine(OpenAIEngine):
    """Starts vLLM on a model folder and looks after it, or joins the server at `base_url`."""

    name = "vllm"
    uses = OpenAIEngine.uses | {
        "model_path", "precision", "adapter", "vllm_python", "vllm_arguments",
    }  # fmt: skip
    rank = 15

    def __init__(
        self, options: Options | None = None, first_wait: float = 0.5, pace: Pace | None = None
    ) -> None:
        super().__init__(options, first_wait)
        self._pace = pace
        self._guard = threading.Lock()
        self._closed = False
        self._supervisor: Supervisor | None = None
        self._port = 0
        if self.options.model_path and not self.options.base_url:
            served = self.model or _folder(self.options.model_path).name
            adapter = self.options.adapter and "+" + _folder(self.options.adapter).name
            self.model = served + adapter

    @classmethod
    def configured(cls, options: Options) -> bool:
        """Whether an interpreter and a model folder are named, and no server."""
        return bool(options.vllm_python and options.model_path and not options.base_url)

    def start(self) -> None:
        """Join the server, or start one and wait until it is up. Raises ConfigError, EngineError.

        `close` from another thread ends the wait.
        """
        if self.options.base_url:
            super().start()
            return
        if not self.options.model_path:
            message = (
                "引擎 vllm 需要模型：请用 --model-path 指出模型文件夹，"
                "或用 --base-url 指出已在运行的 vLLM 服务。"
            )
            raise ConfigError("no_model_path", message)
        python = _interpreter(self.options.vllm_python)
        arguments, key = self._arguments(), secrets.token_urlsafe(32)
        with self._guard:
            if self._closed:
                raise closed()
            self._port = _free_port()
            command = [python, "-m", SERVER, *arguments, "--port", str(self._port)]
            self._supervisor = supervisor = Supervisor(
                "vllm", command, _environment(python, key), self._healthy, self._pace
            )
            self._connect(f"http://{LOOPBACK}:{self._port}/v1", key, proxies=False)
        try:
            state = supervisor.start()
        except BaseException:  # an interrupt
            self.close()
            raise
        if state != "up":
            self.close()
            raise closed() if state == "stopped" else _explained(python, supervisor.lines)

    @property
    def health(self) -> Health:
        """That of the server it looks after, too."""
        health, supervisor = super().health, self._supervisor
        if supervisor is None:
            return health
        up = health.up and supervisor.state == "up"
        return replace(health, up=up, restarts=supervisor.restarts)

    def close(self) -> None:
        """Drop what is under way, end the server and all that belongs to it."""
        with self._guard:
            self._closed = True
            super().close()
            supervisor = self._supervisor
        if supervisor is not None:
            supervisor.stop()

    async def _ready(self, tried: int) -> None:
        """Wait for a server that is being started again, as long as for one that is silent."""
        if (supervisor := self._supervisor) is None:
            return
        until = time.monotonic() + self.options.timeout
        while supervisor.state != "up" or (tried and not await asyncio.to_thread(self._healthy)):
            if supervisor.state in ("given_up", "stopped"):
                message = "vLLM 接连退出，不再重新启动；原因见日志，排除后请重新启动 Tuwen。"
                raise Failed(EngineError("vllm_ended", message))
            if time.monotonic() > until:
                message = "vLLM 意外退出，正在重新启动；请稍后再试。"
                raise Failed(EngineError("vllm_restarting", message))
            await asyncio.sleep(0.1)

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=HEALTH_TIMEOUT)
        with closing(connection):
            try:
                connection.request("GET", "/health")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def _arguments(self) -> list[str]:
        """What the server is told, but for the port. Raises ConfigError."""
        options = self.options
        folder = examine(_folder(options.model_path)).path
        try:
            own = shlex.split(options.vllm_arguments)
        except ValueError as error:
            message = f"--vllm-arguments 的引号不成对：{options.vllm_arguments}。"
            raise ConfigError("bad_vllm_arguments", message) from error
        return [
            *_precision(options.precision),
            "--max-model-len", "-1",  # what the model knows, or less where memory is short
            "--limit-mm-per-prompt", json.dumps({"image": 1, "video": 0}),
            "--generation-config", "vllm",  # greedy means greedy: no penalties of the folder's
            "--disable-uvicorn-access-log",
            *own,  # of what is said twice the last counts
            *self._names(folder),
            "--model", str(folder),
            "--host", LOOPBACK,
        ]  # fmt: skip

    def _names(self, folder: Path) -> list[str]:
        if not self.options.adapter:
            return ["--served-model-name", self.model]
        adapter = _folder(self.options.adapter)
        examine_adapter(adapter)
        rank = json.loads((adapter / ADAPTER).read_text("utf-8")).get("r", RANKS[0])
        module = json.dumps({"name": self.model, "path": str(adapter)})
        return [
            "--served-model-name", folder.name, "--enable-lora", "--lora-modules", module,
            "--max-lora-rank", str(next((each for each in RANKS if each >= rank), RANKS[-1])),
        ]  # fmt: skip


def _folder(path: str) -> Path:
    return Path(path).expanduser().absolute()


def _interpreter(name: str) -> str:
    if found := shutil.which(Path(name or sys.executable).expanduser()):
        return str(Path(found).absolute())
    message = f"找不到 {name}，或不能运行它；请用 --vllm-python 指出装有 vLLM 的 Python。"
    raise ConfigError("no_vllm_python", message)


def _precision(precision: str) -> list[str]:
    known = {
        "fp32": ["--dtype", "float32"],
        "bf16": ["--dtype", "bfloat16"],
        "int4": ["--dtype", "bfloat16", "--quantization", "bitsandbytes"],
    }
    if precision not in known:
        message = (
            f"引擎 vllm 没有精度 {precision}：请用 {'、'.join(known)}；"
            "int8 请用 --engine transformers。"
        )
        raise ConfigError("unknown_precision", message)
    return known[precision]


def _environment(python: str, key: str) -> dict[str, str]:
    """Ours without our secrets; what the interpreter's environment has comes first in PATH."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TUWEN_")}
    return inherited | {
        "PATH": os.pathsep.join((str(Path(python).parent), inherited.get("PATH", os.defpath))),
        "VLLM_API_KEY": key,
        "VLLM_NO_USAGE_STATS": "1",
        "HF_HUB_OFFLINE": "1",
        "PYTHONUNBUFFERED": "1",  # so that the last words of a server that dies arrive
        "PYTHONSAFEPATH": "1",  # nothing of the folder that we were started in
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _explained(python: str, lines: tuple[str, ...]) -> ConfigError | EngineError:
    """What a server that ended before it was up said last, and what to do about it."""
    said, own = "\n".join(lines), [line for line in lines if not line.startswith("watchdog:")]
    if re.search(r"No module named '?vllm", said):
        message = (
            f"{python} 里没有 vLLM：请在那个环境里运行 pip install vllm，"
            "或用 --vllm-python 指出装有它的 Python。"
        )
        return ConfigError("vllm_missing", message)
    causes = [found[0] for line in lines if (found := _ERROR.search(line))]
    causes = [cause for cause in causes if _NO_CAUSE not in cause] or own or ["没有任何输出"]
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, said)), "详情见日志")
    return EngineError("vllm_not_started", f"vLLM 没有启动成功（{causes[-1][:200]}）；{hint}。")
