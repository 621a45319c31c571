"""The scripts and style sheets that widgets send to their pages: each made of files beside this module."""

from pathlib import Path

HERE = Path(__file__).parent


def page_script(*names: str) -> str:
    """Return one ES module: what all pages share, then these scripts; the last one holds the export."""
    return _joined("page.js", *names)


def page_style(*names: str) -> str:
    """Return one style sheet: what all pages share, then these."""
    return _joined("page.css", *names)


def _joined(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
