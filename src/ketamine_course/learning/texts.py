"""Plain texts of banks made safe to show: everything is escaped, only *emphasis* means something."""

import re
from collections.abc import Iterator
from html import escape

# Stars that hug their words; a star between spaces or inside a word ("3 * 4", "CYP2B6*6") is a star.
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether it is emphasised; together they are the text."""
    last = 0
    for match in _EMPHASIS.finditer(text):
        if match.start() > last:
            yield text[last : match.start()], False
        yield match[1], True
        last = match.end()
    if last < len(text):
        yield text[last:], False


def text_html(text: str) -> str:
    """Return a text as HTML that is safe anywhere in a page, *emphasis* as <em>."""
    return "".join(f"<em>{escape(piece)}</em>" if marked else escape(piece) for piece, marked in runs(text))


def bare(text: str) -> str:
    """Return a text without its marks of emphasis, for where there is no emphasis."""
    return "".join(piece for piece, _ in runs(text))
