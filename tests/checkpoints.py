"""Tiny checkpoints of real classes, with random weights: as published, only small.

`PYTHONPATH=src python -m tests.checkpoints DIR` makes one folder each below DIR. Every token id
comes from the tokenizer, never from a library's defaults. What they write makes no sense, but
always the same for the same weights.
"""

import json
import sys
import sysconfig
from pathlib import Path
from typing import Any, Literal

GLM_SPECIALS = (
    "<|endoftext|>", "[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>", "<|system|>", "<|user|>",
    "<|assistant|>", "<|observation|>", "<|begin_of_image|>", "<|end_of_image|>",
    "<|begin_of_video|>", "<|end_of_video|>", "<think>", "</think>", "/nothink",
    "<|begin_of_box|>", "<|end_of_box|>", "<|image|>", "<|video|>",
)  # fmt: skip
GLM_TEMPLATE = """\
[gMASK]<sop>{% for m in messages %}<|{{ m.role }}|>
{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}\
{% if part.type == 'image' %}<|begin_of_image|><|image|><|end_of_image|>\
{% elif part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endif %}\
{% if m.role == 'user' and enable_thinking is defined and not enable_thinking %}/nothink{% endif %}\
{% endfor %}{% if add_generation_prompt %}<|assistant|>
{% if enable_thinking is defined and not enable_thinking %}<think></think>
{% endif %}{% endif %}"""
GLM_PICTURES = {"shortest_edge": 12544, "longest_edge": 602112}  # pixels, of two frames
VOCABULARY = 2048


def glm(folder: Path, model_type: Literal["glm4v", "glm46v"] = "glm4v") -> Path:
    """Make a GLM-4.6V of some five million parameters, which calls itself `model_type`."""
    import transformers

    tokenizer = _tokenizer(GLM_SPECIALS, end="<|endoftext|>", template=GLM_TEMPLATE)
    ids: dict[str, int] = tokenizer.get_vocab()
    classes: dict[str, tuple[Any, Any]] = {
        "glm4v": (transformers.Glm4vConfig, transformers.Glm4vForConditionalGeneration),
        "glm46v": (transformers.Glm46VConfig, transformers.Glm46VForConditionalGeneration),
    }
    config_class, model_class = classes[model_type]
    ends = [ids["<|endoftext|>"], ids["<|user|>"], ids["<|observation|>"]]
    config = config_class(
        text_config=_glm_text(ids),
        vision_config={
            "depth": 2, "hidden_size": 128, "num_heads": 4, "out_hidden_size": 256,
            "intermediate_size": 512, "patch_size": 14, "image_size": 336,
        },
        image_token_id=ids["<|image|>"],
        video_token_id=ids["<|video|>"],
        image_start_token_id=ids["<|begin_of_image|>"],
        image_end_token_id=ids["<|end_of_image|>"],
        video_start_token_id=ids["<|begin_of_video|>"],
        video_end_token_id=ids["<|end_of_video|>"],
    )  # fmt: skip
    closing = transformers.GenerationConfig(eos_token_id=ends, pad_token_id=ids["<|endoftext|>"])
    _save(model_class, config, tokenizer, folder, closing)
    _write(folder / "preprocessor_config.json", {
        "image_processor_type": "Glm46VImageProcessor", "processor_class": "Glm46VProcessor",
        "size": GLM_PICTURES, "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2,
        # vLLM knows no class's defaults: without these it would not normalise at all
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
    })  # fmt: skip
    return folder


def _glm_text(ids: dict[str, int]) -> dict[str, Any]:
    return {
        "vocab_size": VOCABULARY, "hidden_size": 256, "intermediate_size": 512,
        "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
        "max_position_embeddings": 32768, "pad_token_id": ids["<|endoftext|>"],
        "eos_token_id": [ids["<|endoftext|>"], ids["<|user|>"], ids["<|observation|>"]],
        # the sections must sum up to head_dim x partial / 2
        "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0,
                            "partial_rotary_factor": 0.5, "mrope_section": [4, 6, 6]},
    }  # fmt: skip


def llava(folder: Path) -> Path:
    """Make a LLaVA: a CLIP tower before a Llama."""
    import transformers

    specials = ("<unk>", "<s>", "</s>", "<pad>", "<image>")
    template = (
        "{% for m in messages %}{{ m.role.upper() }}: "
        "{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}"
        "{% if part.type == 'image' %}<image>\n{% elif part.type == 'text' %}{{ part.text }}"
        "{% endif %}{% endfor %}{% endif %} {% endfor %}"
        "{% if add_generation_prompt %}ASSISTANT:{% endif %}"
    )
    tokenizer = _tokenizer(specials, end="</s>", pad="<pad>", template=template)
    ids: dict[str, int] = tokenizer.get_vocab()
    config_class: Any = transformers.LlavaConfig  # its parameters are made at run time
    config = config_class(
        text_config={
            "model_type": "llama", "vocab_size": VOCABULARY, "hidden_size": 128,
            "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 4,
            "num_key_value_heads": 2, "max_position_embeddings": 32768,
            "bos_token_id": ids["<s>"], "eos_token_id": ids["</s>"], "pad_token_id": ids["<pad>"],
        },
        vision_config={
            "model_type": "clip_vision_model", "hidden_size": 64, "intermediate_size": 128,
            "num_hidden_layers": 3, "num_attention_heads": 4, "image_size": 56, "patch_size": 14,
            "projection_dim": 64,
        },
        image_token_id=ids["<image>"], image_seq_length=16,
    )  # fmt: skip
    _save(transformers.LlavaForConditionalGeneration, config, tokenizer, folder)
    _write(folder / "preprocessor_config.json", {
        "image_processor_type": "CLIPImageProcessor", "processor_class": "LlavaProcessor",
        "size": {"shortest_edge": 56}, "crop_size": {"height": 56, "width": 56},
    })  # fmt: skip
    _write(folder / "processor_config.json", {
        "processor_class": "LlavaProcessor", "patch_size": 14, "image_token": "<image>",
        "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1,
    })  # fmt: skip
    return folder


