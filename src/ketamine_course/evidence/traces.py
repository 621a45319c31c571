"""References behind the numbers in prose: their grammar, what they resolve to, and whether they are right.

A number that came from a study carries an invisible comment right behind it, glued to the number or to
the unit that follows it::

    24 %<!--bioavailability:ph149.value-->            one column of one row
    31 %<!--trials:pt001.events_k/n_k-->              a ratio of two columns; times 100 before a per cent sign
    92 %<!--claims:C032.evidence-->                   a text cell that holds the number as a whole number
    24–29 %<!--bioavailability:ph160.range_low;bioavailability:ph160.range_high-->   one for each number
    5 times<!--bioavailability:ph144.dose_mg/bioavailability:ph142.dose_mg-->     a ratio of two rows
    45 %<!--pharmacokinetic_models:ph050.value|percent-->       a fraction shown in per cent
    2,200 ng/mL<!--observed_concentrations:ph123.value|round=-2-->   rounded to hundreds
    25 mg<!--example-->                               made up for teaching

Grammar::

    comment    = "<!--" ( "example" | reference *( ";" reference ) ) "-->"
    reference  = cell [ "/" ( column | cell ) ] [ "|percent" ] [ "|round=" digits ]
    cell       = table ":" id "." column

- A comment with several references belongs to as many numbers before it, in their order. A comment with one
  reference belongs to the last number before it; if that names a text cell, and for ``example``, also to the
  numbers that are joined to it ("92 % to 54 %", "4 of 17", "0.5 mg over 40 min").
- Between number and comment may stand at most five words of unit ("ng/mL", "minutes", "people with pain") and
  marks of emphasis, and a closing bracket; nothing else, and no space right before the comment.
- A number agrees with its row when the row's figure, rounded to the decimals shown, is that number. Without
  ``round``, 46 stands for 45.6 and 45.6 for 45.6; with ``round=N`` the figure is rounded to N decimals first,
  N < 0 for tens, hundreds. A minus sign may be left out where words say it ("fell by 14 %").
- A unit shown must be that of the figure: for minutes where the source has hours, use the column in minutes.
- Never at the start of a line: Markdown would end the paragraph there.
"""

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import pairwise

from .prose_numbers import NUMBER, Block, Number, blocks, find_numbers, readable
from .resolving import Resolved, is_reference, resolve

__all__ = [
    "Number",
    "Resolved",
    "agrees",
    "check_text",
    "disagreement",
    "find_numbers",
    "is_reference",
    "resolve",
    "stands_in",
]

_GAP = re.compile(r"[\s*_]*(?:[^\s.,;:!?()|]+(?:\s+[^\s.,;:!?()|]+){0,4})?[*_)\]”’\"]*")
_JOINED = re.compile(
    r"[\s*_]*(?:–|—|-|−|/|±|,|\(|\b(?:to|of|and|or|v|vs|versus|against|over)\b)[\s*_]*(?:n\s?=\s?)?"
)
_UNIT_NAMES = [
    (r"%|per\s?cent|percentage", "%"),
    (r"mins?\b|minutes?", "min"),
    (r"h\b|hrs?\b|hours?", "h"),
    (r"s\b|secs?\b|seconds?", "s"),
    (r"days?", "days"),
    (r"(?:ng|nanograms?)\s?(?:/|per)\s?(?:mL|millilitre)", "ng/mL"),
    (r"mg|milligrams?", "mg"),
    (r"mg\s?(?:/|per)\s?(?:kg|kilogram)", "mg/kg"),
]


