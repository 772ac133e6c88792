"""What bench/gpu.py has done in processes of their own: the check, one precision.

A process a precision: memory is given back whole, and what brings one down leaves the others.
"""

import gc
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from gpu_card import Card, begin
from gpu_engine import asked
from gpu_model import SHAPES, Shape, calculated, empty, made, read_in_a_step, stored, torch, work
from gpu_steps import NotCapturedError, Reading, StaticLoop, clock, noise
from measuring import peak_mb

Found = TypeVar("Found")
Row = dict[str, Any]
FULL = ("out of memory", "out_of_memory", "alloc_failed", "allocate memory", "enough memory")
NOT_MEASURED = "-"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured."""

    shape: str
    device: str
    picture: int  # pixels of a side
    context: int  # tokens of prompt
    new: int  # tokens of an answer
    rounds: int
    batches: Sequence[int]
    ways: Sequence[str]
    engine: bool


@dataclass(slots=True)
class Measured:
    """The rows of one precision, by table, and what there is to say about them."""

    memory: list[Row] = field(default_factory=list[Row])
    first: list[Row] = field(default_factory=list[Row])
    tokens: list[Row] = field(default_factory=list[Row])
    engine: list[Row] = field(default_factory=list[Row])
    notes: list[str] = field(default_factory=list[str])


def check(plan: Plan) -> str:
    """Hold a tiny float32 model against the library. Raises AssertionError."""
    device = begin(plan.device)
    shape = SHAPES["tiny"]
    model = made(shape, "fp32", device, spread=2.0)  # wide: every token depends on all before it
    plain = type(model)(model.config)  # as the library makes it
    mine, theirs = dict(model.named_buffers()), dict(plain.named_buffers())
    assert mine.keys() == theirs.keys(), "other buffers"
    assert all(torch.equal(mine[name].cpu(), theirs[name]) for name in mine), "other positions"
    sizes = [{name: each.shape for name, each in m.named_parameters()} for m in (model, plain)]
    assert sizes[0] == sizes[1], "other weights"
    prompt, new = noise(shape, 112, 64, model), 16
    reading = Reading(model, prompt, new)
    expected = model.generate(
        input_ids=prompt.ids, attention_mask=torch.ones_like(prompt.ids),
        mm_token_type_ids=prompt.kinds, pixel_values=prompt.pixels, image_grid_thw=prompt.grid,
        max_new_tokens=new, do_sample=False,
    )[0, prompt.length :].tolist()  # fmt: skip
    for way in plan.ways:
        loop = StaticLoop(model, reading, 2)
        said = [reading.token, *loop.tokens(loop.way(way), new - 1)[0]]
        assert said == expected, f"{way}: {said}, not {expected}"
    done = list(plan.ways)
    if plan.engine:
        _, said = asked(model, prompt, 3, new)
        assert said == expected, f"engine: {said}, not {expected}"
        done.append("engine")
    return f"tokens of a tiny float32 model are those of the library's generate: {', '.join(done)}"


def measure(plan: Plan, precision: str, floors: Card) -> Measured:
    """Measure one precision; what fails is noted, and the rest goes on."""
    device = begin(plan.device)
    found, shape = Measured(), SHAPES[plan.shape]
    model = _tried(found, f"{precision}", lambda: made(shape, precision, device))
    if model is None:
        return found
    built = _peaks(device)
    prompt = noise(shape, plan.picture, plan.context, model)

    def request() -> Reading:
        reading = Reading(model, prompt, plan.new)
        loop = StaticLoop(model, reading, 1)
        loop.tokens(loop.way("eager"), plan.new - 1)
        return reading

    reading = _tried(found, f"{precision}, one request", request)
    at_work = _peaks(device)
    weights = calculated(empty(shape), precision, model.dtype.itemsize)
    found.memory.append({
        "precision": precision, "weights GB, calculated": _gb(weights),
        "weights GB": _gb(stored(model)), "peak while built GB": built[0],
        "peak at work GB": at_work[0] if reading else "does not fit",
        "reserved GB": at_work[1], "in use on the card GB": at_work[2],
    })  # fmt: skip
    if reading is None:
        return found
    first = partial(_first, plan, shape, model, reading, floors)
    if row := _tried(found, f"{precision}, first token", first):
        found.first.append({"precision": precision, **row})
    for rows in plan.batches:
        floor = floors.reads_ms(
            read_in_a_step(model)
            + rows * shape.cache_bytes(model.dtype.itemsize) * (plan.context + plan.new / 2)
        )
        found.tokens += _decoded(found, plan, precision, model, reading, rows, floor)
        if plan.engine:
            what = f"{precision}, Tuwen's engine, {rows} at once"
            told = _tried(found, what, partial(asked, model, prompt, rows, plan.new))
            if told:
                row = {"precision": precision, **told[0], "gain": NOT_MEASURED}
                alone = (found.engine or [row])[0]
                if alone["askers"] == 1:
                    row["gain"] = _short(row["requests/s"] / alone["requests/s"])
                found.engine.append(row | _attained(floor, row["ms a step"]))
    return found


def _first(plan: Plan, shape: Shape, model: Any, reading: Reading, floors: Card) -> Row:
    """From tensors on the device to the first token on the host."""
    device = model.device
    whole = 1000 * clock(device, reading.first, plan.rounds)
    vision = 1000 * clock(device, reading.look, plan.rounds)
    language = 1000 * clock(device, reading.language(), plan.rounds)
    floor = 1000 * work(shape, reading.patches, plan.context) / floors.rate
    weights = stored(model) - stored(model.model.language_model.embed_tokens)
    return {
        "vision ms": _short(vision), "language ms": _short(language),
        "first token ms": _short(whole), "floor ms": _short(floor),
        "% attained": round(100 * floor / whole),
        "reading weights ms": _short(floors.reads_ms(weights)),
    }  # fmt: skip


def _decoded(
    found: Measured, plan: Plan, precision: str, model: Any, reading: Reading, rows: int,
    floor: float,
) -> list[Row]:  # fmt: skip
    what = f"{precision}, {rows} rows"
    loop = _tried(found, what, lambda: StaticLoop(model, reading, rows))
    records: list[Row] = []
    if loop is None:
        return records
    for way in plan.ways:
        seconds = _tried(found, f"{what}, {way}", partial(loop.seconds, way, plan.new, plan.rounds))
        if seconds is None:
            continue
        rate = rows / seconds
        alone = [r["tokens/s"] for r in found.tokens if r["way"] == way and r["rows"] == 1]
        alone += [rate] if rows == 1 else []
        records.append({
            "precision": precision, "way": way, "rows": rows, "ms a step": _short(1000 * seconds),
            "tokens/s": _short(rate), "gain": _short(rate / alone[0]) if alone else NOT_MEASURED,
            **_attained(floor, 1000 * seconds),
        })  # fmt: skip
    return records


def _attained(floor: float, taken: Any) -> Row:
    share = NOT_MEASURED if taken == NOT_MEASURED else round(100 * floor / taken)
    return {"floor ms": _short(floor), "% attained": share}


def _tried(found: Measured, what: str, call: Callable[[], Found]) -> Found | None:
    """Do it; where it fails, note why and give memory back."""
    try:
        return call()
    except ImportError as error:
        missing = (error.name or str(error)).split(".")[0]
        found.notes.append(f"{what}: not measured: {missing} is not installed")
    except NotCapturedError as error:
        found.notes.append(f"{what}: not measured: {error}")
    except Exception as error:
        said = f"{getattr(error, 'code', '')} {error}".lower()  # the engine's have codes
        if isinstance(error, MemoryError) or any(words in said for words in FULL):
            found.notes.append(f"{what}: does not fit")
        else:
            traceback.print_exc()
            found.notes.append(f"{what}: failed: {type(error).__name__}")
    gc.collect()
    with suppress(RuntimeError):  # of a card in disorder
        torch.cuda.empty_cache()
    return None


def _peaks(device: Any) -> tuple[Any, Any, Any]:
    """Most that was allocated since the last call, most that was reserved, what the card holds."""
    if device.type != "cuda":
        return _short(peak_mb() / 1000), NOT_MEASURED, NOT_MEASURED
    free, total = torch.cuda.mem_get_info(device)
    most = torch.cuda.max_memory_allocated(device), torch.cuda.max_memory_reserved(device)
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats(device)
    return _gb(most[0]), _gb(most[1]), _gb(total - free)


def _gb(size: int) -> float:
    return _short(size / 1e9)


def _short(number: float) -> float:
    """Three digits, as far as they mean something."""
    return round(number) if number >= 100 else float(f"{number:.3g}")
