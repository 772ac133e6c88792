"""Answers in JSON: the fields that a client's schema names, filled with what was written.

Not a validator of schemas: the few forms that such a field can have are known, and whatever
else a schema asks for is refused before anything is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from tuwen.errors import InputError
from tuwen.server.errors import BadParam
from tuwen.server.schema import ResponseFormat
from tuwen.server.titled import Titled
from tuwen.service.json_form import Json
from tuwen.service.summarizer import Brief
from tuwen.summary import Summary
from tuwen.task import PARTS, Order, TaskName

PARAM = "response_format.json_schema.schema"
OWN = "text"  # the field of what the prompt itself asks for
STRINGS: dict[str, TaskName | None] = {
    "summary": "summary", "alt": "alt", "describe": "describe", "explain": "explain",
    "keywords": "keywords", OWN: None,
}  # fmt: skip
LISTS = ("keywords", "warnings")
NOTES = {"title", "description", "default", "examples", "$comment"}
ROOT = NOTES | {
    "type", "properties", "required", "additionalProperties", "$defs", "definitions", "$schema",
    "$id",
}  # fmt: skip
BOUNDS = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}
STEPS = 8  # references that lead to references

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: a string, or an array of strings; `least` and `most` bound its length."""

    array: bool = False
    least: int = 0
    most: int | None = None


Fields = dict[str, Field]


def fields_of(wanted: ResponseFormat | None, order: Order) -> Fields | None:
    """The fields of the answer, in order; None where it is plain text. Raises BadParam."""
    if wanted is None or wanted.type == "text":
        return None
    if wanted.type == "json_schema":
        if wanted.json_schema is None:
            message = "type 为 json_schema 时须有 json_schema。"
            raise BadParam("bad_schema", message, "response_format.json_schema")
        return _fields(wanted.json_schema.wanted)
    tasks = PARTS if order.task == "all" else (order.task,)
    return {task if task in STRINGS else OWN: Field(array=task in LISTS) for task in tasks}


def briefs_for(fields: Fields, brief: Brief, order: Order) -> list[Brief]:
    """The briefs whose answers fill the fields: as few as will do."""
    own = "summary" if order.task == "all" else order.task
    tasks = {STRINGS[name] or own for name, field in fields.items() if not field.array}
    parts = tasks.intersection(PARTS)
    alone: tuple[TaskName, ...] = ("describe", "ask")
    wanted = [task for task in alone if task in tasks]
    if parts or not wanted:
        wanted.append("all" if len(parts) > 1 else next(iter(parts), "keywords"))
    return [replace(brief, task=task) for task in wanted]


def filled(
    fields: Fields, figures: Sequence[Sequence[Summary]], order: Order, language: str
) -> Json:
    """The fields' values: of several figures texts stand under titles, arrays are put together.

    Raises InputError where a bound of the schema is not met.
    """
    values: Json = {}
    for name, field in fields.items():
        if field.array:
            lists = (getattr(each, name) for summaries in figures for each in summaries)
            found = list(dict.fromkeys(word for words in lists for word in words))
            values[name] = found[: field.most]
        else:
            task = STRINGS[name] or ("summary" if order.task == "all" else order.task)
            titled = Titled(language, len(figures))
            values[name] = "".join(
                titled.add(i, part.text)
                for i, summaries in enumerate(figures)
                for summary in summaries
                for part in summary.texts
                if part.task == task
            )
        _hold(name, field, len(values[name]))
    return values


def _hold(name: str, field: Field, length: int) -> None:
    if length < field.least or (field.most is not None and length > field.most):
        bounds = f"{field.least} 到 {'不限' if field.most is None else field.most}"
        message = f"字段 {name} 的长度为 {length}，不合 schema 的要求（{bounds}）；请放宽限制。"
        raise InputError("schema_not_met", message)


