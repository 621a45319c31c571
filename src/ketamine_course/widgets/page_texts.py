"""Texts as the page gets them: runs of words, some emphasised, some linked. The page never sees markup."""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from ketamine_course.learning.marking import Feedback
from ketamine_course.learning.texts import runs

RUN_ALL = "choose Run, then Run All Cells, in the menu at the very top."

Run = dict[str, Any]
Runs = list[Run]


def plain(words: str) -> Runs:
    """Return a text in which nothing has a meaning of its own."""
    return [{"text": words}] if words else []


def strong(words: str) -> Runs:
    """Return a text in bold."""
    return [{"text": words, "strong": True}]


def marked(words: str) -> Runs:
    """Return a bank's text: only *emphasis* means something."""
    return [{"text": piece, **({"em": True} if stressed else {})} for piece, stressed in runs(words)]


def linked(citations_html: str) -> Runs:
    """Return citations as the course writes them in HTML: their words, and their links to web addresses."""
    reader = _CitationReader()
    reader.feed(citations_html)
    reader.close()
    return reader.runs


def with_sources(feedback: Feedback) -> Runs:
    """Return a feedback with its sources behind it."""
    return joined([marked(feedback.text), sources(feedback.citation_html)])


def sources(citations_html: str) -> Runs:
    """Return "Source: …." with the works linked; nothing where there is none."""
    return [*plain("Source: "), *linked(citations_html), *plain(".")] if citations_html else []


def without_stop(words: Runs) -> Runs:
    """Return a text without the full stop at its end, to be gone on with."""
    return [*words[:-1], {**words[-1], "text": words[-1]["text"].removesuffix(".")}] if words else []


def joined(parts: Iterable[Runs], between: str = " ") -> Runs:
    """Return several texts as one, ``between`` them what stands between; empty ones are left out."""
    found: Runs = []
    for part in parts:
        if part:
            found += [*(plain(between) if found else []), *part]
    return found


class _CitationReader(HTMLParser):
    """Keeps words and web links; every other tag, and every other address, is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: Runs = []
        self._address = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        address = dict(attributes).get("href") or ""
        if tag == "a" and address.startswith(("https://", "http://")):
            self._address = address

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address = ""

    def handle_data(self, words: str) -> None:
        self.runs.append({"text": words, **({"url": self._address} if self._address else {})})
