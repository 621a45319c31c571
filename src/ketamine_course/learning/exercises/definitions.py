"""The checks of each chapter, found by their names; they are defined in ``learning/checks``."""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .findings import Expectation

_CHECKS = "ketamine_course.learning.checks"
_NAME = re.compile(r"(\d{2})\.\d{1,2}[a-z]?")


@dataclass(frozen=True)
class Check:
    """One check of an exercise.

    identity: "03.2", chapter and place. asks: what is asked for, with its unit, in a few words. why: what a
    right answer shows, said then. hint: how to go about it, said after the second miss.
    """

    identity: str
    asks: str
    expects: Expectation
    why: str
    hint: str

    @property
    def chapter(self) -> int:
        """The chapter that the check belongs to."""
        return int(self.identity[:2])


@cache
def chapters() -> tuple[int, ...]:
    """Return the chapters that have checks."""
    names = (module.name for module in pkgutil.iter_modules(importlib.import_module(_CHECKS).__path__))
    return tuple(sorted(int(name.removeprefix("chapter_")) for name in names if name.startswith("chapter_")))


@cache
def definitions(chapter: int) -> Mapping[str, Check]:
    """Return a chapter's checks by identity, in order.

    Raises ValueError for a chapter without checks, naming those that have some.
    """
    if chapter not in chapters():
        known = ", ".join(str(number) for number in chapters())
        raise ValueError(f"chapter {chapter} has no checks; these chapters have: {known}")
    made = importlib.import_module(f"{_CHECKS}.chapter_{chapter:02d}").make_checks()
    found = {check.identity: check for check in made}
    if len(found) != len(made) or any(check.chapter != chapter for check in made):
        raise ValueError(f"chapter {chapter}: two checks have one name, or one has another chapter's")
    return MappingProxyType(found)


def definition(identity: str) -> Check:
    """Return the check with this name.

    Raises ValueError for a name that is not there, listing those of its chapter.
    """
    matched = _NAME.fullmatch(identity) if isinstance(identity, str) else None
    if matched is None:
        known = ", ".join(f"{number:02d}" for number in chapters())
        raise ValueError(
            f'{identity!r} is no name of a check: write chapter and number as a text, such as "03.2"; '
            f"chapters with checks: {known}"
        )
    of_chapter = definitions(int(matched[1]))
    if identity not in of_chapter:
        listed = ", ".join(f"{check.identity} ({check.asks})" for check in of_chapter.values())
        raise ValueError(f"there is no check {identity!r}; chapter {int(matched[1])} has {listed}")
    return of_chapter[identity]
