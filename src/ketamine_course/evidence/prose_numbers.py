"""Find numbers in Markdown prose, and tell which of them smell of a study.

A number smells of a study when it is a per cent, an n, a dose, a concentration, a clearance or volume, a time
with its unit, a blood pressure or pulse, a score, money, an interval or spread, a P value, a ratio or fold
change, an effect size, a share ("4 of 17"), a count of people or trials, or a bare number in a table column
whose heading says one of these. Code, link addresses, formulas, HTML tags, the numbering of headings and the
level of a confidence interval ("95 % CI") are left aside, and so are years and counts of virtual or simulated
people.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
_N = rf"(?<![\w.])(?:{_DIGITS})"
NUMBER = re.compile(_N)
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)

_MARKUP = r"[\s*_]*"
_JOIN = (
    rf"{_MARKUP}(?:–|—|-|−|/|(?:to|and|or|through|v|versus|against)\b|vs\b\.?){_MARKUP}"
    r"(?:[$£€]\s?)?[+\-−]?"
)
_MASS = r"(?:mg|µg|μg|ug|mcg|milligrams?|micrograms?)"
_MOLES = r"(?:pmol|nmol|µmol|μmol|umol|mmol|ng|pg|nanograms?)"
_PER = r"(?:\s?/\s?|\sper\s)"
_CLOCK = r"(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?)"
_HYPHEN = r"[\s\-\u2010\u2011]?"
_REAL = r"(?!(?:virtual|simulated|imaginary|made-up)\b)"
_PEOPLE = (
    r"(?:people|persons?|(?:in|out)?patients?|volunteers?|participants?|subjects?|children|adults?|men|women|boys|girls|"
    r"infants?|babies|casualties|veterans|trials?|studies|cohorts?|reviews?)"
)
_NOT_A_NOUN = r"(?!(?:of|to|and|or|for|in|on|at|by|with|from|than|as|the|is|was|are|were|that|when|if)\b)"

# What follows a number and gives it its smell; the first that fits names the kind.
_UNITS = {
    "per cent": r"\s?(?:%|per\s?cent\b|percentage\b)",
    "concentration": (
        rf"{_HYPHEN}(?:(?:{_MOLES}|{_MASS}){_PER}(?:mL|L|dL|millilitres?|litres?)\b|[nµμum]M\b)"
    ),
    "rate or volume": (
        rf"(?:\s?(?:L|mL|litres?|millilitres?)\b(?:{_PER}(?:kg|h|hour|min|minute)\b)*|"
        r"\s?/\s?(?:min|h)\b|\sper\s(?:minute|hour)\b)"
    ),
    "dose": rf"{_HYPHEN}{_MASS}(?:{_PER}(?:kg|kilogram|day|h|hour|min|minute|dose)\b)*(?!\w)",
    "pulse or pressure": r"\s?(?:mm\s?Hg\b|bpm\b|beats\b)",
    "time": rf"(?:\s(?:s|secs?)\b|{_HYPHEN}{_CLOCK}\b)",
    "score": rf"(?:{_HYPHEN}points?\b|\s?/\s?100?\b(?!\w)|\s(?:out\s)?of\s(?:100?)\b(?!\s*%))",
    "fold": r"(?:\s?[\-\u2010\u2011]?\s?fold\b|\stimes\b)",
    "money": r"\s(?:US\s)?(?:dollars?|pounds?|euros?|francs?|USD|GBP|EUR|cents?|million|billion)\b",
    "people": rf"[\s\-\u2010\u2011]{_REAL}(?:{_NOT_A_NOUN}{_REAL}[A-Za-z\-]+\s){{0,2}}{_PEOPLE}\b",
}
# What stands before a number and gives it its smell, and whether it takes two numbers to do so.
_LEADS = {
    "n": (r"\b[nN]\s?=\s?", False),
    "P value": (r"\b[Pp](?:[\s\-]?values?)?\s?(?:[<>=≤≥]|(?:of|was|below|above)\b)\s?", False),
    "money": (r"(?:US)?[$£€]\s?", False),
    "interval": (
        r"\b(?:CI|IQR|intervals?|ranges?|quartiles?|limits?)\b[\s:,(=*]*(?:of|from|is)?\s?[+\-−]?",
        True,
    ),
    "spread": (
        r"(?:\b(?:SD|SE|SEM|GSD|standard\s(?:deviation|error)s?)\b|±|\+/[-−])[\s:,(=*]*(?:of|is)?\s?",
        False,
    ),
    "effect size": (
        r"\b(?:NNT|NNH|OR|RR|HR|RD|SMD|MD|ARR|(?:odds|risk|rate|hazard|mean)\s(?:ratio|difference)s?|"
        r"numbers?\sneeded\sto\s(?:treat|harm)|for\severy)\b[\s:,(=*]*(?:of|was|is)?\s?[+\-−]?",
        False,
    ),
}
_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORD_COUNT = re.compile(
    rf"\b({'|'.join(_WORDS)})\s(?:{_NOT_A_NOUN}{_REAL}[a-z\-]+\s)?"
    r"(?:patients|volunteers|participants|subjects)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    rf"({_N})\s?(?:%|per\s?cent)[\s-]*"
    r"(?:CI|confidence|credible|prediction|uncertainty|limits|range|intervals?)\b"
)
_NAMED = re.compile(
    r"\b(?:chapter|section|figure|table|question|exercise|step|part|version)s?\s$", re.IGNORECASE
)
_BARE = re.compile(r"(?:[\s*_<>≤≥~()\[\]–—\-−±+/%,]|to|\d[\d,.]*)+")
_HEADER = re.compile(
    r"%|per\s?cent|\b(?:mg|ng|µg|mL|min|minutes|h|hours|days|n|N|P|CI|SD|SE|IQR|NNT|people|patients|volunteers|"
    r"score|dose|mmHg|fold|bioavailability|half-life)\b"
)


@dataclass
class Number:
    """A number in prose: as shown, its value and decimals, its kind ("" if it has no smell), its place.

    ``is_level`` marks the level of a confidence interval, which needs no reference.
    """

    text: str
    value: float
    decimals: int
    kind: str
    unit: str
    line: int
    start: int
    end: int
    is_level: bool = False


@dataclass
class Block:
    """A paragraph without its comments: its text, its numbers, and each comment with place and line."""

    text: str
    numbers: list[Number]
    comments: list[tuple[int, str, int]]


def _blank(match: re.Match) -> str:
    """Return blanks of the same length, so that places in the text stay the same."""
    return re.sub(r"[^\n]", " ", match.group(0))


def readable(markdown: str) -> str:
    """Return the prose of a Markdown text and its comments, all else blanked out, places unchanged."""
    text = re.sub(r"^(`{3,}|~{3,}).*?(?:^\1[`~]*\s*$|\Z)", _blank, markdown, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"(?<!`)(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\1(?!`)", _blank, text, flags=re.DOTALL)
    text = re.sub(r"(?<=\])\([^)\s]*(?:\s+\"[^\"]*\")?\)", _blank, text)
    text = re.sub(r"<?\b(?:https?://|www\.|doi:)[^\s<>]+>?", _blank, text)
    text = re.sub(r"<(?!!--)/?[A-Za-z][^<>]*>", _blank, text)
    text = re.sub(r"\$\$.*?\$\$", _blank, text, flags=re.DOTALL)
    # A pair of dollar signs with none of these between is money, not a formula.
    text = re.sub(r"\$(?=\S)[^$\n]*[\\^_=][^$\n]*(?<=\S)\$(?!\d)", _blank, text)
    return re.sub(r"^[ \t]{0,3}#{1,6}[ \t]+\d+(?:\.\d+)*\.?(?=\s)", _blank, text, flags=re.MULTILINE)


def _value(text: str) -> float:
    if text.lower() in _WORDS:
        return float(_WORDS.index(text.lower()) + 2)
    return float(text.replace(",", "").replace("−", "-"))


def _with_sign(text: str, start: int) -> int:
    """Return where a number begins with its minus sign; a dash behind a number or word is no sign."""
    if start and text[start - 1] in "-−" and (start == 1 or re.match(r"[\s(\[|,=<>±*_]", text[start - 2])):
        return start - 1
    return start


def _kinds(text: str) -> dict[int, tuple[str, str]]:
    """Return kind and unit of each smelling number, by the place where its digits begin."""
    found: dict[int, tuple[str, str]] = {}

    def mark(match: re.Match, kind: str, unit: str = "") -> None:
        shared = match["unit"] if unit else ""
        for number in NUMBER.finditer(match["x"]):
            # "14 min and 20 h": a number keeps the unit of its own where it has one.
            own = re.match(_MARKUP + unit, match["x"][number.end() :]) if unit else None
            shown = (own[0] if own else shared).strip(" \xa0*_-\u2010\u2011")
            found.setdefault(match.start("x") + number.start(), (kind, shown))

    for kind, unit in _UNITS.items():
        group = rf"(?P<x>{_N}(?:(?:{unit})?{_JOIN}{_N})*){_MARKUP}(?P<unit>{unit})"
        for match in re.finditer(group, text):
            mark(match, kind, unit)
    for match in re.finditer(rf"(?P<x>{_N}{_MARKUP}(?:out\s)?of\s(?:the\s)?{_N})", text):
        mark(match, "share")
    for kind, (lead, needs_two) in _LEADS.items():
        more = rf"(?:\s?%?(?:{_JOIN}|,\s){_N}){'+' if needs_two else '*'}"
        for match in re.finditer(rf"{lead}(?P<x>{_N}{more})", text):
            mark(match, kind)
    return found


def _is_year(text: str, start: int, digits: str, kind: str) -> bool:
    """Return whether a number that got its smell from what follows is a year all the same."""
    if not re.fullmatch(r"(?:19|20)\d\d", digits):
        return False
    # "in 2018 and 24 %" lends the year a smell; so does "In 2019 patients were given".
    if re.match(rf"{_MARKUP}(?:and|or)\b", text[start + len(digits) :]):
        return True
    return kind in ("people", "time") and bool(re.search(r"\b(?:in|since|until|by)\s$", text[:start], re.I))


def _exempt(text: str, start: int, digits: str, kind: str) -> bool:
    """Return whether a number that looks like a study's is none: the end of a scale, a year, a chapter."""
    if kind in ("score", "share") and digits in ("10", "100") and re.search(r"\bof\s$", text[:start]):
        return True
    return _is_year(text, start, digits, kind) or bool(_NAMED.search(text[:start]))


