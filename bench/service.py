"""What the server adds: over its engine, over a cached answer, beside other proxies, by its parts.

    python bench/service.py [--litellm-python PYTHON] [--set NAME=ARGUMENTS]... [--save]

added     one small picture after the other, sequential, no cache: the reader pool and the engine
          called from Python against the same over HTTP, in turns, request by request
cached    one picture of 1 MB that is known: sequential, then many at once
proxies   the same chat completions through LiteLLM's proxy, a bare FastAPI proxy and Tuwen, before
          the same mock upstream, round by round. Tuwen takes no request without a picture and reads
          it: measured with the answer known, with the picture known and a new question, and with a
          new picture each time. The others pass the picture on unseen.
parts     `tuwen serve` with other arguments and settings, as SETS or --set name them; new small
          pictures each time, round by round
"""

import json
import shlex
import statistics
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from load import Run
from measuring import EXAMPLES, heading, parser, publish, table
from service_ways import (
    PROMPT,
    Server,
    asked,
    bare_proxy,
    chat,
    large_picture,
    litellm,
    load,
    made_key,
    small_picture,
    started,
    tuwen,
    upload,
    version_of,
)

from tuwen.service.reader import reader_pool
from tuwen.service.summarizer import Brief, Summarizer

PICTURE = EXAMPLES / "k8s-microservices.png"
PLAIN = ("--engine", "embedded", "--workers", "1", "--no-cache", "--store", "memory")
SETS = {  # what begins with TUWEN_ goes into the environment; {folder} is a temporary one;
    # its keyed.db has a key, which requests to a server with this store come with
    "all off": "TUWEN_JOURNAL=false --no-cache --store memory",
    "all on": "TUWEN_ADDRESS_RPM=1000000 TUWEN_ADDRESS_CONCURRENT=1000 TUWEN_ADDRESS_DAILY=9999999 "
    "TUWEN_MODERATION_WORDS=builtin TUWEN_MODERATION_POLICY=warn "
    "--label --store {folder}/keyed.db",
}
STAGES = ("decode", "read", "write", "check")
Records = list[dict[str, Any]]
PACKAGES = ("fastapi", "uvicorn", "onnxruntime", "Tuwen")


def added(arguments: Namespace, folder: Path) -> Records:
    """Ask bare and over HTTP in turns; what one pair of requests differs by is what is added.

    How long reading takes varies by more: so compare, too, what goes by beside the stages.
    """
    picture = small_picture()
    request = [upload(picture)]
    readers, summarizer = reader_pool(size=1, polite=True), Summarizer("embedded")
    readers.start()
    summarizer.start()

    def bare() -> Mapping[str, float]:
        sight = readers.submit(picture, "f.png").result()
        return summarizer.summarize(sight, Brief(PROMPT)).timing_ms

    try:
        readers.wait_until_ready()
        with (
            started(tuwen(*PLAIN), "/readyz") as server,
            started(bare_proxy(), "/readyz") as idle,
        ):

            def served() -> Mapping[str, float]:
                return json.loads(asked(server, request))["timing_ms"]

            def nothing() -> Mapping[str, float]:
                asked(idle, request)
                return dict.fromkeys(STAGES, 0.0)

            turns = [
                (_timed(bare), _timed(nothing), _timed(served))
                for _ in range(arguments.rounds * arguments.requests)
            ][2:]  # the first pay for what later ones find done
    finally:
        readers.close()
    ways = {
        "engine from Python": [one[0] for one, _, _ in turns],
        "over HTTP": [other[0] for _, _, other in turns],
        "added, pair by pair": [other[0] - one[0] for one, _, other in turns],
        "the same beside the stages": [other[1] - one[1] for one, _, other in turns],
        "FastAPI, form and picture taken and dropped": [least[0] for _, least, _ in turns],
    }
    return [{"way": name, **_spread(took)} for name, took in ways.items()]


