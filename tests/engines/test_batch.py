"""Rows of one batch: read together, joined later, moved when others leave."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="local models come with the extra tuwen[transformers]")
pytest.importorskip("transformers", reason="local models come with the extra tuwen[transformers]")

import asked

from tuwen.engines.batch import Batch, Row
from tuwen.engines.checkpoint import load
from tuwen.engines.options import Options

FAMILIES = ["glm4v", "llava", "qwen2_vl", "blip2"]


@pytest.mark.parametrize("family", FAMILIES)
def test_those_that_come_together_are_read_together(models: Path, family: str) -> None:
    batch, rows, expected = made(models / family)
    assert all(row.like(rows[0]) for row in rows)
    batch.join(rows[:5])
    batch.advance()
    batch.join(rows[5:])
    while batch.rows:
        batch.keep([row for row in batch.rows if len(row.tokens) < row.max_tokens])
        if batch.rows:
            batch.advance()
    assert [row.tokens for row in rows] == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_a_row_takes_the_place_of_one_that_left(models: Path, family: str) -> None:
    batch, rows, expected = made(models / family)
    waiting = [rows[n] for n in (7, 2, 5, 0, 6, 1, 4, 3)]  # long ones between short ones
    while batch.rows or waiting:
        batch.keep([row for row in batch.rows if len(row.tokens) < row.max_tokens])
        while waiting and len(batch.rows) < 3:
            batch.join([waiting.pop(0)])
        if batch.rows:
            batch.advance()
    assert [row.tokens for row in rows] == expected


def made(folder: Path) -> tuple[Batch, list[Row], list[list[int]]]:
    """A batch without rows, rows for it, and what each gets alone."""
    checkpoint = load(Options(model_path=str(folder), precision="fp32", device="cpu"))
    prompts = asked.prompts(checkpoint)
    return Batch(checkpoint.model), [*asked.sequences(prompts)], asked.answers(checkpoint, prompts)