def _table_numbers(lines: list[str]) -> set[tuple[int, int]]:
    """Return (line, place) of the numbers that stand bare in a table column with a smelling heading."""
    found: set[tuple[int, int]] = set()
    for index in range(1, len(lines)):
        if not (re.fullmatch(r"[\s|:\-]+", lines[index]) and "|" in lines[index] and "-" in lines[index]):
            continue
        smelling = [bool(_HEADER.search(cell)) for cell in lines[index - 1].strip().strip("|").split("|")]
        for below in range(index + 1, len(lines)):
            place = len(lines[below]) - len(lines[below].lstrip())
            place += lines[below].lstrip().startswith("|")
            for column, cell in enumerate(lines[below].strip().strip("|").split("|")):
                if column < len(smelling) and smelling[column] and _BARE.fullmatch(cell):
                    found.update((below, place + number.start()) for number in NUMBER.finditer(cell))
                place += len(cell) + 1
    return found


def _numbers(text: str, line_of: Callable[[int], int]) -> list[Number]:
    """Return the numbers of a paragraph in order."""
    kinds = _kinds(text)
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(len(lines))]
    for index, place in _table_numbers(lines):
        kinds.setdefault(starts[index] + place, ("table", ""))
    levels = {match.start(1) for match in _LEVEL.finditer(text)}
    found = []
    for match in NUMBER.finditer(text):
        kind, unit = kinds.get(match.start(), ("", ""))
        is_level = match.start() in levels
        if kind and (is_level or _exempt(text, match.start(), match[0], kind)):
            kind = ""
        begin = _with_sign(text, match.start())
        shown = text[begin : match.end()]
        decimals = len(match[0].partition(".")[2])
        place = (line_of(begin), begin, match.end())
        found.append(Number(shown, _value(shown), decimals, kind, unit, *place, is_level))
    for match in _WORD_COUNT.finditer(text):
        place = (line_of(match.start()), *match.span(1))
        found.append(Number(match[1], _value(match[1]), 0, "people", "", *place))
    return sorted(found, key=lambda number: number.start)


