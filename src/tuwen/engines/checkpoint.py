"""Loads a model folder: weights in the wanted precision, its adapter, tokenizer, pictures.

Nothing is fetched, no code of the folder is run, no pickle is opened.
"""

import logging
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuwen.engines.cache import torch, transformers
from tuwen.engines.inputs import Encoder, Fixed, Patches
from tuwen.engines.options import Options
from tuwen.errors import ConfigError
from tuwen.models.folder import examine_adapter

log = logging.getLogger(__name__)

INSTALL = "请运行 pip install 'tuwen[transformers]'。"
PRECISIONS = ("fp32", "bf16", "int8", "int4")
# Towers and heads are small, and lose most by rounding.
_TOWERS = "visual|vision_tower|vision_model|multi_modal_projector|qformer|language_projection"
WHOLE = ["lm_head", rf"(.*\.)?({_TOWERS})\b"]  # patterns that names are matched with
NO_LIMIT = 4096  # tokens of context, where a config does not say


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model that can be used."""

    model: Any
    encoder: Encoder
    ends: set[int]  # tokens that close an answer
    context: int  # tokens of prompt and answer together
    token_budget: int  # tokens for which memory is left


def load(options: Options) -> Checkpoint:
    """Load what `options` say. Raises ConfigError."""
    folder = Path(options.model_path)
    if options.precision not in PRECISIONS:
        raise ConfigError(
            "unknown_precision",
            f"不认识精度 {options.precision}：可以用 {'、'.join(PRECISIONS)}。",
        )
    device = _device(options.device)
    with _explained(folder), _quiet():
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True)
        if config.is_encoder_decoder:  # BLIP-2 of Flan-T5
            raise ConfigError(
                "model_has_encoder",
                f"{folder.name} 的语言模型分编码器和解码器两半，用不了：请换用只有解码器的，"
                "例如 BLIP-2 的 OPT 版本。",
            )
        model = _model(folder, config, options, device)
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        encoder = Encoder(folder, config, tokenizer, _pictures(folder, config))
    if options.adapter:
        model = _adapted(model, Path(options.adapter), options.precision)
    model.eval()
    if device.type == "cpu":
        log.warning("the model runs on the CPU: large ones take minutes for one answer")
    text = config.get_text_config()
    return Checkpoint(
        model, encoder, _ends(model, tokenizer),
        getattr(text, "max_position_embeddings", None) or NO_LIMIT,
        _token_budget(device, text, model.dtype),
    )  # fmt: skip


def _device(name: str) -> Any:
    try:
        device = torch.device(name or ("cuda:0" if torch.cuda.is_available() else "cpu"))
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ConfigError(
            "no_such_device", f"用不了设备 {name}：请改用 cpu，或检查显卡驱动和 torch 的版本。"
        ) from error
    return device


@contextmanager
def _explained(folder: Path) -> Generator[None]:
    try:
        yield
    except ConfigError:
        raise
    except ImportError as error:
        raise ConfigError(
            "transformers_missing", f"缺少依赖（{_short(error)}）：{INSTALL}"
        ) from error
    except Exception as error:  # they raise whatever they like
        raise ConfigError(
            "model_not_loaded",
            f"加载不了 {folder.name}：{_short(error)}。请检查文件是否完整，"
            "以及已安装的 transformers 是否支持这种看图模型。",
        ) from error


def _short(error: Exception) -> str:
    """The beginning of what may be a list of every architecture that there is."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@contextmanager
def _quiet() -> Generator[None]:
    """Keep libraries from drawing bars, and from warning of what is as it should be."""
    bars = transformers.utils.logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=FutureWarning)
            warnings.filterwarnings("ignore", category=DeprecationWarning)
            yield
    finally:
        if shown:
            bars.enable_progress_bar()


def _model(folder: Path, config: Any, options: Options, device: Any) -> Any:
    half = options.precision != "fp32"
    extra: dict[str, Any] = {}
    if getattr(config, "quantization_config", None) is None:  # else it is what it is
        extra["quantization_config"] = _quantised(options.precision)
    model, told = transformers.AutoModelForImageTextToText.from_pretrained(
        folder, config=config, dtype=torch.bfloat16 if half else torch.float32,
        device_map={"": device}, attn_implementation="sdpa", use_safetensors=True,
        local_files_only=True, trust_remote_code=False, output_loading_info=True, **extra,
    )  # fmt: skip
    if missing := sorted(told["missing_keys"]):
        raise ConfigError(
            "weights_missing",
            f"模型文件夹 {folder.name} 缺少权重 {missing[0]}（共 {len(missing)} 项）：请补全下载。",
        )
    return model


def _quantised(precision: str) -> Any:
    if precision == "int8":
        # says at every layer of every step that it computes in float16
        logging.getLogger("bitsandbytes.autograd._functions").setLevel(logging.ERROR)
        return transformers.BitsAndBytesConfig(load_in_8bit=True, llm_int8_skip_modules=WHOLE)
    if precision == "int4":
        return transformers.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16, llm_int8_skip_modules=WHOLE,
        )  # fmt: skip
    return None


def _adapted(model: Any, adapter: Path, precision: str) -> Any:
    examine_adapter(adapter)
    with _explained(adapter), _quiet():
        import peft

        found: Any = peft.PeftModel.from_pretrained(model, adapter)
        if precision in ("fp32", "bf16"):
            return found.merge_and_unload()
        return found.base_model.model  # layers with the adapter in them


def _pictures(folder: Path, config: Any) -> Any:
    processor = transformers.AutoImageProcessor.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False, backend="pil"
    )
    if hasattr(processor, "merge_size"):
        return Patches(processor)
    size = getattr(config, "image_seq_length", None) or getattr(config, "num_query_tokens", None)
    if not size:
        raise ConfigError(
            "unknown_pictures",
            f"不知道 {config.model_type} 的一张图片占多少个词元，用不了这个模型。",
        )
    return Fixed(processor, int(size))


def _ends(model: Any, tokenizer: Any) -> set[int]:
    ends = model.generation_config.eos_token_id
    if ends is None:
        ends = tokenizer.eos_token_id
    return set(ends) if isinstance(ends, list) else {ends}


def _token_budget(device: Any, text: Any, dtype: Any) -> int:
    """Return for how many tokens the cache has room.

    A third of what is free beside the weights. The cache's buffers may be twice as large as the
    rows in them, and a pass that reads prompts needs as much as a third again. On a GPU whoever
    else uses it later is not foreseen, nor on a CPU is a container's own limit.
    """
    heads = getattr(text, "num_key_value_heads", None) or text.num_attention_heads
    size = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    token = 2 * text.num_hidden_layers * heads * size * dtype.itemsize  # keys and values
    return _free_memory(device) // 3 // token


def _free_memory(device: Any) -> int:
    if device.type == "cuda":
        torch.cuda.empty_cache()  # what loading has left over
        return int(torch.cuda.mem_get_info(device)[0])
    try:  # what the weights' files take in the page cache is as good as free
        told = Path("/proc/meminfo").read_text("ascii").split()
        return int(told[told.index("MemAvailable:") + 1]) << 10
    except (OSError, ValueError):  # not on every system
        return 4 << 30
