"""What a model is given for a Request, and how its tokens become text again.

Models that take patches of any picture size (GLM, Qwen) need no processor class here: those
want torchvision for videos that never come. Knows no model and no thread.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tuwen.engines.cache import torch
from tuwen.errors import ConfigError, EngineError

# BLIP-2 has no template; this is the form that its authors ask it questions in.
BLIP2 = """\
{% set told = namespace(picture='', text=[]) %}{% for m in messages %}\
{% if m.content is string %}{% set told.text = told.text + [m.content] %}{% else %}\
{% for part in m.content %}{% if part.type == 'image' %}{% set told.picture = image_token %}\
{% else %}{% set told.text = told.text + [part.text] %}{% endif %}{% endfor %}{% endif %}\
{% endfor %}{{ told.picture }}{{ bos_token }}Question: {{ told.text | join('\n\n') }} Answer:"""
SPEAKING = {"<think>", "</think>", "<answer>", "</answer>"}  # what stands between is not the answer


@dataclass(frozen=True, slots=True)
class Encoded:
    """A prompt in tokens, and the tensors of its picture."""

    ids: list[int]
    kinds: list[int]  # 1 for the tokens that stand for the picture
    picture: dict[str, Any]


class Encoder:
    """The tokenizer, chat template and picture processor of one model folder."""

    def __init__(self, folder: Path, config: Any, tokenizer: Any, pictures: Any) -> None:
        self._tokenizer = tokenizer
        self._pictures = pictures
        self._image_id: int | None = config.image_token_id
        known = self._image_id is not None
        self._image: str = tokenizer.convert_ids_to_tokens(self._image_id) if known else ""
        if not self._image:
            raise ConfigError(
                "no_image_token",
                f"模型文件夹 {folder.name} 没有说明哪个词元代表图片：请下载这个模型较新的版本。",
            )
        self._template = tokenizer.chat_template or _old_template(folder)
        if not self._template and config.model_type == "blip-2":
            self._template = BLIP2
        if not self._template:
            raise ConfigError(
                "no_chat_template",
                f"模型文件夹 {folder.name} 里没有对话模板（chat_template.jinja）：请补全下载。",
            )
        self._specials = sorted(
            {*tokenizer.all_special_tokens, *tokenizer.get_added_vocab()}, key=len, reverse=True
        )

    def plain(self, text: str) -> str:
        """Return the text without whatever the tokenizer would take for a control token."""
        before = ""
        while before != text:  # what is left may make up another one
            before = text
            for special in self._specials:
                if special.strip():
                    text = text.replace(special, "")
        return text

    def encode(self, system: str, user: str, picture: Image.Image | None) -> Encoded:
        """Return what the model is given. Raises EngineError."""
        content: list[dict[str, str]] = [{"type": "text", "text": self.plain(user)}]
        if picture is not None:
            content.insert(0, {"type": "image"})
        messages: list[dict[str, Any]] = [{"role": "user", "content": content}]
        if system:
            messages.insert(0, {"role": "system", "content": self.plain(system)})
        text: str = self._tokenizer.apply_chat_template(
            messages, chat_template=self._template, tokenize=False,
            add_generation_prompt=True, enable_thinking=False, image_token=self._image,
        )  # fmt: skip
        tensors: dict[str, Any] = {}
        if picture is not None:
            if text.count(self._image) != 1:
                raise EngineError(
                    "no_place_for_picture", "这个模型的对话模板不接受图片，请换一个。"
                )
            tensors, size = self._pictures(picture)
            text = text.replace(self._image, self._image * size)
        start = self._tokenizer.bos_token
        begun = not start or start in text  # BLIP-2 has the picture before it
        ids: list[int] = self._tokenizer(text, add_special_tokens=not begun)["input_ids"]
        return Encoded(ids, [int(one == self._image_id) for one in ids], tensors)

    def spell(self, tokens: Iterable[int]) -> Iterator[str]:
        """Yield the text of tokens as they come, never half a character."""
        silent = set(self._tokenizer.all_special_ids)
        silent -= set(self._tokenizer.convert_tokens_to_ids(sorted(SPEAKING)))
        known: list[int] = []  # whose text is out, as context for what follows
        new: list[int] = []
        for token in tokens:
            if token in silent:
                continue
            new.append(token)
            text = self._decoded(known, new)
            if text and not text.endswith("\ufffd"):
                yield text
                known, new = new, []
        if new and (text := self._decoded(known, new)):
            yield text

    def _decoded(self, known: list[int], new: list[int]) -> str:
        def decode(ids: list[int]) -> str:
            return self._tokenizer.decode(
                ids, skip_special_tokens=False, clean_up_tokenization_spaces=False
            )

        return decode(known + new)[len(decode(known)) :]


class Patches:
    """Pictures of models that cut them into as many patches as they need."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor

    def __call__(self, picture: Image.Image) -> tuple[dict[str, Any], int]:
        """Return the tensors, and how many tokens stand for the picture."""
        found = self._processor(images=[picture], return_tensors="pt")
        size = int(found["image_grid_thw"][0].prod()) // self._processor.merge_size**2
        return dict(found), size


class Fixed:
    """Pictures of models that scale all to one size, for which the config names the tokens."""

    def __init__(self, processor: Any, size: int) -> None:
        self._processor, self._size = processor, size

    def __call__(self, picture: Image.Image) -> tuple[dict[str, Any], int]:
        """Return the tensors, and how many tokens stand for the picture."""
        found = self._processor(images=[picture], return_tensors="pt")
        return {"pixel_values": torch.as_tensor(found["pixel_values"])}, self._size


def _old_template(folder: Path) -> str:
    """Return the template where processors kept it before it had a file of its own."""
    path = folder / "chat_template.json"
    if not path.is_file():
        return ""
    found: str = json.loads(path.read_text("utf-8")).get("chat_template", "")
    return found
