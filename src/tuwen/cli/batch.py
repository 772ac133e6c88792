"""Many pictures on all cores: read in other processes, handed over as they get done."""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import NoReturn

from tqdm import tqdm

from tuwen.errors import TuwenError
from tuwen.service.outcome import outcome
from tuwen.service.reader import reader_pool
from tuwen.service.sight import Sight, demand_legible
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.summary import Summary

AHEAD = 4  # pictures in hand for each worker: keeps all busy, bounds memory


def summaries(
    summarizer: Summarizer,
    brief: Brief,
    paths: Iterable[str],
    jobs: int,
    *,
    in_order: bool = False,
    strict: bool = False,
) -> Iterator[tuple[str, Summary | TuwenError]]:
    """Yield each path with its Summary, or with why there is none."""
    pixels = summarizer.engine.needs_pixels
    for path, sight in sights(paths, jobs, in_order=in_order, keep_pixels=pixels, strict=strict):
        if isinstance(sight, TuwenError):
            yield path, sight
        else:
            yield path, outcome(lambda seen=sight: summarizer.summarize(seen, brief))


def sights(
    paths: Iterable[str],
    jobs: int,
    *,
    in_order: bool,
    keep_pixels: bool = False,
    strict: bool = False,
) -> Iterator[tuple[str, Sight | TuwenError]]:
    """Yield each path with its Sight, or with why there is none; `jobs` 0 is one a core."""
    pool = reader_pool(size=jobs or None)
    pool.start()
    waiting: dict[Future[Sight], str] = {}
    left = iter(paths)
    try:
        while True:
            for path in left:
                waiting[pool.submit(path, "", keep_pixels)] = path
                if len(waiting) >= pool.size * AHEAD:
                    break
            if not waiting:
                return
            done = [next(iter(waiting))] if in_order else list(waiting)
            for future in wait(done, return_when=FIRST_COMPLETED).done:
                path = waiting.pop(future)
                yield path, outcome(lambda ready=future: _fit(ready.result(), strict=strict))
    finally:
        pool.close()


def progress(total: int, *, hidden: bool = False) -> "tqdm[NoReturn]":
    """Make a progress bar on stderr, where that is a terminal."""
    return tqdm(total=total, unit="张", disable=hidden or None, file=sys.stderr, dynamic_ncols=True)


def _fit(sight: Sight, *, strict: bool) -> Sight:
    return demand_legible(sight) if strict else sight
