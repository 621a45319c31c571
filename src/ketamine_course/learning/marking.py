"""Marking: whether a response is right, said in words, with feedback and its citations. Done here only.

Responses by kind of question; places count from 0 in the order of the bank:

    single     the place of the option chosen
    multiple   the places of the options chosen, in any order
    numeric    a text as typed ("12,5 %") or a number
    order      the places of the items, as the learner has put them
    match      for each left side in order, the place of the right side chosen among ``question.rights``
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral, Real
from pathlib import Path
from typing import NamedTuple

from ketamine_course.evidence import cite, course_folder
from ketamine_course.evidence.item_numbers import citation_keys
from ketamine_course.learning.banks import Question
from ketamine_course.learning.typed_numbers import is_unit, read_number

RIGHT = "Right."


class Feedback(NamedTuple):
    """A text for the learner, plain, and its citations as safe HTML ("" where there is none)."""

    text: str
    citation_html: str


@dataclass(frozen=True)
class Mark:
    """What became of a response.

    verdict    in words; it never needs colour
    feedback   on what was chosen
    missed     on what should have been chosen and was not: it gives the answer away, so show it at the end
    counts     False when the response could not be judged (another unit than asked for): no miss
    right      how many of the ``parts`` of the answer are right (each option chosen or left out, each item,
               each pair is a part)
    """

    correct: bool
    verdict: str
    feedback: tuple[Feedback, ...] = ()
    missed: tuple[Feedback, ...] = ()
    counts: bool = True
    right: int = 0
    parts: int = 1


def mark(question: Question, response: object) -> Mark:
    """Return the mark of a response; see the top of this module for its form.

    Raises:
        ValueError: the response is not of the form that the question asks for, or nothing was answered; the
            message says what is allowed. It is for the learner's eyes too, and no miss.
    """
    return _MARKERS[question.kind](question, response)


def explanation(question: Question) -> Feedback:
    """Return the explanation of a question with the citations of its sources."""
    sources = [
        *question.source,
        *([question.answer.source] if question.answer and question.answer.source else []),
    ]
    return Feedback(question.explanation, citations_html(sources))


def citations_html(sources: Iterable[str]) -> str:
    """Return the works behind sources, short and linked, separated by semicolons; safe HTML."""
    return _cited(tuple(sources), course_folder())


def own_citations_html(question: Question, source: Iterable[str]) -> str:
    """Return the works behind a part of a question, "" where they are those of the question as a whole."""
    own = citations_html(source)
    return "" if own == citations_html(question.source) else own


@lru_cache(maxsize=4096)
def _cited(sources: tuple[str, ...], folder: Path) -> str:
    """Look citations up once: a page asks for those of every option after each answer."""
    return "; ".join(cite(key, html=True) for key in citation_keys(sources))


def shuffled(question: Question, seed: int | str | None) -> tuple[int, ...]:
    """Return the places of what is to be shown (options, items or right sides) in the order to show them.

    The order is the same each time for a seed and a question, on any machine. Items to be put into order
    never come in the right one. Without a seed (None) the order is that of the bank. A numeric question has
    none.
    """
    count = len(question.options or question.items or question.rights)
    places = tuple(range(count))
    if seed is None:
        return places
    # Not random.shuffle: its results may change between versions of Python, the learner's order should not.
    found = tuple(sorted(places, key=lambda place: _hash(f"{seed}|{question.id}|{place}")))
    return found[::-1] if question.kind == "order" and found == places else found


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()


def _feedback(question: Question, text: str, source: tuple[str, ...]) -> Feedback:
    """A feedback with its own citations, or the question's where it has none."""
    return Feedback(text, citations_html(source or question.source))


def _single(question: Question, response: object) -> Mark:
    place = _place(response, len(question.options), "one option")
    option = question.options[place]
    told = (_feedback(question, option.feedback, option.source),)
    if option.correct:
        return Mark(True, RIGHT, told, right=1)
    missed = tuple(_feedback(question, one.feedback, one.source) for one in question.options if one.correct)
    return Mark(False, "Not right.", told, missed)


def _multiple(question: Question, response: object) -> Mark:
    chosen = set(_places(response, len(question.options), "options", ordered=False))
    if not chosen:
        raise ValueError("choose at least one option")
    wanted = {place for place, option in enumerate(question.options) if option.correct}
    told = tuple(_about_option(question, place) for place in sorted(chosen))
    missed = tuple(_about_option(question, place) for place in sorted(wanted - chosen))
    count = len(question.options)
    if chosen == wanted:
        return Mark(True, RIGHT, told, right=count, parts=count)
    hits, extra = len(chosen & wanted), len(chosen - wanted)
    parts = [f"{hits} of the options chosen {'is' if hits == 1 else 'are'} right"]
    parts += [f"{extra} {'is' if extra == 1 else 'are'} not"] if extra else []
    parts += ["something is missing"] if missed else []
    return Mark(
        False, f"Not right: {_listed(parts)}.", told, missed, right=count - len(chosen ^ wanted), parts=count
    )


