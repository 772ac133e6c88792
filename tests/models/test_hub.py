"""Hubs are asked in order, and what they say is not trusted."""

from pathlib import Path

import pytest
from small_hub import SmallHub, serving
from small_model import files, lay, shard

from tuwen.errors import ConfigError, EngineError, InputError, TuwenError
from tuwen.models.catalogue import Catalogue
from tuwen.models.folder import examine
from tuwen.models.hub import Hub, ModelScopeHub, first_answer, hubs
from tuwen.models.local import LocalFolder
from tuwen.models.pull import pull

MODEL = "zai-org/GLM-4.6V-Flash"
NOBODY = "http://127.0.0.1:9"


def catalogue(hub: SmallHub, *before: Hub) -> Catalogue:
    place, found = first_answer(MODEL, [*before, *hubs(hub.url, {})], pause=0.01)
    place.close()
    return found


def failure(hub: SmallHub) -> TuwenError:
    with pytest.raises(TuwenError) as caught:
        catalogue(hub)
    return caught.value


def test_the_known_hubs_are_asked_in_order() -> None:
    found = hubs("", {"HF_ENDPOINT": "https://models.example/", "HF_TOKEN": "secret"})
    assert [(hub.name, hub.endpoint) for hub in found] == [
        ("huggingface", "https://models.example"),
        ("hf-mirror", "https://hf-mirror.com"),
        ("modelscope", "https://modelscope.cn"),
    ]
    for hub in found:
        assert "authorization" not in hub.headers
        hub.close()


def test_the_token_is_for_hugging_face_alone() -> None:
    (hub,) = hubs("huggingface", {"HF_TOKEN": "secret"})
    assert hub.headers["authorization"] == "Bearer secret"
    hub.close()
    for endpoint in ("http://huggingface.co", "https://huggingface.co.example", "https://x.cn"):
        hub = Hub("huggingface", endpoint, "secret")
        assert "authorization" not in hub.headers
        hub.close()


def test_the_next_hub_serves_what_the_first_does_not() -> None:
    with serving(SmallHub({MODEL: files()})) as hub, serving(SmallHub({})) as empty:
        found = catalogue(hub, Hub("nobody", NOBODY), Hub("empty", empty.url))
        assert found.place == hub.url
        empty.refusals["catalogue"] = [500]
        assert catalogue(hub, Hub("broken", empty.url)).place == hub.url


def test_model_scope_knows_the_organisation_by_another_name() -> None:
    with serving(SmallHub({"ZhipuAI/GLM-4.6V-Flash": files()}, "modelscope")) as hub:
        found = catalogue(hub, ModelScopeHub("modelscope", hub.url))
        assert found.place == "modelscope"
        assert all("/models/ZhipuAI/" in file.url and file.sha256 for file in found.files)


def test_a_model_that_no_hub_has() -> None:
    with serving(SmallHub({})) as hub:
        error = failure(hub)
    assert isinstance(error, InputError)
    assert MODEL in error.message
    assert hub.url in error.message


def test_a_model_with_terms_needs_a_token() -> None:
    with serving(SmallHub({MODEL: files()})) as hub:
        hub.gated = True
        error = failure(hub)
    assert isinstance(error, EngineError)
    assert "HF_TOKEN" in error.message


def test_a_busy_hub_is_named() -> None:
    with serving(SmallHub({MODEL: files()})) as hub:
        hub.refusals["catalogue"] = [503] * 9
        first = Hub("busy", hub.url)
        with pytest.raises(EngineError, match=r"busy 回答 HTTP 503"):
            first_answer(MODEL, [first], pause=0.01)


@pytest.mark.parametrize(
    "name",
    ["../config.json", "/etc/passwd", "a/../../b.json", "a//b.json", "a\\b.json", "C:x.json",
     "./config.json", "a\n.json", "..", "x" * 300 + ".json"],
)  # fmt: skip
@pytest.mark.parametrize("manner", ["huggingface", "modelscope"])
def test_names_that_lead_elsewhere_are_refused(name: str, manner: str) -> None:
    with serving(SmallHub({MODEL: files() | {name: b"{}"}}, manner)) as hub:
        assert failure(hub).code == "model_path_unsafe"


