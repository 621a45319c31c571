"""Citations link to where a reader can check, keep names whole, and admit what is missing."""

import html
import re

import pytest

from ketamine_course.evidence import citations, cite, link, load_table, reference_line

# How many references lack author, title, journal or year. It may fall; it may not grow.
INCOMPLETE = 155


def _with(monkeypatch: pytest.MonkeyPatch, **cells: str) -> None:
    """Let every key stand for one made-up reference with these cells."""
    record = load_table("references").iloc[0].copy()
    record[:] = ""
    for name, cell in cells.items():
        record[name] = cell
    monkeypatch.setattr(citations, "row", lambda _table, _key: record)


def test_an_article_is_cited_by_first_author_and_year_with_its_doi():
    assert cite("kamp2020") == '<a href="https://doi.org/10.1097/ALN.0000000000003577">Kamp et al. 2020</a>'
    assert cite("kamp2020", html=False) == "Kamp et al. 2020"


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Kamp, Jasper", "Kamp 2020"),
        ("Chong, C. and Schug, S.", "Chong and Schug 2020"),
        ("Chong, C. and Schug, S. and Ilett, K.", "Chong et al. 2020"),
        ("Dahan, Albert and others", "Dahan et al. 2020"),
        ("Dahan and Olofsen, E. and others", "Dahan et al. 2020"),
        ("van de Donk, Tine", "van de Donk 2020"),
        ("Långsjö, J. W. and others", "Långsjö et al. 2020"),
        ("{World Health Organization}", "World Health Organization 2020"),
        (
            "{Physicians, Psychotherapists and Practitioners}",
            "Physicians, Psychotherapists and Practitioners 2020",
        ),
        ("Hornik and {Steering Committee}", "Hornik and Steering Committee 2020"),
    ],
)
def test_names_are_shortened_and_organisations_kept_whole(monkeypatch, author, shown):
    _with(monkeypatch, author=author, year="2020")
    assert cite("any", html=False) == shown


def test_link_prefers_doi_to_pmid_to_page(monkeypatch):
    _with(monkeypatch, doi="10.1/a", pmid="12", url="https://example.org/x")
    assert link("any") == "https://doi.org/10.1/a"
    _with(monkeypatch, pmid="12", url="https://example.org/x")
    assert link("any") == "https://pubmed.ncbi.nlm.nih.gov/12/"
    _with(monkeypatch, url="https://example.org/x")
    assert link("any") == "https://example.org/x"


def test_only_web_addresses_become_links(monkeypatch):
    _with(monkeypatch, author="Kamp, J.", year="2020", url="javascript:alert(1)")
    assert cite("any") == "Kamp 2020"


def test_html_in_a_reference_is_escaped(monkeypatch):
    _with(monkeypatch, author='{A <b>"B"</b> & C}', year="2020", doi='10.1/"><script>')
    shown = cite("any")
    assert "<b>" not in shown
    assert "<script>" not in shown
    assert html.unescape(re.sub(r"</?a[^>]*>", "", shown)) == 'A <b>"B"</b> & C 2020'


def test_a_work_without_authors_is_cited_by_its_title_and_called_incomplete():
    shown = cite("yanagihara2003", html=False)
    assert shown.startswith("“Plasma concentration profiles of ketamine")
    assert shown.endswith("2003 (incomplete reference)")
    assert "Yanagihara" not in shown, "a key proves no author"


def test_a_description_in_place_of_a_title_stays_in_brackets():
    assert cite("can2016", html=False).startswith("[")
    assert cite("can2016", html=False).split("…")[0].count("[") == 1


def test_works_by_the_same_people_in_the_same_year_are_told_apart():
    assert [cite(key, html=False) for key in ("simons2022a", "simons2022b")] == [
        "Simons et al. 2022a",
        "Simons et al. 2022b",
    ]
    references = load_table("references")
    dated = references.loc[references["year"] != "", "key"]
    assert not dated.map(lambda key: cite(key, html=False)).duplicated().any()


def test_a_missing_year_is_said():
    assert cite("ketalarlabel", html=False).endswith("(no year) (incomplete reference)")


def test_reference_line_is_one_line_with_address():
    line = reference_line("kamp2020")
    assert line.startswith("Kamp Jasper, Olofsen Erik")
    assert line.endswith("Anesthesiology 133(6):1192–1213. 2020. doi:10.1097/ALN.0000000000003577.")


def test_reference_line_says_what_is_not_known():
    assert reference_line("ketalarlabel").endswith(
        "(Incomplete reference; not known: author, journal, year.)"
    )


def test_every_reference_can_be_cited_and_listed():
    for key in load_table("references")["key"]:
        for text in (cite(key), cite(key, html=False), reference_line(key)):
            assert "\n" not in text
            assert not re.search(r"\bnan\b|\{|\}|\\|  ", text), f"{key}: {text}"
        assert link(key).startswith("http"), key


def test_an_unknown_key_is_refused():
    with pytest.raises(ValueError, match="table references has no row 'nobody1900'"):
        cite("nobody1900")


def test_incomplete_says_just_what_is_missing():
    for _, reference in load_table("references").iterrows():
        unseen_title = reference["title"] == "" or reference["title"].startswith("[")
        missing = [name for name in ("author", "title", "journal", "year") if reference[name] == ""]
        if unseen_title and "title" not in missing:
            missing.insert(int("author" in missing), "title")
        assert reference["incomplete"] == ";".join(missing), reference["key"]


def test_the_number_of_incomplete_references_does_not_grow():
    incomplete = load_table("references")["incomplete"] != ""
    assert incomplete.sum() <= INCOMPLETE


def test_no_latex_is_left_in_references():
    texts = load_table("references").drop(columns=["url"]).astype(str)
    for column in texts:
        assert not texts[column].str.contains(r"\\", regex=True).any(), column
        if column != "author":
            assert not texts[column].str.contains(r"[{}]", regex=True).any(), column
    assert (
        "Gałuszko-Węgielnik, Maria" in load_table("references").set_index("key").loc["szarmach2020", "author"]
    )
