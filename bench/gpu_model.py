"""GLM-4.6V-Flash's shape, and smaller ones, with random weights made on the device.

Every tensor is made where it stays and quantised at once: nothing needs more room than the
finished model and one layer of it. Needs torch and transformers; int8 and int4 bitsandbytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

torch: Any = import_module("torch")  # Any: types need not have them
transformers: Any = import_module("transformers")
nn: Any = torch.nn
Tensor = Any

FLASH = 10_292_777_472  # parameters of the published shape
PRECISIONS = ("fp32", "bf16", "int8", "int4", "int4-all")
QUANTISED = {"int8": "model.language_model.", "int4": "model.language_model.", "int4-all": ""}
# Small enough that products of the MLP stay below LLM.int8's threshold, as most columns of
# trained models do.
SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class Shape:
    """What sets one size of the family apart from another."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    inner: int
    vocabulary: int
    image_token: int
    depth: int  # of the vision tower
    vision_hidden: int
    vision_heads: int
    merger: int

    @property
    def head_dim(self) -> int:
        return self.hidden // self.heads

    def cache_bytes(self, width: int) -> int:
        """Bytes of a token in the cache, of numbers `width` bytes wide."""
        return 2 * self.layers * self.kv_heads * self.head_dim * width


SHAPES = {
    "flash": Shape(4096, 40, 32, 2, 13696, 151552, 151363, 24, 1536, 12, 13696),
    "mid": Shape(1024, 12, 16, 2, 2816, 32768, 32000, 8, 512, 8, 2816),
    "tiny": Shape(256, 3, 4, 2, 512, 2048, 2047, 2, 128, 4, 512),
}


def config(shape: Shape) -> Any:
    """Make the library's config of a shape."""
    rotated = shape.head_dim // 4  # pairs: half of a head's numbers are rotated
    sections = [rotated // 4, rotated * 3 // 8, rotated * 3 // 8]
    return transformers.Glm4vConfig(
        text_config={
            "vocab_size": shape.vocabulary, "hidden_size": shape.hidden,
            "intermediate_size": shape.inner, "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads, "num_key_value_heads": shape.kv_heads,
            "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0,
                                "partial_rotary_factor": 0.5, "mrope_section": sections},
        },
        vision_config={
            "depth": shape.depth, "hidden_size": shape.vision_hidden,
            "num_heads": shape.vision_heads, "out_hidden_size": shape.hidden,
            "intermediate_size": shape.merger,
        },
        image_token_id=shape.image_token,
    )  # fmt: skip


def empty(shape: Shape) -> Any:
    """Make the model on the meta device: names and sizes, no weights."""
    with torch.device("meta"):
        model = transformers.Glm4vForConditionalGeneration(config(shape))
    count = sum(weight.numel() for weight in model.parameters())
    if shape == SHAPES["flash"] and count != FLASH:
        raise SystemExit(f"{count} parameters, not {FLASH}: this transformers has another shape")
    return model.eval()


def calculated(model: Any, precision: str, width: int) -> int:
    """Bytes that the weights of an empty model will take, `width` each where not rounded."""
    total = width * sum(weight.numel() for weight in model.parameters())
    for _, linear in _rounded(model, precision):
        count, rows = linear.weight.numel(), linear.out_features
        # one scale a row; or 4 bits, a byte every 64 and a float every 64 × 256
        total -= width * count
        total += count + 4 * rows if precision == "int8" else count // 2 + count * 65 // 4096
    return total


def made(shape: Shape, precision: str, device: Any, spread: float = SPREAD) -> Any:
    """Make the model with weights on the device. Raises ImportError where bitsandbytes lacks."""
    model = empty(shape)
    slow = device.type == "cpu" and precision != "bf16"  # few CPUs have bfloat16
    dtype = torch.float32 if slow or precision == "fp32" else torch.bfloat16
    if precision in QUANTISED:
        for name, linear in list(_rounded(model, precision)):
            model.set_submodule(name, _roundable(linear, precision, dtype))
    random = torch.Generator(device).manual_seed(7)
    for part in model.modules():
        for name, empty_one in list(part.named_parameters(recurse=False)):
            weight = torch.empty(empty_one.shape, dtype=dtype, device=device)
            if name == "bias":
                weight.zero_()
            elif weight.dim() == 1:  # of a norm
                weight.fill_(1)
            else:
                inputs = weight.numel() // len(weight)
                weight.normal_(0, spread * inputs**-0.5, generator=random)
            setattr(part, name, _kept(part, name, weight))
        if buffers := dict(part.named_buffers(recurse=False)):
            fresh = type(part)(part.config)  # the frequencies of the positions: made, not random
            for name in buffers:
                setattr(part, name, getattr(fresh, name).to(device))
    model.requires_grad_(False)
    return model