def _fields(root: Schema) -> Fields:
    root_form = {**root, **_referred(root, root)}
    if root_form.get("type", "object") != "object":
        raise _bad("schema 的最外层须为 object。")
    _refuse_others(root_form, ROOT | {"$ref"}, "")
    properties, required = root_form.get("properties"), root_form.get("required", [])
    if not isinstance(properties, dict) or not properties:
        raise _bad(f"schema 须有 properties；{_available()}")
    if not isinstance(required, list):
        raise _bad("required 须为数组。")
    for name in (*properties, *required):
        if not isinstance(name, str) or name not in {*STRINGS, *LISTS}:
            raise _bad(f"不能给出字段 {_shown(name)}；{_available()}", name)
    if missing := [name for name in required if name not in properties]:
        raise _bad(f"required 中的 {_shown(missing[0])} 不在 properties 中。")
    return {name: _field(name, each, root) for name, each in properties.items()}


def _field(name: str, schema: Any, root: Schema) -> Field:
    """The form of one field: of several alternatives the first that can be had."""
    if schema is True:
        schema = {}
    if not isinstance(schema, dict):
        raise _bad(f"字段 {name} 的 schema 无效。", name)
    form = _referred(cast("dict[str, Any]", schema), root)
    for choice in ("anyOf", "oneOf"):
        if isinstance(alternatives := form.get(choice), list):
            return _first_field(name, alternatives, root)
    types = form.get("type", "string" if name in STRINGS else "array")
    for kind in types if isinstance(types, list) else [types]:
        if kind == "string" and name in STRINGS:
            _refuse_others(form, {"type", *NOTES, *BOUNDS["string"]}, name)
            return Field(False, *_bounds(form, "string", name))
        if kind == "array" and name in LISTS and _of_strings(form, root):
            allowed = {"type", "items", "uniqueItems", *NOTES, *BOUNDS["array"]}
            _refuse_others(form, allowed, name)
            return Field(True, *_bounds(form, "array", name))
    raise _bad(f"字段 {name} 不能是所要的类型；{_available()}", name)


def _first_field(name: str, alternatives: Iterable[Any], root: Schema) -> Field:
    refused = _bad(f"字段 {name} 不能是所要的类型；{_available()}", name)
    for schema in alternatives:
        if isinstance(schema, dict) and not {"anyOf", "oneOf"} & schema.keys():
            try:
                return _field(name, schema, root)
            except BadParam as error:
                refused = error
    raise refused


def _of_strings(form: Schema, root: Schema) -> bool:
    items = form.get("items", {})
    if items is True:
        return True
    if not isinstance(items, dict):
        return False
    form = _referred(cast("dict[str, Any]", items), root)
    return form.get("type", "string") == "string" and form.keys() <= {"type", *NOTES}


def _bounds(form: Schema, kind: str, name: str) -> tuple[int, int | None]:
    least, most = (form.get(bound) for bound in BOUNDS[kind])
    for bound in (least, most):
        if bound is not None and (type(bound) is not int or bound < 0):
            raise _bad(f"字段 {name} 的长度限制须为非负整数。", name)
    return least or 0, most


def _referred(schema: Schema, root: Schema) -> Schema:
    """The schema that a `$ref` within `root` leads to; itself where it has none."""
    for _ in range(STEPS):
        ref = schema.get("$ref")
        if ref is None:
            return schema
        if not isinstance(ref, str) or not ref.startswith("#/"):
            break
        found: Any = root
        for step in ref[2:].split("/"):
            found = cast("Schema", found).get(step) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            break
        schema = cast("Schema", found)
    raise _bad(f"schema 中的引用 {_shown(schema.get('$ref'))} 无法解析。")


def _refuse_others(form: Schema, allowed: set[str], name: str) -> None:
    if others := [key for key in form if key not in allowed]:
        where = f"字段 {name} 的 " if name else ""
        raise _bad(f"{where}schema 不支持 {_shown(others[0])}；请去掉。", name)


def _bad(message: str, name: object = "") -> BadParam:
    param = f"{PARAM}.properties.{_shown(name)}" if name else PARAM
    return BadParam("unsupported_schema", message, param)


def _available() -> str:
    strings, lists = "、".join(STRINGS), "、".join(LISTS)
    return f"可用：{strings}（字符串，{OWN} 为按 prompt 所写），{lists}（字符串数组）。"


def _shown(name: object) -> str:
    return str(name)[:40]
