"""The claims of the article under examination, with verdicts, and the article's outline."""

from collections.abc import Iterable

import pandas as pd

from .citations import link, reference_line
from .tables import load_table


def outline() -> pd.DataFrame:
    """Return the article's outline in reading order: node_id, kind, chapter, parent, title, line."""
    return load_table("article_outline").sort_values("position", ignore_index=True)


def claims(chapter: int | None = None, section: str | None = None) -> pd.DataFrame:
    """Return the claims with verdict, certainty and evidence, all or those of one chapter or section.

    The column ``citation_keys`` holds the keys of the references that bear on a claim, as a tuple.

    Raises:
        ValueError: no such chapter or section in the outline; the message lists those that exist.
    """
    found = load_table("claims")
    nodes = outline()
    cited = load_table("claim_citations").groupby("claim_id")["citation_key"].agg(tuple)
    found["citation_keys"] = [cited.get(claim, ()) for claim in found["id"]]
    if chapter is not None:
        chapters = sorted(set(nodes["chapter"]))
        if chapter not in chapters:
            raise ValueError(
                f"there is no chapter {chapter!r}; the chapters are {chapters[0]} to {chapters[-1]}"
            )
        found = found[found["chapter"] == chapter]
    if section is not None:
        sections = list(nodes.loc[nodes["kind"].isin(["chapter", "section"]), "node_id"])
        if section not in sections:
            raise ValueError(f"there is no section {section!r}; the sections are {', '.join(sections)}")
        found = found[found["section"] == section]
    return found.reset_index(drop=True)


def claims_named(ids: Iterable[str]) -> pd.DataFrame:
    """Return these claims, in this order, with the columns of ``claims``.

    Raises:
        ValueError: there is no such claim.
    """
    ledger, wanted = claims().set_index("id", drop=False), list(ids)
    for claim in wanted:
        if claim not in ledger.index:
            raise ValueError(
                f"there is no claim {claim!r}; the claims are {ledger.index[0]} to {ledger.index[-1]}"
            )
    return ledger.loc[wanted].reset_index(drop=True)


def bibliography(chapter: int, tables: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the works behind a chapter, each once, in order of their keys.

    They are those of the chapter's claims, of every row of ``tables``, and ``also`` (citation keys).
    Columns: key, reference (one line of plain text, saying what is not known of the work), link (DOI, PubMed
    record or page; "" if none), incomplete (what is not known, separated by semicolons).

    Raises:
        ValueError: no such chapter, table or key.
    """
    keys = {key for listed in claims(chapter)["citation_keys"] for key in listed} | set(also)
    for name in tables:
        keys |= set(load_table(name)["citation_key"]) - {""}
    works = pd.DataFrame({"key": sorted(keys)})
    works["reference"] = [reference_line(key) for key in works["key"]]
    works["link"] = [link(key) for key in works["key"]]
    incomplete = load_table("references").set_index("key")["incomplete"]
    works["incomplete"] = [incomplete[key] for key in works["key"]]
    return works
