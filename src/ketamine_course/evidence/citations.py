"""Short citations and full reference lines, from the table ``references``."""

import html as _html
import re
from functools import lru_cache
from urllib.parse import quote

import pandas as pd

from .tables import load_table, row

_SHORT_TITLE = 60


def names_of(author: str) -> list[str]:
    """Return the names in a cell ``author``: "Family, Given", "{Organisation}", and "others" at the end."""
    parts = re.split(r" and (?![^{]*\})", author)
    return [part.strip() for part in parts if part.strip()]


def family_and_given(name: str) -> tuple[str, str]:
    """Return family and given name of a person; an organisation's name whole, and no given name."""
    if name.startswith("{"):
        return name.strip("{}"), ""
    family, _, given = name.partition(",")
    return family.strip(), given.strip()


def _who(reference: pd.Series) -> str:
    """Return the authors in short, or the title in quotation marks where no author is known."""
    names = names_of(reference["author"])
    if not names:
        return _short_title(reference["title"])
    families = [family_and_given(name)[0] for name in names if name != "others"]
    if len(families) == 2 and "others" not in names:
        return f"{families[0]} and {families[1]}"
    return families[0] if len(names) == 1 else f"{families[0]} et al."


def _short_title(title: str) -> str:
    """Return a title in quotation marks, cut at a word; a description in brackets stays as it is."""
    if len(title) > _SHORT_TITLE:
        title = title[:_SHORT_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return title if title.startswith("[") else f"“{title}”"


def link(key: str) -> str:
    """Return the address of a reference: its DOI, else its PubMed record, else the page read, else "".

    Raises:
        ValueError: there is no reference with this key.
    """
    reference = row("references", key)
    if reference["doi"]:
        return "https://doi.org/" + quote(reference["doi"], safe="/:;()._-")
    if reference["pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{reference['pmid']}/"
    # Only web addresses become links: a table must not be able to smuggle in a script.
    return reference["url"] if re.match(r"https?://", reference["url"]) else ""


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    """Return the letter behind the year for references that would otherwise be cited alike, in key order."""
    references = load_table("references").sort_values("key")
    who = references.apply(_who, axis=1) + references["year"]
    alike = references["year"].ne("") & who.duplicated(keep=False)
    place = references.groupby(who).cumcount()
    return {
        key: "abcdefghijklmnopqrstuvwxyz"[n]
        for key, n in zip(references["key"][alike], place[alike], strict=True)
    }


def _missing(reference: pd.Series) -> str:
    return " (incomplete reference)" if reference["incomplete"] else ""


def cite(key: str, html: bool = True) -> str:
    """Return a short citation, "Author et al. year", with a letter where two would look alike.

    In HTML it is a link to the DOI, else the PubMed record, else the page that was read, and is safe to
    place in a page. As plain text it has no address. A work whose author is unknown is cited by its title.
    A reference without author, title, journal or year ends in "(incomplete reference)".

    Raises:
        ValueError: there is no reference with this key.
    """
    reference = row("references", key)
    text = f"{_who(reference)} {reference['year'] or '(no year)'}{_letters().get(key, '')}"
    if not html:
        return text + _missing(reference)
    address = link(key)
    text = _html.escape(text)
    if address:
        text = f'<a href="{_html.escape(address)}">{text}</a>'
    return text + _missing(reference)


def _all_names(author: str) -> str:
    shown = []
    for name in names_of(author):
        # "Family, Given" is shown as "Family Given"; an organisation may hold commas of its own.
        shown.append(name.strip("{}") if name.startswith("{") else name.replace(",", "", 1))
    if len(shown) > 1 and shown[-1] == "others":
        return ", ".join(shown[:-1]) + " et al."
    return ", ".join(shown) + ("." if shown and not shown[-1].endswith(".") else "")


def reference_line(key: str) -> str:
    """Return the full reference as one line of plain text, with its address and what is not known of it.

    Raises:
        ValueError: there is no reference with this key.
    """
    reference = row("references", key)
    issue = reference["volume"] + (f"({reference['number']})" if reference["number"] else "")
    place = reference["journal"] + (f" {issue}" if issue else "")
    place += f":{reference['pages']}" if reference["pages"] else ""
    parts = [_all_names(reference["author"]), reference["title"], place.strip(), reference["year"]]
    line = " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts if part)
    if reference["doi"]:
        line += f" doi:{reference['doi']}."
    elif link(key):
        line += f" {link(key)}"
    missing = reference["incomplete"].replace(";", ", ")
    return line + (f" (Incomplete reference; not known: {missing}.)" if missing else "")
