"""Markdown as JupyterLab reads it: headings and their anchors, links, boxes, HTML."""

import html
from collections.abc import Iterator
from functools import lru_cache

import mistune

Token = dict

_parse = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "url"])


@lru_cache(maxsize=512)
def blocks(source: str) -> tuple[Token, ...]:
    """Return the blocks (headings, paragraphs, lists, quotes …) of a Markdown text, blank lines left out."""
    return tuple(token for token in _parse(source) if token["type"] != "blank_line")


def walk(tokens: tuple[Token, ...] | list[Token]) -> Iterator[Token]:
    """Yield each token and all that stand inside it."""
    for token in tokens:
        yield token
        yield from walk(token.get("children", []))


def text_of(token: Token) -> str:
    """Return the words of a token as a reader sees them, without marks, comments and tags."""
    if token["type"] in ("inline_html", "block_html", "image"):
        return ""
    if token["type"] in ("softbreak", "linebreak"):
        return " "
    if "children" in token:
        return "".join(text_of(child) for child in token["children"])
    return html.unescape(token.get("raw", ""))


def headings(source: str) -> list[tuple[int, str]]:
    """Return (level, words) of each heading, in order."""
    return [
        (token["attrs"]["level"], text_of(token).strip())
        for token in walk(blocks(source))
        if token["type"] == "heading"
    ]


def anchor(heading: str) -> str:
    """Return the anchor that JupyterLab gives a heading: its words, spaces made hyphens."""
    return heading.replace(" ", "-")


def targets(source: str) -> list[str]:
    """Return where the links and pictures of a Markdown text lead."""
    return [token["attrs"]["url"] for token in walk(blocks(source)) if token["type"] in ("link", "image")]


def html_pieces(source: str) -> list[tuple[str, str]]:
    """Return (kind, raw) of each piece of HTML; kind is "inline_html" or "block_html"."""
    return [
        (token["type"], token["raw"]) for token in walk(blocks(source)) if token["type"].endswith("_html")
    ]


def is_prose(block: Token) -> bool:
    """Tell whether a block says something: a heading, a rule, a table or code alone does not."""
    return block["type"] in ("paragraph", "list", "block_quote") and len(text_of(block).split()) >= 3
