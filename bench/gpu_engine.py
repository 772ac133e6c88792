"""The same requests put to Tuwen's own decoder, as its server does; needs Tuwen installed."""

import statistics
import threading
import time
from importlib import import_module
from typing import Any

from gpu_steps import Prompt


def lacking() -> str:
    """Name what keeps the decoder from being imported; empty where nothing does."""
    try:
        import_module("tuwen.engines.decoding")
    except ImportError as error:
        return error.name or str(error)
    return ""


def asked(model: Any, prompt: Prompt, askers: int, new: int) -> tuple[dict[str, Any], list[int]]:
    """Let so many ask at once for `new` tokens; return the figures and what one was told."""
    from tuwen.engines.decoding import Decoder, End, Sequence

    decoder = Decoder(model, set(), token_budget=2 * askers * (prompt.length + new))
    ids, kinds = prompt.ids[0].tolist(), prompt.kinds[0].tolist()
    picture = {"pixel_values": prompt.pixels.cpu(), "image_grid_thw": prompt.grid.cpu()}
    heard: list[list[tuple[float, int]]] = [[] for _ in range(askers)]
    failed: list[Exception] = []

    def ask(mine: list[tuple[float, int]]) -> None:
        try:
            for item in decoder.decode(Sequence(ids, new, kinds=kinds, picture=picture)):
                if not isinstance(item, End):
                    mine.append((time.perf_counter(), item))
        except Exception as error:
            failed.append(error)

    def all_ask() -> float:
        for mine in heard:
            mine.clear()
        threads = [threading.Thread(target=ask, args=(mine,)) for mine in heard]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
        return start

    try:
        all_ask()  # the first time pays for what later ones find done
        start = all_ask()
    finally:
        decoder.close()
    firsts, lasts = [mine[0][0] for mine in heard], [mine[-1][0] for mine in heard]
    between = sum(max(firsts) < when <= min(lasts) for mine in heard for when, _ in mine)
    span = min(lasts) - max(firsts)
    figures = {
        "askers": askers,
        "first token ms": round(1000 * (statistics.median(firsts) - start), 1),
        "ms a step": round(1000 * span * askers / between, 2) if between else "-",
        "tokens/s": round(between / span, 1) if between else "-",
        "requests/s": float(f"{askers / (max(lasts) - start):.3g}"),
    }
    return figures, [token for _, token in heard[0]]
