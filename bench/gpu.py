"""GLM-4.6V-Flash on one card: memory, first token, tokens a second, and the floors of each.

    python bench/gpu.py --out FILE                           (the real shape, on the first card)
    python bench/gpu.py --shape tiny --device cpu            (that it runs)

Weights are random and made where they are used: nothing is downloaded, and no figure says how
good an answer is. Needs torch and transformers; int8 and int4 bitsandbytes; the engine's rows
Tuwen. By estimate (not measured) all of it takes six minutes on an H200, half of them int8:
--precisions bf16 int4 is the short way. FILE is written anew after every precision.
"""

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from gpu_card import card
from gpu_engine import lacking
from gpu_measure import Measured, Plan, check, measure
from gpu_model import PRECISIONS, SHAPES, empty, torch
from measuring import heading, table

Found = TypeVar("Found")
Told = ParamSpec("Told")
FAILED = "failed"
PACKAGES = ("torch", "transformers", "bitsandbytes", "Tuwen")
MEMORY = """\
Calculated: every weight at its width, with the scales of what is rounded. At work: one request,
picture and prompt read and answered, from a cache of its length; reserved: what torch took for it,
loose ends included; in use: all of the card's memory that is taken, with the driver's own. On a CPU
the most that the process held, libraries included. int8 and int4 round the language model alone,
as the engine does; int4-all the vision tower and the head too. The aim: below 10 GB at int4."""
FIRST = """\
From tensors on the device to the first token on the host. The floor: all multiplications at the
speed of large matrices, see Device (int8 may multiply faster); beside it what reading all weights
once takes. The aim: at most 100 ms."""
TOKENS = """\
A static cache, the prompt read before the clock starts, every token brought to the host. The floor
is bandwidth: weights of layers and head, and the rows' cache, read once a step. graph: the step
replayed as a CUDA graph; compiled: by torch.compile (and replayed as a graph on a card); gain: over
one row. Random weights have no columns of outliers, which int8 handles apart: trained ones may be
slower there."""
ENGINE = """\
The same prompts put to Tuwen's own decoder by so many askers at once, pictures read and all.
tokens/s and steps count from when all have their first token until one has its last; gain: requests
a second over those of one asker."""


def main() -> None:
    """Measure as told, and print Markdown; exit with 1 where the check fails."""
    arguments = _arguments()
    lack = lacking() if arguments.engine else ""
    plan = Plan(
        arguments.shape, arguments.device, arguments.picture, arguments.context,
        arguments.new_tokens, arguments.rounds, arguments.batches, arguments.ways,
        arguments.engine and not lack,
    )  # fmt: skip
    count = sum(weight.numel() for weight in empty(SHAPES[plan.shape]).parameters())
    said = (
        f"one of noise, {plan.picture} × {plan.picture} px, in a prompt of {plan.context} tokens; "
        f"answers of {plan.new} tokens; medians of {plan.rounds} rounds"
    )
    aside = "" if plan.shape == "flash" else " Not the real shape: this shows that the script runs."
    floors = _apart(card, plan.device)
    if isinstance(floors, str):
        raise SystemExit(f"the device {plan.device} cannot be used: {floors}")
    checked = _apart(check, plan)
    parts = [
        heading("A model on a card", said, PACKAGES),
        f"Shape: {plan.shape}, {count / 1e9:.4f} billion parameters, random weights.{aside}\n",
        f"Device: {floors.said}.\n",
        f"Check: {checked}.",
    ]
    found = [
        Measured(notes=[f"Tuwen's engine: not measured: {lack} is not installed"] * bool(lack))
    ]
    for precision in arguments.precisions:
        print(f"{precision} …", file=sys.stderr, flush=True)
        one = _apart(measure, plan, precision, floors)
        found.append(Measured(notes=[f"{precision}: {one}"]) if isinstance(one, str) else one)
        if arguments.out:
            arguments.out.write_text(_told(parts, found) + "\n", "utf-8")
    print(_told(parts, found))
    if checked.startswith(FAILED):
        raise SystemExit("the check failed: the figures may be of something else")


def _apart(call: Callable[Told, Found], *given: Told.args, **named: Told.kwargs) -> Found | str:
    """Do it in a process of its own; where that fails, say why."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(call, *given, **named).result()
        except BrokenProcessPool:
            return f"{FAILED}: its process died"
        except Exception as error:
            traceback.print_exc()
            said = (str(error).splitlines() or [""])[0]
            return f"{FAILED}: {type(error).__name__} {said}"


def _told(parts: Sequence[str], found: Sequence[Measured]) -> str:
    """Set the tables one below the other."""
    tables = (
        ("Memory", MEMORY, [row for one in found for row in one.memory]),
        ("First token", FIRST, [row for one in found for row in one.first]),
        ("Tokens a second", TOKENS, [row for one in found for row in one.tokens]),
        ("Tuwen's engine", ENGINE, [row for one in found for row in one.engine]),
    )
    sections = [f"## {title}\n\n{table(rows)}\n\n{text}" for title, text, rows in tables if rows]
    notes = [f"- {note}" for one in found for note in one.notes]
    if notes:
        sections.append("\n".join(["## Not measured\n", *notes]))
    return "\n".join(parts) + "\n\n" + "\n\n".join(sections)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    best = "cuda:0" if torch.cuda.is_available() else "cpu"
    add = parser.add_argument
    add("--shape", choices=SHAPES, default="flash")
    add("--device", default=best, help=f"cuda:N or cpu (here: {best})")
    add("--precisions", nargs="+", choices=PRECISIONS, help="fp32 instead of bf16 on a CPU")
    add("--batches", nargs="+", type=int, default=[1, 8, 32], help="rows decoded together")
    add("--ways", nargs="+", choices=("eager", "graph", "compiled"), help="how a step is done")
    add("--picture", type=int, default=1024, help="pixels of its sides")
    add("--context", type=int, default=2048, help="tokens of the prompt, the picture's included")
    add("--new-tokens", type=int, default=64, help="tokens of an answer")
    add("--rounds", type=int, default=3)
    add("--engine", action=argparse.BooleanOptionalAction, default=True, help="Tuwen's own too")
    add("--out", type=Path, help="a file for the Markdown")
    found = parser.parse_args()
    found.device = "cuda:0" if found.device == "cuda" else found.device
    cpu = found.device == "cpu"
    found.ways = found.ways or (["eager"] if cpu else ["eager", "graph"])
    found.precisions = found.precisions or ["fp32" if cpu else "bf16", "int8", "int4", "int4-all"]
    if cpu and "graph" in found.ways:
        parser.error("CUDA graphs need a card")
    return found


if __name__ == "__main__":
    main()
