"""Looks entries of the journal up: the newest, one by its id, all of them in turn."""

import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select

from tuwen.errors import InputError
from tuwen.service.store import Store
from tuwen.service.store.tables import journal as table

Record = dict[str, Any]  # a row: the fields of an Entry; prompt and output None where not kept
PAGE = 500  # rows at a time where all are wanted
UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; what is empty does not restrict."""

    since: float = 0.0  # seconds since the epoch
    until: float = 0.0
    key: str = ""
    task: str = ""
    engine: str = ""
    errors: bool = False  # only where something went wrong

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL."""
        c = table.c
        found = [c.at >= self.since]
        found += [c.at < self.until] if self.until else []
        for column, value in ((c.key, self.key), (c.task, self.task), (c.engine, self.engine)):
            found += [column == value] if value else []
        return found + ([c.error != ""] if self.errors else [])


def span(text: str) -> float:
    """Seconds of a time such as 30m, 24h, 7d or 4w. Raises InputError."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})([mhdw])", text.strip().lower(), re.ASCII)
    if found is None:
        message = "时间范围应为数字加单位，例如 30m（分）、24h（时）、7d（天）、4w（周）。"
        raise InputError("bad_since", message)
    return float(int(found[1]) * UNITS[found[2]])


async def find(store: Store, wanted: Wanted, limit: int, before: str = "") -> list[Record]:
    """The newest entries, or the newest of those older than the entry `before`."""
    c = table.c
    rows = select(table).where(*wanted.conditions()).limit(limit)
    rows = rows.order_by(c.at.desc(), c.id.desc())
    if before:
        at = select(c.at).where(c.id == before).scalar_subquery()
        rows = rows.where(or_(c.at < at, and_(c.at == at, c.id < before)))
    return await _records(store, rows)


async def one(store: Store, id: str) -> Record:
    """The entry of this id, or of the only id that begins so. Raises InputError."""
    found = await _records(store, select(table).where(table.c.id == id))
    if not found and id:
        begins = func.substr(table.c.id, 1, len(id)) == id
        found = await _records(store, select(table).where(begins).limit(2))
    if len(found) > 1:
        raise InputError("ambiguous_id", "有不止一条记录的编号以此开头；请多写几位。")
    if not found:
        raise InputError("no_such_entry", "日志中没有这个编号；它可能已过保存期限。")
    return found[0]


async def each(store: Store, wanted: Wanted) -> AsyncGenerator[Record]:
    """All entries, the oldest first, without holding the store for long."""
    c = table.c
    page = select(table).where(*wanted.conditions()).order_by(c.at, c.id).limit(PAGE)
    found = await _records(store, page)
    while found:
        for record in found:
            yield record
        at, id = found[-1]["at"], found[-1]["id"]
        further = page.where(or_(c.at > at, and_(c.at == at, c.id > id)), c.at >= at)
        found = await _records(store, further) if len(found) == PAGE else []


async def _records(store: Store, rows: Select[Any]) -> list[Record]:
    async with store.reading() as connection:
        return [record_of(row) for row in (await connection.execute(rows)).mappings()]


def record_of(row: RowMapping) -> Record:
    """A row of the table as plain data."""
    return {**row, "verdicts": json.loads(row["verdicts"])}
