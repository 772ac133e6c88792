"""The embedded engine: writes from the Reading alone, anywhere and at once, invents nothing."""

from collections.abc import Iterator

from tuwen.engines.base import Engine, Options, Request
from tuwen.writing.narrate import write


class EmbeddedEngine(Engine):
    """Sentences of the writer, one by one; needs no pixels, no model, no start."""

    name = "embedded"
    model = "tuwen-embedded"
    languages = ("zh", "en")
    needs_pixels = False
    invents = False
    at_once = 2  # it computes in this process, which has others to hear

    @classmethod
    def configured(cls, options: Options) -> bool:
        """Nothing has to be set up."""
        return True

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer sentence by sentence."""
        for sentence in write(request.order, request.reading, request.article):
            if sentence.text:
                yield sentence.text