def _about_option(question: Question, place: int) -> Feedback:
    option = question.options[place]
    return _feedback(question, f"“{option.text}”: {option.feedback}", option.source)


def _numeric(question: Question, response: object) -> Mark:
    answer = question.answer
    value, unit = _typed(response)
    if unit and not is_unit(unit, answer.unit, answer.units):
        if any(sign.isdigit() for sign in unit):
            raise ValueError(f"“{response}” holds more than one number: write one")
        wanted = f"it is asked for in {answer.unit}" if answer.unit else "it is asked for without a unit"
        told = f"Your answer is in {unit}; {wanted}. Try again: this does not count as a miss."
        return Mark(False, "Another unit than asked for.", (Feedback(told, ""),), counts=False)
    source = (answer.source,) if answer.source else ()
    # A hair's breadth more than the tolerance: 0.3 is 0.1 away from 0.2, whatever the computer's digits say.
    if abs(value - answer.value) <= answer.tolerance + 1e-9 * max(1.0, abs(answer.value)):
        return Mark(True, RIGHT, (explanation(question),), right=1)
    text = answer.feedback_low if value < answer.value else answer.feedback_high
    side = "too low" if value < answer.value else "too high"
    return Mark(False, f"Not right: {side}.", (_feedback(question, text, source),), (explanation(question),))


def _typed(response: object) -> tuple[float, str]:
    if isinstance(response, str):
        return read_number(response)
    if isinstance(response, bool) or not isinstance(response, Real) or not math.isfinite(response):
        raise ValueError(f"{response!r} is no number: write one number, such as 12.5")
    return float(response), ""


def _order(question: Question, response: object) -> Mark:
    count = len(question.items)
    given = _places(response, count, "items")
    if len(given) != count:
        raise ValueError(f"put all {count} items into an order, each once")
    wrong = [place for spot, place in enumerate(given) if place != spot]
    if not wrong:
        told = [one for one in question.items if one.feedback]
        feedback = tuple(_about_item(question, one) for one in told)
        return Mark(True, RIGHT, feedback, right=count, parts=count)
    items = [question.items[place] for place in sorted(wrong)]
    feedback = tuple(_about_item(question, one) for one in items if one.feedback)
    right = count - len(wrong)
    return Mark(
        False,
        f"Not right: {right} of {count} {'stands' if right == 1 else 'stand'} in the right place.",
        feedback,
        (explanation(question),),
        right=right,
        parts=count,
    )


def _about_item(question: Question, item) -> Feedback:
    return _feedback(question, f"“{item.text}”: {item.feedback}", item.source)


def _match(question: Question, response: object) -> Mark:
    count, rights = len(question.pairs), question.rights
    given = [
        _place(one, len(rights), "one right side for each left side") for one in _listed_response(response)
    ]
    if len(given) != count:
        raise ValueError(f"choose a right side for each of the {count} left sides")
    wrong = [pair for pair, place in zip(question.pairs, given, strict=True) if rights[place] != pair.right]
    told = tuple(
        _feedback(question, f"“{pair.left}”: {pair.feedback}", pair.source)
        for pair in wrong or question.pairs
    )
    if not wrong:
        return Mark(True, RIGHT, told, right=count, parts=count)
    right = count - len(wrong)
    verdict = f"Not right: {right} of {count} {'is' if right == 1 else 'are'} matched rightly."
    return Mark(False, verdict, told, (explanation(question),), right=right, parts=count)


def _place(response: object, count: int, what: str) -> int:
    """Return a place, checked."""
    if isinstance(response, bool) or not isinstance(response, Integral) or not 0 <= response < count:
        raise ValueError(f"choose {what}: a whole number from 0 to {count - 1}, not {response!r}")
    return int(response)


def _listed_response(response: object, ordered: bool = True) -> list:
    unfit = (str, bytes, Mapping, Set) if ordered else (str, bytes, Mapping)
    if isinstance(response, unfit) or not isinstance(response, Iterable):
        raise ValueError(f"a list of whole numbers is needed, not {response!r}")
    return list(response)


def _places(response: object, count: int, what: str, ordered: bool = True) -> list[int]:
    """Return several places, checked, none twice."""
    found = [_place(one, count, what) for one in _listed_response(response, ordered)]
    if len(set(found)) < len(found):
        raise ValueError(f"choose each of the {what} once at most, not {response!r}")
    return found


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


_MARKERS: dict[str, Callable[[Question, object], Mark]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "order": _order,
    "match": _match,
}
