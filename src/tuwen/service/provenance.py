"""That a text was made by AI, and by what: the label and its data, for whoever publishes it."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from tuwen.service.summarizer import in_script, language_of
from tuwen.summary import Summary
from tuwen.task import TaskName

LABELS = {"zh": "内容由AI生成", "en": "AI-generated content"}
UNLABELLED: tuple[TaskName, ...] = ("alt",)  # plain texts that go into an attribute
# What starts something in a line of Markdown or of a template's language, or makes a link:
# a backslash before the first is known to all renderers, before the others to some.
_MARKDOWN = re.compile(r"([\\`*_\[\]]|^[#+-])|[{}<>&|~$]|:(?=//)|(?<=www)\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a text, and when."""

    label: str  # as a reader must see it
    tool: str  # Tuwen and its version
    engine: str
    model: str
    time: str  # ISO 8601, UTC
    id: str

    @classmethod
    def of(cls, summary: Summary) -> "Provenance":
        """The provenance of a Summary; its time is that of the writing, cached or not."""
        from tuwen import __version__

        voice = in_script(summary.language, tuple(LABELS))
        time = datetime.fromtimestamp(summary.made, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        label = voice(LABELS[language_of(summary.language)])
        tool = f"Tuwen {__version__}"
        return cls(label, tool, summary.engine, summary.model, time, summary.id)

    @property
    def line(self) -> str:
        """The label and the data in one line of plain text."""
        told = (self.label, self.tool, self.engine, self.model, self.time, self.id)
        return " · ".join(part for part in map(one_line, told) if part)

    @property
    def markdown(self) -> str:
        """The line as a quotation of Markdown: no renderer takes that away."""
        return f"> {escape_markdown(self.line)}"

    @property
    def html(self) -> str:
        """The line as a paragraph of class `ai-label`, the data once more in its attributes."""
        data = asdict(self)
        label = data.pop("label")
        attributes = "".join(f' data-{k}="{escape(one_line(v))}"' for k, v in data.items())
        said = escape(self.line.removeprefix(label))
        return f'<p class="ai-label"{attributes}><strong>{escape(label)}</strong>{said}</p>'

    def as_json(self) -> dict[str, Any]:
        """The data, and the label as it can be put below the text."""
        forms = {"text": self.line, "markdown": self.markdown, "html": self.html}
        return {**asdict(self), "forms": forms}


def one_line(text: str) -> str:
    """The text without line breaks and without characters that are not seen."""
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C")


def escape_markdown(text: str) -> str:
    """The text so that inside a line of Markdown it means nothing but itself."""
    return _MARKDOWN.sub(lambda m: f"\\{m[0]}" if m[1] else f"&#{ord(m[0])};", text)
