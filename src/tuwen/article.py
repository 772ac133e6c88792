"""The article around a figure: title, headings and the paragraphs next to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """Context as given by the user; every field may be empty."""

    title: str = ""
    heading: str = ""  # the nearest heading above the figure
    before: str = ""  # paragraphs before the figure, Markdown removed
    after: str = ""  # paragraphs after it
    caption: str = ""  # existing caption or alt text of the figure

    @property
    def text(self) -> str:
        parts = (self.title, self.heading, self.before, self.caption, self.after)
        return "\n".join(part for part in parts if part)

    def __bool__(self) -> bool:
        return bool(self.text)
