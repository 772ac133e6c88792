"""Answers in JSON: with a schema the fields that it names, without one the task's texts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import live, says
from openai import BadRequestError, OpenAI, UnprocessableEntityError
from pydantic import BaseModel, ConfigDict, Field

from tuwen.service.summarizer import Summarizer

WORDS = {"type": "array", "items": {"type": "string"}}


class Figure(BaseModel):
    """What an article keeps of a figure."""

    model_config = ConfigDict(extra="forbid")
    summary: str
    alt: str = Field(description="替代文本", min_length=1)
    keywords: list[str] = Field(max_length=3)
    warnings: list[str] | None


@pytest.fixture(scope="module")
def openai() -> Iterator[Any]:
    with (
        live(Summarizer("embedded")) as address,
        OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client,
    ):
        yield client


@pytest.fixture
def png(diagram_png: Path) -> bytes:
    return diagram_png.read_bytes()


def ask(openai: Any, schema: Any, *messages: Any, **fields: Any) -> Any:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": schema}}
    return openai.chat.completions.create(
        model="tuwen", messages=list(messages), response_format=wanted, **fields
    )


def content(answer: Any) -> Any:
    return json.loads(answer.choices[0].message.content)


def an_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def test_the_client_parses_what_it_asked_for(openai: Any, png: bytes) -> None:
    answer = openai.chat.completions.parse(
        model="tuwen", messages=[says(png)], response_format=Figure
    )
    figure = answer.choices[0].message.parsed
    assert isinstance(figure, Figure)
    assert "MySQL" in figure.summary
    assert figure.alt != figure.summary
    assert 1 <= len(figure.keywords) <= 3
    assert figure.warnings == []


def test_exactly_the_fields_of_the_schema_are_filled(openai: Any, png: bytes) -> None:
    schema = an_object(
        describe={"type": "string"},
        alt={"type": ["string", "null"]},
        explain={"$ref": "#/$defs/t"},
        keywords={"type": "string"},
        text={"type": "string"},
    )
    schema |= {"$defs": {"t": {"type": "string", "title": "T"}}, "additionalProperties": False}
    answer = ask(openai, schema, says("图中有几个节点？", png))
    found = content(answer)
    assert list(found) == ["describe", "alt", "explain", "keywords", "text"]
    assert all(found.values())
    assert len(set(found.values())) == 5
    assert {each["task"] for each in answer.tuwen} == {"describe", "ask", "all"}
    alone = openai.chat.completions.create(
        model="tuwen", messages=[says(png)], extra_body={"task": "describe"}
    )
    assert found["describe"] == alone.choices[0].message.content


def test_a_stream_gives_the_same(openai: Any, png: bytes) -> None:
    schema = an_object(alt={"type": "string"}, keywords=WORDS)
    chunks = list(ask(openai, schema, says(png), stream=True))
    told = "".join(c.choices[0].delta.content or "" for c in chunks)
    assert json.loads(told) == content(ask(openai, schema, says(png)))


def test_of_several_pictures_the_fields_hold_all(openai: Any, png: bytes) -> None:
    schema = an_object(alt={"type": "string"}, keywords=WORDS)
    found = content(ask(openai, schema, says(png, png)))
    assert found["alt"].startswith("【图 1】\n")
    assert "\n\n【图 2】\n" in found["alt"]
    assert len(found["keywords"]) == len(set(found["keywords"])) > 0


@pytest.mark.parametrize(
    ("task", "fields"),
    [
        ("all", ["summary", "alt", "keywords", "explain"]),
        ("alt", ["alt"]),
        ("keywords", ["keywords"]),
        ("ask", ["text"]),
    ],
)
def test_without_a_schema_it_is_the_texts_of_the_task(
    openai: Any, png: bytes, task: str, fields: list[str]
) -> None:
    answer = openai.chat.completions.create(
        model="tuwen", messages=[says("有几个节点？", png)], extra_body={"task": task},
        response_format={"type": "json_object"},
    )  # fmt: skip
    found = content(answer)
    assert list(found) == fields
    assert all(isinstance(v, list) == (name == "keywords") for name, v in found.items())
    assert all(found.values())


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (an_object(colour={"type": "string"}), "colour；可用：summary、alt"),
        (an_object(summary={"type": "integer"}), "summary 不能是所要的类型"),
        (an_object(summary=WORDS), "summary 不能是所要的类型"),
        (an_object(warnings={"type": "string"}), "warnings 不能是所要的类型"),
        (an_object(keywords={"type": "array", "items": {"type": "integer"}}), "keywords"),
        (an_object(alt={"type": "string", "pattern": "^A"}), "pattern"),
        (an_object(alt={"type": "string", "enum": ["a"]}), "enum"),
        (an_object(alt={"type": "string", "maxLength": "9"}), "非负整数"),
        (an_object(alt={"$ref": "#/$defs/none"}), "#/$defs/none"),
        (an_object(alt={"$ref": "#"}), "引用"),
        (an_object(alt=False), "alt"),
        (an_object(), "properties"),
        ({"type": "array"}, "object"),
        ({**an_object(alt={}), "required": ["summary"]}, "summary 不在 properties 中"),
        ({**an_object(alt={}), "minProperties": 2}, "minProperties"),
        ({**an_object(alt={}), "required": 3}, "required"),
    ],
)
def test_a_schema_that_cannot_be_filled_is_refused(
    openai: Any, png: bytes, schema: Any, said: str
) -> None:
    with pytest.raises(BadRequestError) as refused:
        ask(openai, schema, says(png))
    assert said in refused.value.message
    assert str(refused.value.param).startswith("response_format.json_schema.schema")


def test_a_bound_that_the_text_does_not_keep_is_an_error(openai: Any, png: bytes) -> None:
    with pytest.raises(UnprocessableEntityError, match="alt 的长度为"):
        ask(openai, an_object(alt={"type": "string", "maxLength": 3}), says(png))
    with pytest.raises(BadRequestError) as refused:
        openai.chat.completions.create(
            model="tuwen", messages=[says(png)], response_format={"type": "json_schema"}
        )
    assert refused.value.param == "response_format.json_schema"
