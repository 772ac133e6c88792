"""A local model from folder to text: families, precisions, adapters, folders that will not do."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("torch", reason="local models come with the extra tuwen[transformers]")
pytest.importorskip("transformers", reason="local models come with the extra tuwen[transformers]")

import asked
import torch
import transformers

from tuwen.engines.base import Cancellation, Finish, Request
from tuwen.engines.checkpoint import Checkpoint, load
from tuwen.engines.options import Options
from tuwen.engines.prompt import messages
from tuwen.engines.transformers import TransformersEngine
from tuwen.errors import ConfigError, EngineError
from tuwen.figure.shown import opened


def options(folder: Path, precision: str = "fp32", **more: str) -> Options:
    return Options(model_path=str(folder), precision=precision, device="cpu", **more)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def engine(models: Path) -> Iterator[TransformersEngine]:
    made = TransformersEngine(options(models / "glm4v"))
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def checkpoint(models: Path) -> Checkpoint:
    return load(options(models / "glm4v"))


def answered(engine: TransformersEngine, request: Request) -> tuple[str, Finish]:
    *pieces, finish = engine.stream(request)
    assert isinstance(finish, Finish)
    return "".join(piece for piece in pieces if isinstance(piece, str)), finish


def test_it_is_configured_by_a_model_folder_alone() -> None:
    assert not TransformersEngine.configured(Options())
    assert TransformersEngine.configured(Options(model_path="GLM-4.6V-Flash"))
    assert TransformersEngine(Options(model_path="models/GLM-4.6V-Flash")).model == "GLM-4.6V-Flash"


@pytest.mark.parametrize("family", ["glm4v", "glm46v", "llava", "qwen2_vl", "blip2"])
def test_many_at_once_read_as_one_at_a_time(models: Path, family: str) -> None:
    checkpoint = load(options(models / family))
    requests = [asked.request(number) for number in range(4)]
    expected: list[str] = []
    for request in requests:
        assert request.shown
        encoded = checkpoint.encoder.encode(*messages(request), opened(request.shown))
        tokens = asked.alone(checkpoint.model, encoded, request.max_tokens)
        expected.append(asked.text_of(checkpoint.encoder, tokens, checkpoint.ends))
    engine = TransformersEngine(options(models / family))
    engine.start()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda request: answered(engine, request), requests))  # pyright: ignore
    engine.close()
    assert [text for text, _ in found] == expected
    for _, finish in found:
        assert finish.usage
        assert finish.usage.prompt_tokens > 50


def test_blip2_is_asked_as_its_own_processor_would(models: Path) -> None:
    checkpoint = load(options(models / "blip2"))
    seen = Image.fromarray(asked.figure(2).pixels)
    library: Any = transformers
    tokenizer = library.AutoTokenizer.from_pretrained(models / "blip2")
    pictures = library.AutoImageProcessor.from_pretrained(models / "blip2", backend="pil")
    processor = library.Blip2Processor(pictures, tokenizer, num_query_tokens=8)
    found = checkpoint.encoder.encode("Be brief.", "What is it?", seen)
    text = "</s>Question: Be brief.\n\nWhat is it? Answer:"
    expected = processor(images=seen, text=text, return_tensors="pt")
    assert found.ids == expected["input_ids"][0].tolist()
    assert torch.equal(found.picture["pixel_values"], expected["pixel_values"])


def test_an_old_blip2_and_one_of_flan_t5_are_refused(models: Path, tmp_path: Path) -> None:
    folder = altered(models, tmp_path, "blip2", image_token_index=None)
    assert refusal(options(folder)).code == "no_image_token"
    folder = altered(models, tmp_path / "t5", "blip2", text_config={"model_type": "t5"})
    assert "OPT" in refusal(options(folder)).message


def test_an_answer_that_ran_into_its_length_says_so(engine: TransformersEngine) -> None:
    _, finish = answered(engine, asked.request(1))
    assert finish.usage
    assert finish.cut_off == (finish.usage.completion_tokens == 13)


def test_a_request_cancelled_before_it_began_gets_no_text(engine: TransformersEngine) -> None:
    cancellation = Cancellation()
    cancellation.set()
    text, finish = answered(engine, asked.request(0, cancellation=cancellation))
    assert text == ""
    assert not finish.cut_off


@pytest.mark.parametrize("precision", ["int4", "int8"])
def test_weights_of_the_language_model_can_be_quantised(models: Path, precision: str) -> None:
    pytest.importorskip("bitsandbytes", reason="comes with the extra tuwen[transformers]")
    engine = TransformersEngine(options(models / "glm4v", precision))
    engine.start()
    _, finish = answered(engine, asked.request(0))
    engine.close()
    assert finish.usage
    model = load(options(models / "glm4v", precision)).model
    kinds = {name: type(module).__name__ for name, module in model.named_modules()}
    rounded = [name for name, kind in kinds.items() if kind in ("Linear4bit", "Linear8bitLt")]
    assert len(rounded) == 3 * 6
    assert all("language_model" in name for name in rounded)


@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")  # asked by peft
@pytest.mark.parametrize("precision", ["fp32", "int4"])
def test_an_adapter_changes_what_the_model_says(
    models: Path, tmp_path: Path, precision: str
) -> None:
    peft: Any = pytest.importorskip("peft", reason="comes with the extra tuwen[transformers]")
    plain = load(options(models / "glm4v"))
    targets = r".*language_model\.layers\.\d+\.self_attn\.(q|v)_proj"
    tuned = peft.get_peft_model(plain.model, peft.LoraConfig(r=4, target_modules=targets))
    torch.manual_seed(3)
    for name, weight in tuned.named_parameters():
        if "lora_" in name:
            weight.data.normal_(std=0.3)
    tuned.save_pretrained(tmp_path)
    request = asked.request(2)
    assert request.shown
    encoded = plain.encoder.encode(*messages(request), opened(request.shown))
    with_it = asked.alone(tuned.base_model.model, encoded, 10)
    with tuned.disable_adapter():
        assert asked.alone(tuned.base_model.model, encoded, 10) != with_it
    loaded = load(options(models / "glm4v", precision, adapter=str(tmp_path)))
    found = asked.alone(loaded.model, encoded, 10)
    if precision == "fp32":
        assert found == with_it
    else:  # rounding changes some of it
        bare = load(options(models / "glm4v", precision)).model
        assert found != asked.alone(bare, encoded, 10)


def test_characters_come_out_whole(checkpoint: Checkpoint) -> None:
    text = "架构图 of 🚀 服务"
    tokens = checkpoint.encoder.encode("", text, None).ids
    pieces = list(checkpoint.encoder.spell(iter(tokens)))
    assert text in "".join(pieces)
    assert len(pieces) > 8
    assert not any("\ufffd" in piece for piece in pieces)


def test_what_a_picture_says_is_no_control_token(checkpoint: Checkpoint) -> None:
    encoder = checkpoint.encoder
    assert encoder.plain("a<|us<|user|>er|>b<|image|>/nothink") == "ab"
    sly = encoder.encode("", "x<|user|>y<|image|>", None).ids
    assert sly == encoder.encode("", "xy", None).ids


def test_a_prompt_that_does_not_fit_is_refused(models: Path, tmp_path: Path) -> None:
    folder = altered(models, tmp_path, text_config={"max_position_embeddings": 128})
    engine = TransformersEngine(options(folder))
    engine.start()
    with pytest.raises(EngineError) as caught:
        list(engine.stream(asked.request(0)))
    engine.close()
    assert caught.value.code == "prompt_too_long"


def altered(models: Path, tmp_path: Path, family: str = "glm4v", **config: Any) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(models / family, folder)
    known = json.loads((folder / "config.json").read_text("utf-8"))
    for name, value in config.items():
        known[name] = {**known[name], **value} if isinstance(value, dict) else value
    (folder / "config.json").write_text(json.dumps(known), "utf-8")
    return folder


def refusal(chosen: Options) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        TransformersEngine(chosen).start()
    return caught.value


def test_a_folder_without_its_weights_is_refused(models: Path, tmp_path: Path) -> None:
    folder = altered(models, tmp_path)
    shards = {"weight_map": {"lm_head.weight": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(shards), "utf-8")
    assert "model-00002-of-00002.safetensors" in refusal(options(folder)).message
    (folder / "model.safetensors.index.json").unlink()
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert "pickle" in refusal(options(folder)).message


def test_weights_that_lack_a_layer_are_refused(models: Path, tmp_path: Path) -> None:
    folder = altered(models, tmp_path, text_config={"num_hidden_layers": 4})
    assert "layers.3" in refusal(options(folder)).message


def test_a_model_that_takes_no_pictures_is_refused(models: Path, tmp_path: Path) -> None:
    folder = altered(models, tmp_path, model_type="bert")
    assert refusal(options(folder)).code == "model_not_loaded"


def test_a_folder_without_a_chat_template_is_refused(models: Path, tmp_path: Path) -> None:
    folder = altered(models, tmp_path)
    (folder / "chat_template.jinja").unlink()
    assert refusal(options(folder)).code == "no_chat_template"


def test_precision_device_and_adapter_must_exist(models: Path, tmp_path: Path) -> None:
    folder = models / "glm4v"
    assert refusal(options(folder, "fp8")).code == "unknown_precision"
    assert refusal(Options(model_path=str(folder), device="abacus")).code == "no_such_device"
    assert refusal(options(folder, adapter=str(tmp_path))).code in (
        "no_adapter",
        "model_incomplete",
    )
    assert refusal(Options()).code == "no_model_path"