def stored(module: Any) -> int:
    """Bytes that the weights of a module take, with what their rounding keeps beside them."""
    sizes = {tensor.data_ptr(): tensor.nbytes for tensor in _tensors(module) if tensor is not None}
    return sum(sizes.values())


def read_in_a_step(model: Any) -> int:
    """Bytes of weights that one decoded token needs: all layers and the head."""
    text = model.model.language_model
    return stored(text.layers) + stored(text.norm) + stored(model.lm_head)


def work(shape: Shape, patches: int, tokens: int) -> float:
    """Floating-point operations from a picture of `patches` and `tokens` in all to a token."""
    model = empty(shape)
    tower, text = model.model.visual, model.model.language_model

    def numbers(module: Any) -> int:
        return sum(weight.numel() for weight in module.parameters())

    merged = patches // 4
    seen = numbers(tower.blocks) + numbers(tower.patch_embed)
    vision = 2 * patches * seen + 2 * merged * (numbers(tower.merger) + numbers(tower.downsample))
    vision += 4 * shape.depth * shape.vision_hidden * patches**2  # everything sees everything
    language = 2 * tokens * numbers(text.layers) + 2 * numbers(model.lm_head)
    language += 2 * shape.layers * shape.hidden * tokens**2  # only what came before
    return float(vision + language)


def _rounded(model: Any, precision: str) -> Iterator[tuple[str, Any]]:
    """The linears that are quantised: as the engine does, or (int4-all) tower and head too."""
    start = QUANTISED.get(precision)
    for name, module in model.named_modules():
        if start is not None and type(module) is nn.Linear and name.startswith(start):
            yield name, module


def _roundable(linear: Any, precision: str, dtype: Any) -> Any:
    bnb: Any = import_module("bitsandbytes")
    sizes, biased = (linear.in_features, linear.out_features), linear.bias is not None
    if precision == "int8":
        return bnb.nn.Linear8bitLt(
            *sizes, biased, has_fp16_weights=False, threshold=6.0, device="meta"
        ).eval()
    return bnb.nn.Linear4bit(
        *sizes, biased, compute_dtype=dtype, compress_statistics=True,
        quant_type="nf4", device="meta",
    ).eval()  # fmt: skip


def _kept(part: Any, name: str, weight: Tensor) -> Any:
    kind = type(part).__name__
    if name != "weight" or kind not in ("Linear4bit", "Linear8bitLt"):
        return nn.Parameter(weight, requires_grad=False)
    bnb: Any = import_module("bitsandbytes")
    if kind == "Linear4bit":
        return bnb.nn.Params4bit(
            weight, requires_grad=False, compress_statistics=True, quant_type="nf4", module=part
        ).to(weight.device)
    whole, scales, _ = bnb.functional.int8_vectorwise_quant(weight.to(torch.float16))
    return bnb.nn.Int8Params(
        whole, requires_grad=False, has_fp16_weights=False, CB=whole, SCB=scales
    )


def _tensors(module: Any) -> Iterator[Tensor | None]:
    for part in module.modules():
        yield from part.parameters(recurse=False)
        yield from part.buffers(recurse=False)
        weight = getattr(part, "weight", None)
        if state := getattr(weight, "quant_state", None):
            yield from (state.absmax, state.code, state.offset)
            if state.state2 is not None:
                yield from (state.state2.absmax, state.state2.code)
        if type(part).__name__ == "Linear8bitLt":
            yield from (part.weight.SCB, part.state.SCB)
