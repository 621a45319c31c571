"""Numbers in texts that cannot carry comments: questions, captions, strings in code.

Such a text has a list of sources beside it. A source is one of::

    bioavailability:ph149.value       a reference as in ``traces``: the number must agree with it
    motov2017                         a citation key: says whose finding it is, but holds no number
    example:25                        a number made up for teaching, or worked out from one

A number with a study's smell must agree with one of the references or be named as an example; a reference to
a number must be used by some number of the text. A reference to words (a claim's evidence) may also stand for
itself.
"""

from collections.abc import Iterable, Sequence

from .prose_numbers import Number, plain_numbers
from .resolving import Resolved, is_reference, resolve
from .tables import row
from .traces import agrees, disagreement

EXAMPLE = "example:"


def check_item(texts: Sequence[str], sources: Sequence[str], shared: Sequence[str] = ()) -> list[str]:
    """Return what is wrong between the numbers of some texts and their sources; empty if all is well.

    texts: plain texts that belong together; sources: their sources; shared: sources that they may use but
    need not (those of the question, for one of its options).
    """
    return [*source_faults(sources), *untraced(texts, [*sources, *shared]), *unused(texts, sources)]


def source_faults(sources: Iterable[str]) -> list[str]:
    """Return what is wrong with sources themselves: references that lead nowhere, unknown citation keys."""
    problems = []
    for source in sources:
        try:
            _understood(source)
        except ValueError as error:
            problems.append(str(error))
    return problems


def untraced(texts: Iterable[str], sources: Sequence[str]) -> list[str]:
    """Return each number that smells of a study and agrees with no source."""
    problems = []
    for text in texts:
        for number in plain_numbers(text):
            if number.kind and not is_backed(number, sources):
                shown = f"{number.text} {number.unit}".strip()
                problems.append(f"{shown!r} ({number.kind}) agrees with no source{_nearest(number, sources)}")
    return problems


def unused(texts: Iterable[str], sources: Iterable[str]) -> list[str]:
    """Return each reference to a number, and each example, that no number of the texts uses."""
    numbers = [number for text in texts for number in plain_numbers(text)]
    return [
        f"no number uses the source {source!r}"
        for source in sources
        if _is_figure(source) and not any(_backs(source, number) for number in numbers)
    ]


def is_backed(number: Number, sources: Iterable[str]) -> bool:
    """Return whether a number agrees with one of the sources."""
    return any(_backs(source, number) for source in sources)


def citation_keys(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the citation keys behind sources, in order, each once.

    Raises:
        ValueError: a reference leads nowhere, or a citation key is not in the references.
    """
    found: dict[str, None] = {}
    for source in sources:
        known = _understood(source)
        if isinstance(known, Resolved):
            found |= dict.fromkeys(key for key in known.citation_key.split(";") if key)
        elif not source.startswith(EXAMPLE):
            found[source] = None
    return tuple(found)


def _understood(source: str) -> Resolved | Number | None:
    """Return the figure of a reference, the number of an example, or None for a citation key that exists."""
    if source.startswith(EXAMPLE):
        return _example(source)
    if ":" in source or is_reference(source):
        return resolve(source)
    row("references", source)
    return None


def _example(source: str) -> Number:
    text = source.removeprefix(EXAMPLE).strip()
    numbers = plain_numbers(text)
    if len(numbers) != 1 or numbers[0].text != text:
        raise ValueError(f"{source!r} is no example; write example: and one number, such as example:25")
    return numbers[0]


def _backs(source: str, number: Number) -> bool:
    """Return whether a source stands behind a number."""
    if source.startswith(EXAMPLE):
        try:
            return agrees(number, _example(source).value)
        except ValueError:
            return False
    return is_reference(source) and disagreement(number, source) == ""


def _is_figure(source: str) -> bool:
    """Return whether a source is there for a number only: an example, or a reference to a cell of numbers."""
    try:
        known = _understood(source)
    except ValueError:
        return False
    return isinstance(known, Number) or (isinstance(known, Resolved) and known.text is None)


def _nearest(number: Number, sources: Sequence[str]) -> str:
    """Say why the only reference that could be meant does not do; "" where several could."""
    references = [source for source in sources if is_reference(source) and not source.startswith(EXAMPLE)]
    return f": {disagreement(number, references[0])}" if len(references) == 1 else ""
