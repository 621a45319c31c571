"""The works behind a chapter, as a list."""

from __future__ import annotations

from html import escape

from IPython.display import display

from ketamine_course.evidence import claims, link, load_table, reference_line


def chapter_keys(chapter: int, tables: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> list[str]:
    """Citation keys of a chapter's claims, of every row of ``tables``, and ``also``, in order, each once."""
    keys = {key for listed in claims(chapter)["citation_keys"] for key in listed}
    for name in tables:
        keys |= set(load_table(name)["citation_key"]) - {""}
    return sorted(keys | set(also))


def show_references(chapter: int, tables: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> None:
    """Display the chapter's references as a list, each with its link; incomplete ones say so."""
    lines = {key: reference_line(key) for key in chapter_keys(chapter, tables, also)}
    items = "".join(f"<li>{_linked(key, line)}</li>" for key, line in lines.items())
    display(
        {
            "text/html": f'<ul style="overflow-wrap:anywhere">{items}</ul>',
            "text/plain": "\n".join(lines.values()),
        },
        raw=True,
    )


def _linked(key: str, line: str) -> str:
    """The reference as HTML, its address made a link."""
    address = link(key)
    shown = address if address in line else address.replace("https://doi.org/", "doi:")
    anchor = f'<a style="text-decoration:underline" href="{escape(address)}">{escape(shown)}</a>'
    return escape(line).replace(escape(shown), anchor) if address else escape(line)
