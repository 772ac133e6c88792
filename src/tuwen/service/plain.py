"""A Summary as plain text, its parts under their titles."""

from tuwen.service.summarizer import in_script, language_of
from tuwen.summary import Summary
from tuwen.task import TITLES, TaskName


def plain(summary: Summary, language: str) -> str:
    """The text; of the task `all` each under its title."""
    if not summary.parts:
        return summary.text
    return "".join(heading(p.task, language) + p.text for p in summary.parts if p.text).lstrip()


def heading(task: TaskName, language: str) -> str:
    """The title of a part of the task `all`, as a heading of Markdown."""
    return f"\n\n## {title(task, language)}\n\n"


def title(task: TaskName, language: str) -> str:
    """The title of a part of the task `all`."""
    voice = in_script(language, tuple(TITLES))
    return voice(TITLES[language_of(language)][task])
