"""What a worker process does with pictures: get warm, decode, read."""

import os
from functools import partial

from tuwen.service.sight import Sight, looking
from tuwen.service.workers import WorkerPool


def reader_pool(
    *,
    size: int | None = None,
    queue_limit: int | None = None,
    polite: bool = False,
) -> WorkerPool[Sight]:
    """Make a pool that turns pictures into Sights; `polite` lets other processes go first.

    Its work is given as `looking` takes it, and asks by digest for a Reading that is known already.
    """
    return WorkerPool(
        looking,
        prepare=partial(prepare, polite=polite),
        size=size,
        queue_limit=queue_limit,
    )


def prepare(*, polite: bool = False) -> None:
    """Make this process a warm reader with one thread."""
    if polite and hasattr(os, "nice"):
        os.nice(5)
    os.environ["TUWEN_OCR_THREADS"] = "1"
    import cv2

    cv2.setNumThreads(1)
    from tuwen.reading import warm

    warm()