def test_names_that_differ_in_case_alone_are_refused() -> None:
    with serving(SmallHub({MODEL: files() | {"CONFIG.json": b"{}"}})) as hub:
        assert failure(hub).code == "model_path_unsafe"


def test_only_what_a_model_is_loaded_from_is_taken() -> None:
    others = ("modeling_glm.py", "pytorch_model.bin", "a.pt", "a.pth", "a.ckpt", "a.pkl",
              "model.gguf", ".gitattributes", "original/model.safetensors", "run.sh",
              "onnx/model.onnx", "consolidated.safetensors", "data/a.json")  # fmt: skip
    more = dict.fromkeys(others, b"1")
    kept = {"LICENSE": b"MIT", "additional_chat_templates/tools.jinja": b"x"}
    with serving(SmallHub({MODEL: files() | more | kept})) as hub:
        found = catalogue(hub)
    assert {file.path for file in found.files} == set(files() | kept)


@pytest.mark.parametrize(
    ("contents", "words"),
    [({"pytorch_model.bin": b"1", "config.json": b"{}"}, "pytorch_model.bin"),
     ({"model.gguf": b"1"}, "model.gguf"), ({"config.json": b"{}"}, "没有权重")],
)  # fmt: skip
def test_models_without_safetensors_are_refused(contents: dict[str, bytes], words: str) -> None:
    with serving(SmallHub({MODEL: contents})) as hub:
        error = failure(hub)
    assert error.code == "model_without_safetensors"
    assert words in error.message
    assert "safetensors" in error.message


def test_an_answer_that_is_no_catalogue() -> None:
    with serving(SmallHub({MODEL: files()})) as hub:
        hub.sizes["config.json"] = None  # type: ignore[assignment]
        assert failure(hub).code == "model_unavailable"


def test_a_folder_is_copied_once_it_is_whole(tmp_path: Path) -> None:
    source = lay(tmp_path / "source", files() | {"modeling.py": b"boom"})
    place = LocalFolder(source)
    pull(place, place.catalogue(MODEL), tmp_path / "model", pause=0)
    assert examine(tmp_path / "model").has_chat_template
    assert not (tmp_path / "model" / "modeling.py").exists()
    (source / "model-00002-of-00002.safetensors").write_bytes(shard({"d": b"1"}))
    with pytest.raises(ConfigError, match="缺少张量 c"):
        place.catalogue(MODEL)


def test_a_copy_is_held_against_the_sums_of_the_first_pull(tmp_path: Path) -> None:
    with serving(SmallHub({MODEL: files()})) as hub:
        there, found = first_answer(MODEL, hubs(hub.url, {}))
        pull(there, found, tmp_path / "first")
        there.close()
    shard_path = tmp_path / "first" / "model-00002-of-00002.safetensors"
    data = shard_path.read_bytes()
    shard_path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    place = LocalFolder(tmp_path / "first")
    with pytest.raises(EngineError, match="校验和"):
        pull(place, place.catalogue(MODEL), tmp_path / "second", pause=0)


def test_a_folder_with_links_out_of_it_is_refused(tmp_path: Path) -> None:
    source = lay(tmp_path / "cache" / "snapshots" / "main", files())
    blob = lay(tmp_path / "cache" / "blobs", {"1": b"{}"}) / "1"
    (source / "tokenizer.json").unlink()
    (source / "tokenizer.json").symlink_to(blob)
    assert LocalFolder(source).catalogue(MODEL).files
    (source / "generation_config.json").symlink_to("/etc/passwd")
    with pytest.raises(ConfigError, match="之外的链接"):
        LocalFolder(source).catalogue(MODEL)