def _rounded(value: float, digits: int) -> set[Decimal]:
    """Return a number rounded in both usual ways, since a half may go up or to the even digit."""
    exact = Decimal(repr(value))
    step = Decimal(1).scaleb(-digits)
    return {exact.quantize(step, rounding=way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


def agrees(shown: Number, value: float, digits: int | None = None) -> bool:
    """Return whether a number shown is the value at the precision shown (a minus sign may stand in words)."""
    # Twelve digits are more than any source prints; this takes off the noise of a division.
    candidates = _rounded(float(f"{value:.12g}"), shown.decimals if digits is None else digits)
    wanted = Decimal(repr(shown.value))
    return wanted in candidates or (value < 0 <= shown.value and -wanted in candidates)


def stands_in(shown: Number, text: str, digits: int | None = None) -> bool:
    """Return whether a text cell holds a number as a whole number."""
    for match in NUMBER.finditer(text):
        token = float(match[0].replace(",", ""))
        if digits is None and token == abs(shown.value):
            return True
        if digits is not None and Decimal(repr(abs(shown.value))) in _rounded(token, digits):
            return True
    return False


def _shown_unit(number: Number) -> str:
    for pattern, name in _UNIT_NAMES:
        if number.unit and re.fullmatch(pattern, number.unit):
            return name
    return ""


def disagreement(number: Number, reference: str) -> str:
    """Return what is wrong between a number and its reference (figure or unit), or ""."""
    try:
        found = resolve(reference)
    except ValueError as error:
        return str(error)
    if found.text is not None:
        if stands_in(number, found.text, found.round_to):
            return ""
        return f"{number.text} does not stand in the text of {reference}"
    value, unit, seen = found.value, found.unit, _shown_unit(number)
    if found.is_ratio and seen == "%":
        value, unit = value * 100, "%"
    if not agrees(number, value, found.round_to):
        return f"{number.text} differs from {value:g} in {reference}"
    known = {name for _, name in _UNIT_NAMES}
    if seen and unit in known and seen != unit:
        return f"{number.text} is shown in {seen}, but {reference} is in {unit}"
    return ""


def _are_joined(block: Block, before: Number, here: Number) -> bool:
    """Return whether two numbers belong together, as in "92 % to 54 %", "4 of 17", "0.5 mg over 40 min"."""
    gap = block.text[before.end : here.start].lstrip(" \xa0-*_").removeprefix(before.unit)
    same = before.kind == here.kind or re.search(r"\b(?:of|over)\b", gap)
    return bool(before.kind and same and _JOINED.fullmatch(gap))


def _joined(block: Block, last: int, taken: set[int]) -> list[int]:
    """Return the places in the list of the number before a comment and of the smelling ones joined to it."""
    group = [last]
    while group[0] > 0 and group[0] - 1 not in taken:
        if not _are_joined(block, block.numbers[group[0] - 1], block.numbers[group[0]]):
            break
        group.insert(0, group[0] - 1)
    return group


def _covered(block: Block, place: int, count: int, taken: set[int]) -> list[int] | None:
    """Return which numbers a comment with ``count`` references belongs to; None if they are not there."""
    before = [index for index, number in enumerate(block.numbers) if number.end <= place]
    # "29 % (90 % CI 27 to 31 %)" has three figures: the level of the interval is not one of them.
    chosen = [index for index in before if not block.numbers[index].is_level or index == before[-1]][-count:]
    if len(chosen) < count or taken.intersection(chosen):
        return None
    if not _GAP.fullmatch(block.text[block.numbers[chosen[-1]].end : place]):
        return None
    for left, right in pairwise(chosen):
        gap = block.text[block.numbers[left].end : block.numbers[right].start]
        if len(gap) > 60 or re.search(r"[.!?]\s|\|", gap):
            return None
    return chosen


def _check_comment(block: Block, comment: tuple[int, str, int], taken: set[int]) -> list[str]:
    """Check one comment, note which numbers it belongs to, and return what is wrong."""
    place, content, line = comment
    glued = place > 0 and not block.text[place - 1].isspace()
    references = [part.strip() for part in content.split(";")]
    is_example = content == "example"
    if not is_example and not any(is_reference(part) for part in references):
        # Any other comment is none of ours, unless it is glued to a number.
        chosen = _covered(block, place, 1, taken) if glued else None
        return [f"line {line}: {content!r} behind a number is no reference"] if chosen else []
    if not glued:
        return [f"line {line}: put the reference {content!r} right behind its number, without a space"]
    chosen = _covered(block, place, len(references), taken)
    if chosen is None:
        wanted = "a number" if len(references) == 1 else f"{len(references)} numbers"
        return [f"line {line}: {content!r} needs {wanted} of its own right before it"]
    if is_example:
        taken.update(_joined(block, chosen[-1], taken))
        return []
    taken.update(chosen)
    problems = [disagreement(block.numbers[c], r) for c, r in zip(chosen, references, strict=True)]
    if len(references) == 1 and not problems[0]:
        found = resolve(references[0])
        joined = _joined(block, chosen[0], taken - set(chosen))
        taken.update(
            c for c in joined if found.text and stands_in(block.numbers[c], found.text, found.round_to)
        )
    return [f"line {line}: {problem}" for problem in problems if problem]


def check_text(markdown: str) -> list[str]:
    """Return what is wrong with the numbers of a Markdown text, each with its line; empty if all is well.

    It tells of a number that smells of a study and has no reference, a reference that does not resolve, a
    number or unit that differs from its row, and a reference that stands at the start of a line or apart
    from its number.
    """
    problems = []
    text = readable(markdown)
    for match in re.finditer(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?<!--(.*?)-->", text, re.MULTILINE):
        if match[1].strip() == "example" or is_reference(match[1].split(";")[0]):
            line = 1 + text.count("\n", 0, match.start(1))
            problems.append(f"line {line}: a reference at the start of a line ends the paragraph in Markdown")
    for block in blocks(markdown):
        taken: set[int] = set()
        for comment in block.comments:
            problems.extend(_check_comment(block, comment, taken))
        for index, number in enumerate(block.numbers):
            if number.kind and index not in taken:
                shown = f"{number.text} {number.unit}".strip()
                problems.append(f"line {number.line}: {shown!r} ({number.kind}) has no reference")
    return problems