def qwen2_vl(folder: Path) -> Path:
    """Make a Qwen2-VL, which has patches and positions of three axes as GLM has."""
    import transformers

    specials = (
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
        "<|image_pad|>", "<|video_pad|>",
    )  # fmt: skip
    template = (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n"
        "{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}"
        "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
        "{% elif part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endif %}"
        "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    tokenizer = _tokenizer(specials, end="<|im_end|>", pad="<|endoftext|>", template=template)
    ids: dict[str, int] = tokenizer.get_vocab()
    config_class: Any = transformers.Qwen2VLConfig
    config = config_class(
        text_config={
            "vocab_size": VOCABULARY, "hidden_size": 128, "intermediate_size": 256,
            "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
            "max_position_embeddings": 32768, "bos_token_id": None,
            "eos_token_id": ids["<|im_end|>"], "pad_token_id": ids["<|endoftext|>"],
            "rope_parameters": {"rope_type": "default", "rope_theta": 1e6,
                                "mrope_section": [4, 6, 6]},
        },
        vision_config={"depth": 2, "embed_dim": 64, "hidden_size": 128, "num_heads": 4},
        image_token_id=ids["<|image_pad|>"], video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"], vision_end_token_id=ids["<|vision_end|>"],
    )  # fmt: skip
    _save(transformers.Qwen2VLForConditionalGeneration, config, tokenizer, folder)
    _write(folder / "preprocessor_config.json", {
        "image_processor_type": "Qwen2VLImageProcessor", "processor_class": "Qwen2VLProcessor",
        "size": {"shortest_edge": 3136, "longest_edge": 200704},
        "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2,
    })  # fmt: skip
    return folder


def blip2(folder: Path) -> Path:
    """Make a BLIP-2: a tower and a Q-Former before an OPT, and no template."""
    import transformers

    specials = ("<s>", "<pad>", "</s>", "<unk>", "<image>")
    tokenizer = _tokenizer(specials, start="</s>", end="</s>", pad="<pad>")
    ids: dict[str, int] = tokenizer.get_vocab()
    small = {"hidden_size": 64, "intermediate_size": 128, "num_attention_heads": 4}
    config = transformers.Blip2Config(
        text_config={
            "model_type": "opt", "vocab_size": VOCABULARY, "hidden_size": 64, "ffn_dim": 128,
            "num_hidden_layers": 2, "num_attention_heads": 4, "word_embed_proj_dim": 64,
            "max_position_embeddings": 2048, "bos_token_id": ids["</s>"],
            "eos_token_id": ids["</s>"], "pad_token_id": ids["<pad>"],
        },
        vision_config={**small, "num_hidden_layers": 2, "image_size": 56, "patch_size": 14},
        qformer_config={**small, "num_hidden_layers": 2, "encoder_hidden_size": 64},
        num_query_tokens=8, image_token_index=ids["<image>"],
    )  # fmt: skip
    _save(transformers.Blip2ForConditionalGeneration, config, tokenizer, folder)
    _write(folder / "preprocessor_config.json", {
        "image_processor_type": "BlipImageProcessor", "processor_class": "Blip2Processor",
        "size": {"height": 56, "width": 56},
    })  # fmt: skip
    return folder


def _save(model_class: Any, config: Any, tokenizer: Any, folder: Path, closing: Any = None) -> None:
    """Make a model with the same random weights every time, and put it down.

    The weights are so large that the next token depends on all that went before.
    """
    import torch

    torch.manual_seed(7)
    model = model_class(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 2 and "norm" not in name:
                weight.mul_(3.0)
    if closing is not None:
        model.generation_config = closing
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _tokenizer(
    specials: tuple[str, ...], *, start: str = "", end: str, pad: str = "", template: str = ""
) -> Any:
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    library: Any = Tokenizer(models.BPE())
    library.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    library.decoder = decoders.ByteLevel()
    trainer: Any = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 64,
        special_tokens=list(specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    library.train([str(Path(sysconfig.get_path("stdlib")) / "argparse.py")], trainer)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=library,
        bos_token=start or None,
        eos_token=end,
        pad_token=pad or end,
        additional_special_tokens=[s for s in specials if s not in {start, end, pad}],
        padding_side="left",
        chat_template=template or None,
        clean_up_tokenization_spaces=False,
    )


def _write(path: Path, what: dict[str, Any]) -> None:
    path.write_text(json.dumps(what, indent=2), "utf-8")


def make(base: Path) -> tuple[Path, ...]:
    """Make one of each below `base`."""
    glms = glm(base / "glm4v"), glm(base / "glm46v", "glm46v")
    return *glms, llava(base / "llava"), qwen2_vl(base / "qwen2_vl"), blip2(base / "blip2")


def main() -> None:
    for folder in make(Path(sys.argv[1])):
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{folder.name}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
