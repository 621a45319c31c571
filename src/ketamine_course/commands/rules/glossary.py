"""A rule for the glossary: a chapter links each term to its entry, once, where it first stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from ketamine_course.commands import markdown
from ketamine_course.commands.rules.page import Page, Problem
from ketamine_course.evidence.glossary import ANCHOR, markdown_link, uses

# Terms keep out of headings, and out of boxes, which are to be read without leaving them.
_NO_PROSE = ("heading", "block_quote", "block_code", "block_html")
_ANOTHER_LINK = "\ue000"


@dataclass(frozen=True)
class _Link:
    """A link to the glossary: its cell, where it starts in the cell's prose, and what it says."""

    index: int
    start: int
    slug: str
    title: str
    words: str


def terms_are_linked(page: Page) -> Iterator[Problem]:
    """Each term in running text is linked at its first use, once, with its plain wording as title."""
    prose = {index: _prose(index, cell.source) for index, cell in page.cells("markdown")}
    links = [link for _, found in prose.values() for link in found]
    seen: set[str] = set()
    for link in links:
        yield from _faults(page, link)
        if link.slug in seen:
            yield page.problem(link.index, f"“{link.words}” is linked again", "Link only the first use")
        seen.add(link.slug)
    yield from _unlinked(page, prose, {(link.index, link.start) for link in links})
    for index, cell in page.cells("markdown"):
        for token in markdown.walk(markdown.blocks(cell.source)):
            if token["type"] in _NO_PROSE and any(_slug(inner) for inner in markdown.walk([token])):
                mend = "Link the first use in running text"
                yield page.problem(index, "a link to the glossary in a heading or box", mend)


def _unlinked(page: Page, prose: dict[int, tuple[str, list[_Link]]], linked: set) -> Iterator[Problem]:
    """Yield the first uses that are no links."""
    known = page.facts.glossary
    seen: set[str] = set()
    for index, (text, _) in prose.items():
        for use in uses(text, known.values()):
            if use.slug not in seen and (index, use.start) not in linked:
                words = text[use.start : use.end]
                what = f"“{words}”, the first use of a term of the glossary, is not linked"
                yield page.problem(index, what, f"Write {markdown_link(known[use.slug], words)}")
            seen.add(use.slug)


def _faults(page: Page, link: _Link) -> Iterator[Problem]:
    """Yield what is wrong with a link by itself."""
    term = page.facts.glossary.get(link.slug)
    if term is None:
        mend = "Mend it, or add the term to data/glossary.csv"
        yield page.problem(link.index, f"the glossary has no term {link.slug!r}", mend)
        return
    if link.title != term.plain:
        what = f"the title of “{link.words}” is not the term's plain wording"
        yield page.problem(link.index, what, f"Write {markdown_link(term, link.words)}")
    if [(use.slug, use.end) for use in uses(link.words, [term])] != [(term.slug, len(link.words))]:
        what = f"“{link.words}” is no form of the term “{term.name}”"
        yield page.problem(link.index, what, 'Link other words, or add them to its column "also"')


def _prose(index: int, source: str) -> tuple[str, list[_Link]]:
    """Return the running text of a cell as it is read, and the links to the glossary in it."""
    pieces: list[str] = []
    links: list[_Link] = []

    def read(token: markdown.Token) -> None:
        if token["type"] in _NO_PROSE:
            return
        if token["type"] == "link":
            words = markdown.text_of(token)
            if slug := _slug(token):
                start = sum(map(len, pieces))
                links.append(_Link(index, start, slug, token["attrs"].get("title", ""), words))
            pieces.append(words if slug else _ANOTHER_LINK)
        elif token["type"] == "codespan":
            pieces.append(_ANOTHER_LINK)
        elif "children" in token:
            for child in token["children"]:
                read(child)
            pieces.append("" if token["type"] in ("strong", "emphasis") else "\n")
        else:
            pieces.append(markdown.text_of(token))

    for block in markdown.blocks(source):
        read(block)
    return "".join(pieces), links


def _slug(token: markdown.Token) -> str:
    """Return the term that a token links to, "" if it is no link to the glossary."""
    fragment = urlsplit(token["attrs"]["url"]).fragment if token["type"] == "link" else ""
    return fragment.removeprefix(ANCHOR) if fragment.startswith(ANCHOR) else ""