def cached(arguments: Namespace, folder: Path) -> Records:
    """Ask for what is known, sequentially and at once."""
    file = _file(folder, "known", upload(large_picture(PICTURE)))
    alone: list[Run] = []
    many: list[Run] = []
    store = ("--engine", "embedded", "--workers", "1", "--store", str(folder / "cached.db"))
    with started(tuwen(*store), "/readyz") as server:
        load(server, [file], requests=5)
        for _ in range(arguments.rounds):
            alone.append(load(server, [file], requests=arguments.requests))
            many.append(
                load(server, [file], connections=arguments.connections, seconds=arguments.seconds)
            )
        return [_rates("sequential", alone, server), _rates("at once", many, server)]


def proxies(arguments: Namespace, folder: Path) -> Records:
    """Every proxy, small and large pictures, in turns."""
    mock = [sys.executable, "upstream.py", "{port}"]
    with ExitStack() as stack:
        upstream = stack.enter_context(started(mock, "/v1/models"))
        url = f"http://127.0.0.1:{upstream.port}/v1"
        engine = ("--engine", "openai", "--base-url", url, "--model", "mock")
        known = tuwen(*engine, "--store", str(folder / "proxies.db"))
        anew = tuwen(*engine, "--no-cache", "--store", "memory")
        commands: dict[str, tuple[list[str], str, dict[str, str]]] = {
            "FastAPI": (bare_proxy(), "/readyz", {"UPSTREAM": url}),
            "Tuwen": (known, "/readyz", {}),
            "Tuwen without cache": (anew, "/readyz", {}),
        }
        if arguments.litellm_python:
            command = litellm(arguments.litellm_python, url, folder)
            local = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
            about = f"LiteLLM {version_of(arguments.litellm_python, 'litellm').strip()}"
            commands[about] = (command, "/health/readiness", local)
        servers = {
            name: stack.enter_context(started(*command)) for name, command in commands.items()
        }
        records: Records = []
        for size, picture in (("small", small_picture()), ("1 MB", large_picture(PICTURE))):
            ways = _proxy_ways(folder, size, picture, servers)
            for server, file in ways.values():
                load(server, [file], requests=4)
            runs = _in_turns(arguments, {
                name: lambda server=server, file=file: load(
                    server, [file], connections=arguments.connections, seconds=arguments.seconds
                )
                for name, (server, file) in ways.items()
            })  # fmt: skip
            records += [
                {"picture": size, **_rates(name, runs[name], server)}
                for name, (server, _) in ways.items()
            ]
    return records


def _proxy_ways(
    folder: Path, size: str, picture: bytes, servers: Mapping[str, Server]
) -> dict[str, tuple[Server, Path]]:
    """Of each way the server and the file of its request."""

    def request(name: str, model: str, *, prompt_new: bool, picture_new: bool) -> Path:
        said = chat(picture, model, prompt_new=prompt_new, picture_new=picture_new)
        return _file(folder, f"{name} {size}", said)

    question = request("question", "mock", prompt_new=True, picture_new=False)
    own, fresh = servers["Tuwen"], servers["Tuwen without cache"]
    others = {name: each for name, each in servers.items() if each not in (own, fresh)}
    known = request("answer", "mock", prompt_new=False, picture_new=False)
    anew = request("picture", "mock", prompt_new=True, picture_new=True)
    return {name: (each, question) for name, each in others.items()} | {
        "Tuwen, answer known": (own, known),
        "Tuwen, picture known": (own, question),
        "Tuwen, picture new": (fresh, anew),
    }


