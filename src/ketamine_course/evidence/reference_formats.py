"""References as BibTeX, RIS and CSL-JSON, for other people's reference managers.

What is not known of a work is left out and said in its note; nothing is filled in.
"""

import json
import re
from collections.abc import Callable, Iterable

import pandas as pd

from .citations import family_and_given, link, names_of
from .tables import row

# CSL and RIS names of the BibTeX types in the table.
_CSL_TYPES = {"article": "article-journal", "book": "book", "mastersthesis": "thesis", "misc": "document"}
_RIS_TYPES = {"article": "JOUR", "book": "BOOK", "mastersthesis": "THES", "misc": "GEN"}
_BIBTEX_SIGNS = {
    "\\": r"\textbackslash{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "~": r"\~{}",
    "^": r"\^{}",
}


def _notes(reference: pd.Series) -> str:
    """Return what is to be known of a reference, what is missing from it included."""
    missing = reference["incomplete"].replace(";", ", ")
    return " ".join(
        part
        for part in (reference["note"], f"Incomplete reference; not known: {missing}." if missing else "")
        if part
    )


def _pages(reference: pd.Series) -> tuple[str, str]:
    """Return first and last page; an article number has no last page."""
    first, _, last = re.sub(r"[–—]|--", "-", reference["pages"]).partition("-")
    return first, last


def _escaped(text: str) -> str:
    return "".join(_BIBTEX_SIGNS.get(sign, sign) for sign in text)


def _bibtex_entry(reference: pd.Series) -> str:
    names = []
    for name in names_of(reference["author"]):
        family, given = family_and_given(name)
        if name == "others":
            names.append("others")
        else:
            names.append(f"{_escaped(family)}, {_escaped(given)}" if given else f"{{{_escaped(family)}}}")
    cells = {
        "author": " and ".join(names),
        # Braces keep the capitals of drug and gene names.
        "title": f"{{{_escaped(reference['title'])}}}" if reference["title"] else "",
        "year": reference["year"],
        "volume": reference["volume"],
        "number": reference["number"],
        "pages": _escaped(reference["pages"].replace("–", "--")),
        "doi": reference["doi"],
        "pmid": reference["pmid"],
        "url": link(reference["key"]),
        "note": _escaped(_notes(reference)),
    }
    where = {"book": "publisher", "mastersthesis": "school", "misc": "howpublished"}
    cells[where.get(reference["type"], "journal")] = _escaped(reference["journal"])
    lines = "".join(f",\n  {name} = {{{cell}}}" for name, cell in cells.items() if cell)
    return f"@{reference['type']}{{{reference['key']}{lines}\n}}\n"


def _ris_entry(reference: pd.Series) -> str:
    first, last = _pages(reference)
    lines = [("TY", _RIS_TYPES[reference["type"]]), ("ID", reference["key"])]
    for name in names_of(reference["author"]):
        family, given = family_and_given(name)
        if name != "others":
            lines.append(("AU", f"{family}, {given}" if given else family))
    if reference["author"].endswith("and others"):
        lines.append(("N1", "There are more authors than are named."))
    lines += [
        ("TI", reference["title"]),
        ("PB" if reference["type"] in ("book", "mastersthesis") else "T2", reference["journal"]),
        ("PY", reference["year"]),
        ("VL", reference["volume"]),
        ("IS", reference["number"]),
        ("SP", first),
        ("EP", last),
        ("DO", reference["doi"]),
        ("AN", reference["pmid"]),
        ("UR", link(reference["key"])),
        ("N1", _notes(reference)),
    ]
    return "".join(f"{tag}  - {cell}\n" for tag, cell in lines if cell) + "ER  - \n"


def _csl_item(reference: pd.Series) -> dict:
    authors = []
    for name in names_of(reference["author"]):
        family, given = family_and_given(name)
        if name != "others":
            authors.append({"family": family, "given": given} if given else {"literal": family})
    is_book = reference["type"] in ("book", "mastersthesis")
    year = re.fullmatch(r"\d{4}", reference["year"])
    item = {
        "id": reference["key"],
        "type": _CSL_TYPES[reference["type"]],
        "author": authors,
        "title": reference["title"],
        "publisher" if is_book else "container-title": reference["journal"],
        "issued": {"date-parts": [[int(year[0])]]} if year else None,
        "volume": reference["volume"],
        "issue": reference["number"],
        "page": reference["pages"].replace("–", "-"),
        "DOI": reference["doi"],
        "PMID": reference["pmid"],
        "URL": link(reference["key"]),
        "note": _notes(reference),
    }
    if reference["author"].endswith("and others"):
        item["note"] = f"{item['note']} There are more authors than are named.".strip()
    return {name: cell for name, cell in item.items() if cell}


def _joined(entry: Callable[[pd.Series], str]) -> Callable[[Iterable[pd.Series]], str]:
    return lambda references: "\n".join(entry(reference) for reference in references)


def _csl_json(references: Iterable[pd.Series]) -> str:
    return json.dumps([_csl_item(one) for one in references], ensure_ascii=False, indent=1) + "\n"


_WRITERS = {"bibtex": _joined(_bibtex_entry), "ris": _joined(_ris_entry), "csl-json": _csl_json}
FORMATS = tuple(_WRITERS)


def export(keys: Iterable[str], form: str) -> str:
    """Return references as text in one of ``FORMATS``: "bibtex", "ris" or "csl-json".

    keys  citation keys, in the order wanted

    Raises:
        ValueError: an unknown format or key.
    """
    if form not in _WRITERS:
        raise ValueError(f"there is no format {form!r}; the formats are: {', '.join(FORMATS)}")
    return _WRITERS[form]([row("references", key) for key in keys])
