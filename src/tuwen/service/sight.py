"""One picture, decoded and read: all that has to be known of it to write about it.

A Sight is light (no pixels but a small copy, if asked for), so it may cross a process border.
"""

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from tuwen.errors import InputError
from tuwen.figure.decode import decode, read_picture
from tuwen.figure.shown import shown
from tuwen.figure.types import Problem, Quality
from tuwen.reading.types import Reading

PUT_RIGHT = frozenset({"turned", "skewed"})  # flaws that reading has dealt with


@dataclass(frozen=True, slots=True)
class Sight:
    name: str
    digest: str
    format: str
    width: int
    height: int
    quality: Quality
    notes: tuple[str, ...]
    reading: Reading
    timing_ms: dict[str, float] = field(default_factory=dict[str, float])
    shown: bytes | None = None  # the copy that a model sees, for engines that look at pixels

    @property
    def flaws(self) -> tuple[Problem, ...]:
        """What makes the picture itself hard to read."""
        return self.reading.flaws

    @property
    def problems(self) -> tuple[str, ...]:
        """All that a user should know of the picture and its reading, in words."""
        return tuple(dict.fromkeys((*self.notes, *self.reading.problems)))


def look(source: bytes | str | Path, name: str = "", *, keep_pixels: bool = False) -> Sight:
    """Decode and read a picture, given as its bytes or its path. Raises InputError."""
    seen = looking(source, name, keep_pixels=keep_pixels)
    next(seen)
    try:
        seen.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("it asks once")


def looking(
    source: bytes | str | Path, name: str = "", keep_pixels: bool = False
) -> Generator[str, Reading | None, Sight]:
    """As `look`, but yield the digest first; who knows the picture's Reading sends it."""
    started = time.perf_counter()
    data = source if isinstance(source, bytes) else read_picture(source)
    figure = decode(data, name or ("" if isinstance(source, bytes) else str(source)))
    decoded = time.perf_counter()
    reading = yield figure.digest
    begun = time.perf_counter()
    if reading is None:
        from tuwen.reading import read  # heavy: loads the networks' runtime

        reading = read(figure)
    done = time.perf_counter()
    return Sight(
        name=figure.name,
        digest=figure.digest,
        format=figure.format,
        width=figure.width,
        height=figure.height,
        quality=figure.quality,
        notes=figure.notes,
        reading=reading,
        timing_ms={
            "decode": round((decoded - started) * 1000, 1),
            "read": round((done - begun) * 1000, 1),
        },
        shown=shown(figure.pixels) if keep_pixels else None,
    )


def demand_legible(sight: Sight) -> Sight:
    """The Sight, for callers who are strict: too poor a picture raises InputError."""
    poor = [flaw.text for flaw in sight.flaws if flaw.code not in PUT_RIGHT]
    if poor:
        raise InputError("too_poor_to_read", "".join(poor))
    return sight