def parts(arguments: Namespace, folder: Path) -> Records:
    """Servers with other arguments, one after the other round by round; no picture comes twice."""
    sets = dict(one.split("=", 1) for one in arguments.set) or SETS
    key = {"authorization": f"Bearer {made_key(folder / 'keyed.db')}"}
    pictures = [
        {
            keyed: _file(folder, f"part {number} {keyed}", upload(small_picture(number), **headers))
            for keyed, headers in ((False, {}), (True, key))
        }
        for number in range((arguments.rounds + 1) * arguments.requests)
    ]
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for name, said in sets.items():
            words = shlex.split(said.replace("{folder}", str(folder)))
            own = [word for word in words if not word.startswith("TUWEN_")]
            settings = dict(word.split("=", 1) for word in words if word not in own)
            command = tuwen("--engine", "embedded", "--workers", "1", *own)
            servers[name] = stack.enter_context(started(command, "/readyz", settings))
        runs: dict[str, list[Run]] = {name: [] for name in servers}
        for number in range(arguments.rounds + 1):
            first = number * arguments.requests
            for name, server in servers.items():
                keyed = "keyed.db" in sets[name]
                files = [each[keyed] for each in pictures[first : first + arguments.requests]]
                run = load(server, files, requests=len(files))
                runs[name] += [run] if number else []  # the first round warms up
        return [_rates(name, runs[name], server) for name, server in servers.items()]


def _in_turns(arguments: Namespace, ways: Mapping[str, Callable[[], Run]]) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(arguments.rounds):
        for name, way in ways.items():
            runs[name].append(way())
    return runs


def _rates(name: str, runs: Sequence[Run], server: Server) -> dict[str, Any]:
    """Of several rounds: the median of each figure, and between what it lay."""
    rates = [len(run.took_ms) / run.seconds for run in runs]
    medians = [statistics.median(run.took_ms) for run in runs]
    slow = [sorted(run.took_ms)[-(-95 * len(run.took_ms) // 100) - 1] for run in runs]
    return {
        "way": name,
        "requests/s": _range(rates),
        "p50 ms": _range(medians),
        "p95 ms": _range(slow),
        "memory MB": server.memory_mb,
    }


def _spread(took: Sequence[float]) -> dict[str, Any]:
    quarters = statistics.quantiles(took, n=4)
    return {
        "p50 ms": f"{quarters[1]:.1f}",
        "middle half ms": f"{quarters[0]:.1f} – {quarters[2]:.1f}",
        "requests": len(took),
    }


def _range(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} – {max(values):.1f})"


def _timed(work: Callable[[], Mapping[str, float]]) -> tuple[float, float]:
    """Milliseconds of it all, and without those of its stages."""
    begun = time.perf_counter()
    stages = work()
    took = (time.perf_counter() - begun) * 1000
    return took, took - sum(stages[name] for name in STAGES)


def _file(folder: Path, name: str, request: bytes) -> Path:
    path = folder / f"{name}.http"
    path.write_bytes(request)
    return path


CASES = {
    "added": (added, "Over the bare engine (sequential, small picture)"),
    "cached": (cached, "A known answer (1 MB picture)"),
    "proxies": (proxies, "Before the same upstream"),
    "parts": (parts, "With other parts of the server (sequential, new small pictures)"),
}


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--only", choices=CASES, action="append", help="instead of all")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--requests", type=int, default=30, help="sequential ones a round")
    options.add_argument("--seconds", type=float, default=4.0, help="of load a round")
    options.add_argument("--connections", type=int, default=8, help="at once, under load")
    options.add_argument("--litellm-python", default="", help="of an environment that has it")
    options.add_argument("--set", action="append", default=[], metavar="NAME=ARGUMENTS",
                         help="a server to compare, instead of those in SETS")  # fmt: skip
    arguments = options.parse_args()
    said = f"a drawn one of 420 × 120 px, and {PICTURE.stem} with noise that makes it 1 MB"
    text, figures = heading("The server", said, PACKAGES), dict[str, Records]()
    for name in arguments.only or CASES:
        case, title = CASES[name]
        with tempfile.TemporaryDirectory() as folder:
            figures[name] = case(arguments, Path(folder))
        text += f"\n## {title}\n\n{table(figures[name])}\n"
    text += (
        f"\nMedian of {arguments.rounds} rounds (least – most); load: {arguments.connections} "
        "connections. Memory: of the server with its processes, shared pages counted once."
    )
    publish("service", text, figures, arguments)


if __name__ == "__main__":
    main()
