"""An answer in several parts, told apart by their titles: 【摘要】, **Alt text:**, ## 关键词."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tuwen.task import PARTS, TITLES, TaskName


@dataclass(frozen=True, slots=True)
class Section:
    """What follows is the part `task` of the answer, in place of what it had."""

    task: TaskName


_TASKS: dict[str, TaskName] = {
    titles[part].casefold(): part for titles in TITLES.values() for part in PARTS
}
_NAME = "|".join(sorted(map(re.escape, _TASKS), key=len, reverse=True))
# In brackets a title may be followed by its text; bare, a colon or the line's end must follow.
_TITLE = re.compile(
    rf"^[ \t#*\d.、-]*(?:[【\[]\s*(?P<held>{_NAME})\s*[】\]][*：: \t]*"
    rf"|(?P<bare>{_NAME})[* \t]*(?:[：:][* \t]*|(?=\n|\Z)))",
    re.IGNORECASE | re.MULTILINE,
)


class Sections:
    """Sorts what an engine writes into parts; what stands before the first title is dropped."""

    def __init__(self) -> None:
        self.texts: dict[TaskName, str] = {}
        self._now: TaskName | None = None

    def feed(self, ready: str) -> Iterator[str | Section]:
        """Take whole sentences; yield them without the titles, each of which begins a Section."""
        start = 0
        for found in _TITLE.finditer(ready):
            task = _TASKS[(found["held"] or found["bare"]).casefold()]
            if task in self.texts:  # a word of the text
                continue
            yield from self._told(ready[start : found.start()].rstrip())
            yield Section(task)
            self.texts[task] = ""
            self._now, start = task, found.end()
        yield from self._told(ready[start:])

    def _told(self, text: str) -> Iterator[str]:
        if self._now is None:
            return
        if not self.texts[self._now]:
            text = text.lstrip()
        if text:
            self.texts[self._now] += text
            yield text
