"""Tuwen (图文): reads the pictures of technical articles and writes about them.

    from tuwen import Tuwen
    print(Tuwen().summarize("figure.png", context="正文…").text)

Importing this is cheap; what is heavy is loaded with the first picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tuwen.engines.base import Options
    from tuwen.service.sight import Sight
    from tuwen.service.summarizer import Piece
    from tuwen.summary import Summary

    __version__: str

__all__ = ["Tuwen", "__version__"]

# ONNX Runtime would send events of its own accord; it looks when it is first loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


class Tuwen:
    """The whole of Tuwen in this process: no server, no other processes."""

    def __init__(self, engine: str = "auto", options: "Options | None" = None) -> None:
        from tuwen.service.summarizer import Summarizer

        self._summarizer = Summarizer(engine, options=options)

    def summarize(
        self,
        picture: str | Path | bytes,
        *,
        prompt: str = "",
        task: str = "",
        context: str = "",
        title: str = "",
        language: str = "",
    ) -> "Summary":
        """Write about one picture, given as its path or bytes. Raises InputError, EngineError."""
        wanted = self.stream(
            picture, prompt=prompt, task=task, context=context, title=title, language=language
        )
        *_, summary = wanted
        return cast("Summary", summary)

    def stream(
        self,
        picture: str | Path | bytes,
        *,
        prompt: str = "",
        task: str = "",
        context: str = "",
        title: str = "",
        language: str = "",
    ) -> "Iterator[Piece]":
        """Yield the text sentence by sentence, then the Summary; Restart voids what came before,
        and of the task "all" a Section begins each text.
        """
        from tuwen.service.summarizer import Brief

        brief = Brief(prompt, task, context, title, language)
        self._summarizer.check_brief(brief)
        return self._summarizer.stream(self.look(picture), brief)

    def look(self, picture: str | Path | bytes) -> "Sight":
        """Decode and read one picture: what can be proved from its pixels."""
        from tuwen.service.sight import look

        self._summarizer.start()
        return look(picture, keep_pixels=self._summarizer.engine.needs_pixels)

    def close(self) -> None:
        """Give back what the engine took."""
        self._summarizer.close()


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("tuwen")
    raise AttributeError(f"module 'tuwen' has no attribute {name!r}")
