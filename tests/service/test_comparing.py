"""Engines on the same pictures, one after the other."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from tuwen.engines.base import Engine, Finish, Request
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.errors import EngineError, InputError
from tuwen.service.comparing import Compared, Comparison, Contender, Run, measured
from tuwen.service.sight import Sight, look
from tuwen.service.summarizer import Brief
from tuwen.summary import Usage

TEXT = "Gateway 把请求写入 MySQL。"


class Scripted(Engine):
    """Says TEXT, or raises; notes in a diary what happens to it."""

    model = "scripted"

    def __init__(self, name: str, diary: list[str], trouble: Exception | None = None) -> None:
        super().__init__()
        self.name, self._diary, self._trouble = name, diary, trouble

    def start(self) -> None:
        self._diary.append(f"{self.name} starts")

    def stream(self, request: Request) -> Iterator[str | Finish]:
        self._diary.append(f"{self.name} writes")
        assert request.shown is not None
        if self._trouble:
            raise self._trouble
        yield TEXT
        yield Finish(Usage(300, 12))

    def close(self) -> None:
        self._diary.append(f"{self.name} ends")


@pytest.fixture(scope="module")
def sight(diagram: Image.Image) -> Sight:
    buffer = BytesIO()
    diagram.save(buffer, "PNG")
    return look(buffer.getvalue(), "diagram.png", keep_pixels=True)


def test_engines_run_one_after_the_other_and_see_every_picture(sight: Sight) -> None:
    diary: list[str] = []
    contenders = [Contender(name, Scripted(name, diary)) for name in ("a", "b")]
    found = list(Comparison(contenders, Brief(), repeat=2).run([sight, sight]))
    assert [(each.name, each.picture, len(each.runs)) for each in found] == [
        ("a", 0, 2), ("a", 1, 2), ("b", 0, 2), ("b", 1, 2),
    ]  # fmt: skip
    assert diary == [
        "a starts", *["a writes"] * 4, "a ends", "b starts", *["b writes"] * 4, "b ends",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("trouble", "code"), [(EngineError("down", "停"), "down"), (ValueError("x"), "internal_error")]
)
def test_one_that_fails_is_told_and_ends_and_the_next_one_runs(
    sight: Sight, trouble: Exception, code: str
) -> None:
    diary: list[str] = []
    engines = Scripted("bad", diary, trouble), EmbeddedEngine()
    contenders = [Contender(engine.name, engine) for engine in engines]
    bad, good = Comparison(contenders, Brief()).run([sight])
    assert bad.error
    assert bad.error.code == code
    assert bad.runs == ()
    assert diary[-1] == "bad ends"
    assert good.runs[0].summary.check.unsupported == ()
    assert measured([bad]).failed == 1
    assert measured([bad]).total_ms is None


def test_a_brief_that_makes_no_sense_is_refused_before_anything_starts() -> None:
    diary: list[str] = []
    with pytest.raises(InputError):
        Comparison([Contender("a", Scripted("a", diary))], Brief(task="paint"))
    assert diary == []


def test_whoever_leaves_early_leaves_nothing_running(sight: Sight) -> None:
    diary: list[str] = []
    running = Comparison([Contender("a", Scripted("a", diary))], Brief()).run([sight, sight])
    next(running)
    running.close()
    assert diary == ["a starts", "a writes", "a ends"]


def test_figures_are_medians_and_claims_are_summed_up(sight: Sight) -> None:
    (one,) = Comparison([Contender("a", Scripted("a", []))], Brief()).run([sight])
    summary = one.runs[0].summary
    runs = tuple(Run(summary, first, 1000.0) for first in (90.0, 10.0, 20.0))
    found = measured([Compared("a", 0, 5.0, runs), Compared("a", 1, 5.0, runs)])
    assert (found.first_ms, found.total_ms, found.start_ms) == (20.0, 1000.0, 5.0)
    assert (found.tokens, found.tokens_per_second) == (12, 12.0)
    assert found.supported == 2 * summary.check.supported > 0
    assert found.characters == len(TEXT)


def test_what_an_engine_does_not_count_is_no_tokens(sight: Sight) -> None:
    (one,) = Comparison([Contender("e", EmbeddedEngine())], Brief()).run([sight])
    assert measured([one]).tokens is None
