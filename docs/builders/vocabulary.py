"""The controlled words in `GLOSSARY.md`, from the enumerations of `vocabulary`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import homeward.vocabulary
from docs.builders.pages import part, table
from homeward.vocabulary.words import Word

TARGET = "GLOSSARY.md"


def enums() -> list[type[Word]]:
    """Every enumeration of the vocabulary, in module and then declaration order."""
    found: list[type[Word]] = []
    for module in sorted(m.name for m in pkgutil.iter_modules(homeward.vocabulary.__path__)):
        name = f"homeward.vocabulary.{module}"
        members = vars(importlib.import_module(name)).values()
        found += [
            thing
            for thing in members
            if inspect.isclass(thing)
            and issubclass(thing, Word)
            and thing is not Word
            and thing.__module__ == name
        ]
    return found


def _section(words: type[Word]) -> str:
    first = (inspect.getdoc(words) or "").split("\n\n")[0].replace("\n", " ")
    rows = ((f"`{word.value}`", word.meaning) for word in words)
    source = f"`{words.__name__}`, from `{words.__module__.removeprefix('homeward.')}`"
    return f"### {words.__name__}\n\n{first} ({source})\n\n" + table(("word", "meaning"), rows)


def build() -> str:
    """The page's text: hand-written terms kept, the words written again."""
    return part(TARGET, "words", "\n".join(_section(words) for words in enums()))
