"""What a file leaves open: asked of a person with the consequence of each answer, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.ingest.propose.words import plain


@dataclass(frozen=True)
class Option:
    """One answer: the word to give, and what follows from it."""

    value: str
    consequence: str


@dataclass(frozen=True)
class Question:
    """One question: what it is about, which columns wait for it, and the answer if there is one."""

    id: str
    text: str
    options: tuple[Option, ...]
    columns: tuple[str, ...] = ()
    answer: str = ""
    form: str = ""  # a regular expression of answers besides the options

    @property
    def is_open(self) -> bool:
        return not self.answer

    def accepts(self, answer: str) -> bool:
        """Whether `answer` is one of the options or of the form that is asked for."""
        if answer in {option.value for option in self.options}:
            return True
        return bool(self.form and re.fullmatch(self.form, answer))


def question_id(about: str, header: str = "") -> str:
    """The id of a question: `date-order.fecha-inicio`."""
    name = plain(header).replace(" ", "-")
    return f"{about}.{name}" if name else about
