"""A real PostgreSQL on loopback, made for the tests and gone with them."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "geheim"


def binaries() -> Path | None:
    """Where initdb and postgres are, if anywhere."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def serving(folder: Path) -> Generator[str]:
    """Run a server with its programs from `folder`; gives the URL of its database."""
    user = _not_root()
    home = Path(tempfile.mkdtemp(prefix="tuwen-postgres-"))
    try:
        (home / "password").write_text(PASSWORD)
        if user is not None:
            for path in (home, home / "password"):
                os.chown(path, user, -1)
        data, port = home / "data", _free_port()
        _run([folder / "initdb", "-D", data, "-U", "tuwen", "-E", "UTF8", "--locale=C", "--no-sync",
              "--auth=scram-sha-256", f"--pwfile={home / 'password'}"], home, user)  # fmt: skip
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [folder / "pg_ctl", "-D", data, "-w", "-l", home / "log"]
        _run([*control, "-o", options, "start"], home, user)
        try:
            yield f"postgresql://tuwen:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], home, user)
    finally:
        shutil.rmtree(home)


def _run(command: list[Path | str], home: Path, user: int | None) -> None:
    done = subprocess.run(
        command, cwd=home, user=user, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode()


def _not_root() -> int | None:
    """Whom to run as where we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres", names["nobody"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