def _block(text: str, line: int) -> Block:
    """Take the comments out of a paragraph and find its numbers."""
    clean, comments, origin, last = "", [], [], 0
    for match in COMMENT.finditer(text):
        clean += text[last : match.start()]
        origin.extend(range(last, match.start()))
        comments.append((len(clean), match[1].strip(), line + text.count("\n", 0, match.start())))
        last = match.end()
    origin.extend(range(last, len(text) + 1))
    clean += text[last:]
    return Block(clean, _numbers(clean, lambda place: line + text.count("\n", 0, origin[place])), comments)


def blocks(markdown: str) -> list[Block]:
    """Return the paragraphs of a Markdown text with their numbers and comments; lines count from 1."""
    text = readable(markdown)
    found, place = [], 0
    for part in re.split(r"(\n[ \t]*\n)", text):
        if part.strip():
            found.append(_block(part, 1 + text.count("\n", 0, place)))
        place += len(part)
    return found


def find_numbers(markdown: str) -> list[Number]:
    """Return the numbers of a Markdown text that smell of a study, in order."""
    return [number for block in blocks(markdown) for number in block.numbers if number.kind]


def plain_numbers(text: str) -> list[Number]:
    """Return all numbers of a plain text (no Markdown: nothing is left aside), in order.

    Those that smell of a study have a ``kind``.
    """
    return _numbers(text, lambda place: 1 + text.count("\n", 0, place))
