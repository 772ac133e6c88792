"""Requests that share a model's steps: each gets what it would get alone, whatever happens."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("torch", reason="local models come with the extra tuwen[transformers]")
pytest.importorskip("transformers", reason="local models come with the extra tuwen[transformers]")

import asked
import torch
from PIL import Image

from tuwen.engines.base import Cancellation
from tuwen.engines.checkpoint import Checkpoint, load
from tuwen.engines.decoding import Decoder, End, Sequence
from tuwen.engines.options import Options
from tuwen.errors import EngineError

if TYPE_CHECKING:
    from tuwen.engines.inputs import Encoded

ROOM = 1 << 20


@pytest.fixture(scope="module")
def checkpoint(models: Path) -> Checkpoint:
    return load(Options(model_path=str(models / "glm4v"), precision="fp32", device="cpu"))


@pytest.fixture(scope="module")
def prompts(checkpoint: Checkpoint) -> list["Encoded"]:
    return asked.prompts(checkpoint)


@pytest.fixture(scope="module")
def expected(checkpoint: Checkpoint, prompts: list["Encoded"]) -> list[list[int]]:
    return asked.answers(checkpoint, prompts)


@dataclass
class Narrow:
    """A model on a machine whose memory ends with so many rows or so long a prompt."""

    real: Any
    rows: int = asked.COUNT
    length: int = ROOM
    poison: int = -1  # a token that breaks it
    out_of_memory: int = 0  # how often
    passes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])  # rows, tokens

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def __call__(self, *, input_ids: Any, **inputs: Any) -> Any:
        if bool((input_ids == self.poison).any()):
            raise ValueError("cannot compute this")
        self.passes.append(tuple(input_ids.shape))
        out = self.real(input_ids=input_ids, **inputs)  # the cache has grown when it fails
        rows, length = inputs["attention_mask"].shape
        if rows > self.rows or length > self.length:
            self.out_of_memory += 1
            raise torch.OutOfMemoryError("out of memory")
        return out


def drained(items: Iterator[int | End]) -> list[int]:
    found = list(items)
    assert isinstance(found[-1], End)
    return [item for item in found if isinstance(item, int)]


@pytest.fixture
def decoder(checkpoint: Checkpoint) -> Iterator[Decoder]:
    made = Decoder(checkpoint.model, set(), token_budget=ROOM)
    yield made
    made.close()


def together(decoder: Decoder, rows: list[Sequence]) -> list[list[int]]:
    """Have all decoded at once; each joins when the one before has said something."""
    answers = [decoder.decode(row) for row in rows]
    begun = [[next(answer)] for answer in answers]
    return [
        [token for token in first if isinstance(token, int)] + drained(rest)
        for first, rest in zip(begun, answers, strict=True)
    ]


def test_each_gets_what_it_would_get_alone(
    decoder: Decoder, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    assert together(decoder, asked.sequences(prompts)) == expected


def test_what_prompts_begin_with_is_read_once(
    checkpoint: Checkpoint, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    model = Narrow(checkpoint.model)
    decoder = Decoder(model, set(), token_budget=ROOM)
    rules = prompts[0].kinds.index(1)
    for n in (0, 1):
        assert drained(decoder.decode(asked.sequence(prompts[n], 12 + n))) == expected[n]
    assert decoder.steps[:3] == (0, 11 + 12, 0)
    read = [width for _, width in model.passes if width > 1]
    assert read == [rules, *(len(prompts[n].ids) - rules for n in (0, 1))]
    decoder.close()


def test_rules_of_two_languages_go_side_by_side(
    checkpoint: Checkpoint, decoder: Decoder, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    picture = Image.fromarray(asked.figure(3).pixels)
    others = [checkpoint.encoder.encode(f"Sei kurz {n}.", "?", picture) for n in range(6)]
    wanted = [*expected[:2], *asked.answers(checkpoint, others)]
    rows = [*asked.sequences(prompts[:2]), *asked.sequences(others)]
    assert together_at_once(decoder, rows) == wanted


def test_long_prompts_are_read_apart_from_short_ones(checkpoint: Checkpoint) -> None:
    picture = Image.fromarray(asked.figure(0).pixels)
    prompts = [
        checkpoint.encoder.encode("", "Parts? " * (1 + n % 2 * 99), picture) for n in range(3)
    ]
    model = Narrow(checkpoint.model)
    decoder = Decoder(model, set(), token_budget=ROOM)
    assert together_at_once(decoder, asked.sequences(prompts)) == asked.answers(checkpoint, prompts)
    longest = max(len(one.ids) - one.kinds.index(1) for one in prompts)
    assert [rows for rows, width in model.passes if width == longest] == [1]
    decoder.close()


def test_an_answer_ends_at_its_length_or_at_a_token_that_closes_it(
    checkpoint: Checkpoint, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    closing = expected[0][5]
    decoder = Decoder(checkpoint.model, {closing}, token_budget=ROOM)
    *said, end = decoder.decode(asked.sequence(prompts[0], 12))
    assert said == expected[0][: expected[0].index(closing)]
    assert end == End(cut_off=False)
    *said, end = decoder.decode(asked.sequence(prompts[0], 2))
    assert said == expected[0][:2]
    assert end == End(cut_off=True)
    decoder.close()


def test_who_cancels_leaves_and_the_others_stay(
    decoder: Decoder, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    cancellation = Cancellation()
    unwanted = decoder.decode(asked.sequence(prompts[0], 20_000, cancellation=cancellation))
    other = decoder.decode(asked.sequence(prompts[1], len(expected[1])))
    said = [next(unwanted), next(other)]
    cancellation.set()
    assert len(drained(unwanted)) < 10_000
    assert [said[1], *drained(other)] == expected[1]


def test_who_stops_reading_leaves_too(decoder: Decoder, prompts: list["Encoded"]) -> None:
    row = asked.sequence(prompts[0], 20_000)
    answer = decoder.decode(row)
    next(answer)
    answer.close()  # pyright: ignore[reportAttributeAccessIssue] - it is a generator
    while not isinstance(row.out.get(timeout=60), End):
        pass
    assert len(row.tokens) < 20_000


def test_where_memory_ends_some_wait_and_none_is_lost(
    checkpoint: Checkpoint, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    model = Narrow(checkpoint.model, rows=2)
    decoder = Decoder(model, set(), token_budget=ROOM)
    assert together_at_once(decoder, asked.sequences(prompts)) == expected
    assert model.out_of_memory
    decoder.close()


def together_at_once(decoder: Decoder, rows: list[Sequence]) -> list[list[int]]:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(rows)) as pool:
        return list(pool.map(drained, map(decoder.decode, rows)))


def test_what_never_fits_fails_alone(
    checkpoint: Checkpoint, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    longest = max(range(asked.COUNT), key=lambda n: len(prompts[n].ids))
    decoder = Decoder(
        Narrow(checkpoint.model, length=len(prompts[longest].ids) - 1), set(), token_budget=ROOM
    )
    small = decoder.decode(asked.sequence(prompts[0], len(expected[0])))
    first = next(small)
    with pytest.raises(EngineError, match="内存") as caught:
        drained(decoder.decode(asked.sequence(prompts[longest], 5)))
    assert caught.value.code == "out_of_memory"
    assert [first, *drained(small)] == expected[0]
    decoder.close()


def test_the_cache_takes_no_more_than_there_is_room_for(
    checkpoint: Checkpoint, prompts: list["Encoded"], expected: list[list[int]]
) -> None:
    model = Narrow(checkpoint.model, rows=1)
    decoder = Decoder(model, set(), token_budget=1)
    assert together_at_once(decoder, asked.sequences(prompts)) == expected
    assert not model.out_of_memory
    decoder.close()


def test_what_breaks_the_model_fails_alone_and_the_loop_goes_on(
    checkpoint: Checkpoint,
    prompts: list["Encoded"],
    expected: list[list[int]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    poison = 1999  # no text of these prompts has it
    decoder = Decoder(Narrow(checkpoint.model, poison=poison), set(), token_budget=ROOM)
    broken = asked.sequence(replace(prompts[0], ids=[poison, *prompts[0].ids[1:]]), 5)
    good = decoder.decode(asked.sequence(prompts[1], len(expected[1])))
    first = next(good)
    with pytest.raises(EngineError) as caught:
        drained(decoder.decode(broken))
    assert caught.value.code == "model_failed"
    assert "cannot compute this" not in caught.value.message  # a library's words are for the log
    assert "cannot compute this" in caplog.text
    assert [first, *drained(good)] == expected[1]
    assert drained(decoder.decode(asked.sequence(prompts[2], len(expected[2])))) == expected[2]
    decoder.close()


def test_closing_fails_those_who_wait(checkpoint: Checkpoint, prompts: list["Encoded"]) -> None:
    decoder = Decoder(checkpoint.model, set(), token_budget=ROOM)
    answer = decoder.decode(asked.sequence(prompts[0], 20_000))
    next(answer)
    decoder.close()
    with pytest.raises(EngineError) as caught:
        drained(answer)
    assert caught.value.code == "engine_closed"
    with pytest.raises(EngineError, match="关闭"):
        drained(decoder.decode(asked.sequence(prompts[1], 5)))
