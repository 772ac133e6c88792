"""The example pictures, their sources and their truth belong together."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image

from tuwen.reading.types import Kind

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TRUTH: list[dict[str, Any]] = [
    json.loads(line) for line in (EXAMPLES / "truth.jsonl").read_text("utf-8").splitlines()
]
DIAGRAMS = [row for row in TRUTH if "nodes" in row]


def name_of(row: dict[str, Any]) -> str:
    return str(row["id"])


def test_every_picture_has_a_truth_and_every_truth_a_picture() -> None:
    pictures = sorted(path.name for path in EXAMPLES.glob("*.png"))
    assert sorted(row["image"] for row in TRUTH) == pictures


@pytest.mark.parametrize("row", TRUTH, ids=name_of)
def test_picture_is_small_and_of_a_known_kind(row: dict[str, Any]) -> None:
    path = EXAMPLES / row["image"]
    assert path.stat().st_size <= 150_000
    with Image.open(path) as picture:
        assert picture.width <= 1400
        assert picture.mode in {"RGB", "P"}
    assert row["kind"] in get_args(Kind)
    assert (EXAMPLES / row["source"]).is_file()
    assert row["summary_zh"]


@pytest.mark.parametrize("row", DIAGRAMS, ids=name_of)
def test_edges_and_members_name_what_exists(row: dict[str, Any]) -> None:
    ids = [item["id"] for item in row["nodes"] + row["groups"]]
    assert len(set(ids)) == len(ids)
    assert {end for edge in row["edges"] for end in (edge["from"], edge["to"])} <= set(ids)
    assert {member for group in row["groups"] for member in group["members"]} <= set(ids)


@pytest.mark.parametrize("row", DIAGRAMS, ids=name_of)
def test_labels_of_the_truth_stand_in_the_source(row: dict[str, Any]) -> None:
    source = (EXAMPLES / row["source"]).read_text("utf-8")
    items = row["nodes"] + row["groups"] + row["edges"]
    lines = [line for item in items for line in item["label"].splitlines()]
    assert [line for line in lines if line not in source] == []


def test_figures_of_the_articles_exist() -> None:
    for article in (EXAMPLES / "articles").glob("*.md"):
        figures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", article.read_text("utf-8"))
        assert figures
        assert [name for name in figures if not (article.parent / name).is_file()] == []
