"""Whether the numbers and verdicts in a bank's texts come from where their sources say."""

import re
from collections.abc import Iterator

from ketamine_course.charts.ledger import VERDICTS
from ketamine_course.evidence import claims
from ketamine_course.evidence.item_numbers import EXAMPLE, check_item, citation_keys, untraced, unused
from ketamine_course.learning.banks import Bank, Question

_NAMES = {words: name for name, (words, *_) in VERDICTS.items()}
_CERTAINTY = r"\*?, with (very low|low|moderate|high) certainty"
# “The verdict is *not supported*”, “the claim is supported, with low certainty”; no “would be”.
_VERDICT_TOLD = re.compile(
    rf"\b(?:verdict(?: on [\w ]+?)?|claim) is \*?({'|'.join(_NAMES)})\b(?:{_CERTAINTY})?", re.IGNORECASE
)
_CLAIM_NAMED = re.compile(r"claims:(C\d+)\.")


def number_faults(bank: Bank) -> list[str]:
    """Return what is wrong with the numbers and sources of a bank, a line each with the question's id.

    Each number with a study's smell must agree with a source: in stem, hint and explanation one of the
    question; in an option, item or pair one of its own or the question's; in feedback on a number typed also
    that of the answer. A verdict told as such must be that of a claim among the question's sources. A source
    of the question that no number uses is told, and so is a question that cites nothing.
    """
    return [f"question {question.id}, {told}" for question in bank.questions for told in _faults(question)]


def _faults(question: Question) -> Iterator[str]:
    own = list(question.source)
    told = [question.stem, question.hint, question.explanation]
    yield from untraced(told, [*own, *_of_answer(question)])
    yield from unused(question.texts(), own)
    yield from _verdict_faults(told, own)
    for word, parts in (("option", question.options), ("item", question.items), ("pair", question.pairs)):
        for place, part in enumerate(parts, start=1):
            texts = [getattr(part, name, "") for name in ("text", "left", "right", "feedback")]
            yield from (f"{word} {place}: {fault}" for fault in check_item(texts, part.source, own))
    if question.answer:
        texts = [question.answer.feedback_low, question.answer.feedback_high]
        yield from (f"answer: {fault}" for fault in untraced(texts, [*own, *_of_answer(question)]))
    if not citation_keys([*own, *_references_of_answer(question)]):
        yield "it cites nothing: name a citation key or a reference to a row in source"


def _verdict_faults(texts: list[str], sources: list[str]) -> Iterator[str]:
    """Say which verdicts told are of no claim among the sources, or of one judged otherwise by now."""
    named = [found[1] for found in map(_CLAIM_NAMED.match, sources) if found]
    rows = claims().set_index("id")
    held = {claim: (rows["verdict"][claim], rows["certainty"][claim].replace("_", " ")) for claim in named}
    for verdict, certainty in (pair for text in texts for pair in _VERDICT_TOLD.findall(text)):
        name = _NAMES[verdict.lower()]
        if not held:
            yield f"tells the verdict “{verdict}” without its claim: add claims:ID.verdict to source"
        elif not any(name == one and certainty in ("", two) for one, two in held.values()):
            now = "; ".join(f"claims:{claim} has {one}, {two}" for claim, (one, two) in held.items())
            yield f"tells “{verdict}{', ' + certainty if certainty else ''}”, but {now}"


def _of_answer(question: Question) -> list[str]:
    """The answer as a source: its reference, or its value as an example."""
    if question.answer is None:
        return []
    return _references_of_answer(question) or [f"{EXAMPLE}{question.answer.value:.12g}"]


def _references_of_answer(question: Question) -> list[str]:
    return [question.answer.source] if question.answer and question.answer.source else []
