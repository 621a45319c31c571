"""The works behind a chapter, as a list."""

from __future__ import annotations

from html import escape

from IPython.display import display

from ketamine_course.evidence import bibliography


def show_references(chapter: int, tables: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> None:
    """Display the chapter's references as a list, each with its link; incomplete ones say so."""
    works = bibliography(chapter, tables, also)
    items = "".join(f"<li>{_linked(work.reference, work.link)}</li>" for work in works.itertuples())
    display(
        {
            "text/html": f'<ul style="overflow-wrap:anywhere">{items}</ul>',
            "text/plain": "\n".join(works["reference"]),
        },
        raw=True,
    )


def _linked(line: str, address: str) -> str:
    """The reference as HTML, its address made a link."""
    shown = address if address in line else address.replace("https://doi.org/", "doi:")
    anchor = f'<a style="text-decoration:underline" href="{escape(address)}">{escape(shown)}</a>'
    return escape(line).replace(escape(shown), anchor) if address else escape(line)
