"""Servers that die, hang and will not end, as the vllm engine sees them; see small_vllm.

Whatever happens, neither a server nor its child is left behind.
"""

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engines import small_server
from tests.engines.small_server import (
    QUICK,
    REQUEST,
    TEXT,
    answer,
    code_of,
    eventually,
    gone,
    options,
    refusal,
    starts,
    up,
)

from tuwen.engines.base import Health
from tuwen.engines.vllm import VllmEngine
from tuwen.errors import EngineError

pytestmark = pytest.mark.usefixtures("small_vllm")


def test_its_lines_go_into_our_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with up(tmp_path):
        assert "vllm: (APIServer pid=1) INFO starting" in caplog.messages


def test_a_request_whose_server_dies_is_answered_by_the_next(tmp_path: Path) -> None:
    with up(tmp_path, "dies-once") as engine:
        assert engine.health == Health(up=True, restarts=0, resting=False)
        assert answer(engine) == TEXT
        assert engine.health.restarts == 1
        first, _ = starts(tmp_path)
        assert gone([*first])


def test_an_answer_that_breaks_off_is_an_error_and_the_next_is_whole(tmp_path: Path) -> None:
    with up(tmp_path, "stays-silent") as engine:
        stream = engine.stream(REQUEST)
        assert next(stream) == "网关把请求"
        os.kill(starts(tmp_path)[0][0], signal.SIGKILL)
        with pytest.raises(EngineError) as caught:
            next(stream)
        assert caught.value.code == "broken_stream"
        assert next(engine.stream(REQUEST)) == "网关把请求"
        assert len(starts(tmp_path)) == 2


def test_a_server_that_keeps_dying_is_given_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with up(tmp_path, "dies-each-time") as engine:
        assert code_of(engine) in ("broken_stream", "unreachable", "vllm_ended")
        assert eventually(lambda: "is not started again" in caplog.text)
        assert code_of(engine) == "vllm_ended"
        assert not engine.health.up
        assert len(starts(tmp_path)) == QUICK.falls


def test_waiting_for_a_restart_has_an_end(tmp_path: Path) -> None:
    engine = VllmEngine(options(tmp_path, timeout=0.3), pace=replace(QUICK, first_wait=600.0,
                        longest_wait=600.0))  # fmt: skip
    engine.start()
    os.kill(starts(tmp_path)[0][0], signal.SIGKILL)
    assert gone([*starts(tmp_path)[0]])
    assert code_of(engine) == "vllm_restarting"
    engine.close()  # does not wait for the restart


def test_a_server_that_hangs_is_started_again(tmp_path: Path) -> None:
    with up(tmp_path) as engine:
        (tmp_path / "sick").touch()
        assert gone([*starts(tmp_path)[0]])
        (tmp_path / "sick").unlink()
        assert answer(engine) == TEXT
        assert len(starts(tmp_path)) > 1


def test_a_server_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    engine = VllmEngine(options(tmp_path, "ignores-sigterm"), pace=replace(QUICK, grace=0.2))
    engine.start()
    engine.close()
    assert gone([*starts(tmp_path)[0]])


def test_without_its_watchdog_a_server_is_replaced(tmp_path: Path) -> None:
    with up(tmp_path) as engine:
        first = starts(tmp_path)[0]
        watchdog = os.getpgid(first[0])
        assert watchdog != first[0]
        os.kill(watchdog, signal.SIGKILL)
        assert gone([*first])
        assert eventually(lambda: len(starts(tmp_path)) == 2)
        assert answer(engine) == TEXT


def test_closing_ends_a_start_that_takes_long(tmp_path: Path) -> None:
    engine = small_server.engine(tmp_path, "never-ready")
    closer = threading.Thread(
        target=lambda: eventually(lambda: starts(tmp_path)) and engine.close()
    )
    closer.start()
    with pytest.raises(EngineError) as caught:
        engine.start()
    closer.join()
    assert caught.value.code == "closing"
    assert gone([*starts(tmp_path)[0]])
    assert code_of(engine) == "closing"


def test_an_engine_that_was_closed_starts_nothing(tmp_path: Path) -> None:
    engine = small_server.engine(tmp_path)
    engine.close()
    assert refusal(engine).code == "closing"
    assert starts(tmp_path) == []
