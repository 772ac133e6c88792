"""Every command and every program of the READMEs runs, and prints what they say it prints.

`make run` of the README is the server that its `curl` lines and its Python client talk to.
After a change of the program's words or of bench/results: python tests/test_readme.py --update
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from readme_parts import CHINESE, ENGLISH, FILLED, ROOT, Block, blocks, filled

PAIR = (ENGLISH, CHINESE)
SERVER = "make run"
BLOCKS = blocks(ENGLISH)
OURS = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "ARGS", "IMAGE", "VENV", "PYTHON"}
COPIED = ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock")


def furnish(folder: Path) -> Path:
    """Lay out what the commands need: the examples that are named, make and an environment."""
    for name in COPIED:
        shutil.copy(ROOT / name, folder)
    for name in set(re.findall(r"examples/[\w./-]+\.\w+", ENGLISH.read_text("utf-8"))):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(sysconfig.get_path("scripts"))
    for stamp in (".run-installed", ".dev-installed"):  # installing is what .ci/run shows
        (folder / ".venv" / stamp).touch()
    return folder


def environment(port: int = 0) -> dict[str, str]:
    """Return a user's environment: nothing of the `make test` that may have started us."""
    inherited = {k: v for k, v in os.environ.items() if k not in OURS}
    path = sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"]
    return {**inherited, "PATH": path, "TUWEN_PORT": str(port), "PYTHONUTF8": "1"}


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )


def output_of(command: str, folder: Path) -> str:
    done = run(["bash", "-euo", "pipefail", "-c", command], folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("readme"))


@pytest.fixture(scope="module")
def port(workspace: Path) -> Iterator[str]:
    """The port of the server that the README has one start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    process = subprocess.Popen(
        SERVER.split(),
        cwd=workspace,
        env=environment(free),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with process as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert said.strip().endswith(f"http://127.0.0.1:{free}/")
        yield str(free)
        os.killpg(server.pid, signal.SIGTERM)
        server.stdout.read()


def name_of(block: Block) -> str:
    return block.code.splitlines()[0][:50]


@pytest.mark.parametrize("block", BLOCKS, ids=name_of)
def test_block_runs(block: Block, workspace: Path, request: pytest.FixtureRequest) -> None:
    code = block.code
    if ":8080" in code or block.commands == [SERVER]:
        code = code.replace(":8080", ":" + request.getfixturevalue("port"))
    if block.fresh:
        done_by_ci = (ROOT / ".ci" / "run").read_text("utf-8").replace(" --no-print-directory", "")
        assert set(block.commands) <= {line.strip() for line in done_by_ci.splitlines()}
    elif block.commands != [SERVER]:
        programs = {
            "bash": ["bash", "-euo", "pipefail", "-c", code],
            "python": [sys.executable, "-c", code],
        }
        done = run(programs[block.language], workspace)
        assert done.returncode == 0, done.stderr
        assert done.stdout or "--overlay" in code or "--jsonl" in code
        assert '"error"' not in done.stdout


@pytest.mark.parametrize("readme", PAIR, ids=lambda path: str(path.name))
def test_what_the_readme_says_is_printed_is_printed(readme: Path, workspace: Path) -> None:
    assert FILLED.search(readme.read_text("utf-8"))
    expected = filled(readme, lambda command: output_of(command, workspace))
    assert readme.read_text("utf-8") == expected, "run: python tests/test_readme.py --update"


def test_both_languages_give_the_same_commands() -> None:
    english, chinese = ([(b.language, b.commands, b.fresh) for b in blocks(p)] for p in PAIR)
    assert english == chinese


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda page: str(page.name)
)
def test_what_a_page_links_to_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_results_name_no_place() -> None:
    for path in (ROOT / "bench" / "results").iterdir():
        text = path.read_text("utf-8").split("## The texts")[0]  # behind it: what pictures say
        assert re.findall(r"(?<![\w`])/\w+/\w*", text) == [], path.name


def update() -> None:
    """Fill both READMEs with what the program says now."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = furnish(Path(folder))
        for readme in PAIR:
            text = filled(readme, lambda command: output_of(command, workspace))
            readme.write_text(text, "utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    update()
