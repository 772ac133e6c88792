"""Several texts as one, each under its title: 【图 1】, 【摘要】."""

from tuwen.service.sections import Section
from tuwen.service.summarizer import in_script, language_of
from tuwen.task import TITLES

FORMS = {"zh": ("【{}】\n", "图 {}"), "en": ("[{}]\n", "Figure {}")}


class Titled:
    """Puts titles before texts as they come; of several figures each has its number there."""

    def __init__(self, language: str, figures: int) -> None:
        self._titles = TITLES[language_of(language)]
        self._form, self._number = FORMS[language_of(language)]
        self._voice = in_script(language, tuple(TITLES))
        self._now = -1 if figures > 1 else 0
        self._figure = self._part = ""  # titles that wait for their text
        self._begun = False

    def add(self, figure: int, piece: str | Section) -> str:
        """What the piece adds to the whole; a title is held back until there is a text to it."""
        if figure != self._now:
            self._now = figure
            self._figure, self._part = self._title(self._number.format(figure + 1)), ""
        if isinstance(piece, Section):
            self._part = self._title(self._titles[piece.task])
            return ""
        if not piece:
            return ""
        titles = self._figure + self._part
        gap = "\n\n" if titles and self._begun else ""
        self._figure, self._part, self._begun = "", "", True
        return gap + titles + piece

    def _title(self, name: str) -> str:
        return self._form.format(self._voice(name))
