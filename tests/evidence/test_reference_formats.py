"""References come back whole from parsers that others wrote."""

import json

import bibtexparser
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text

from ketamine_course.commands import cli
from ketamine_course.evidence import bibliography, link, load_table
from ketamine_course.evidence.reference_formats import FORMATS, export

REFERENCES = load_table("references").set_index("key", drop=False)
KEYS = list(REFERENCES["key"])


def plain(bibtex: str) -> str:
    return LatexNodes2Text(keep_comments=True).latex_to_text(bibtex).replace("{", "").replace("}", "")


@pytest.fixture(scope="module")
def bibtex():
    library = bibtexparser.parse_string(export(KEYS, "bibtex"))
    assert not library.failed_blocks
    return {entry.key: entry for entry in library.entries}


@pytest.fixture(scope="module")
def ris():
    return {entry["id"]: entry for entry in rispy.loads(export(KEYS, "ris"))}


@pytest.fixture(scope="module")
def csl():
    return {item["id"]: item for item in json.loads(export(KEYS, "csl-json"))}


def test_every_reference_comes_back_from_every_format(bibtex, ris, csl):
    for found in (bibtex, ris, csl):
        assert list(found) == KEYS


def test_titles_journals_and_years_are_unchanged(bibtex, ris, csl):
    for key, reference in REFERENCES.iterrows():
        fields = bibtex[key].fields_dict
        title = fields["title"].value if "title" in fields else ""
        assert plain(title) == reference["title"], key
        assert ris[key].get("title", "") == reference["title"]
        assert csl[key].get("title", "") == reference["title"]
        assert (fields["year"].value if "year" in fields else "") == reference["year"]
        assert ris[key].get("year", "") == reference["year"]
        where = [csl[key].get(name, "") for name in ("container-title", "publisher")]
        assert reference["journal"] in where


def test_authors_are_counted_alike(bibtex, ris, csl):
    for key, reference in REFERENCES.iterrows():
        people = [name for name in csl[key].get("author", [])]
        assert len(ris[key].get("authors", [])) == len(people), key
        written = bibtex[key].fields_dict
        names = (
            written["author"].value.split(" and ") if people and "{" not in reference["author"] else people
        )
        assert len([name for name in names if name != "others"]) == len(people), key
        assert ("others" in names) == reference["author"].endswith(" and others") or "{" in reference[
            "author"
        ]


def test_an_organisation_stays_whole_and_a_person_has_a_family_name(csl):
    kinds = [set(author) for item in csl.values() for author in item.get("author", [])]
    assert {"literal"} in kinds
    assert {"family", "given"} in kinds
    assert csl["kamp2020"]["author"][0] == {"family": "Kamp", "given": "Jasper"}


def test_addresses_lead_to_the_same_place(bibtex, ris, csl):
    for key in KEYS:
        assert bibtex[key].fields_dict["url"].value == link(key)
        assert ris[key]["urls"] == [link(key)]
        assert csl[key]["URL"] == link(key)


def test_what_is_not_known_is_said_and_not_filled_in(bibtex, ris, csl):
    for key in REFERENCES.index[REFERENCES["incomplete"] != ""]:
        missing = REFERENCES.loc[key, "incomplete"].replace(";", ", ")
        told = f"Incomplete reference; not known: {missing}."
        assert told in csl[key]["note"]
        assert told in plain(bibtex[key].fields_dict["note"].value)
        assert any(told in note for note in ris[key]["notes"])
        if "author" in missing:
            assert "author" not in csl[key]
            assert "authors" not in ris[key]


def test_citeproc_reads_the_csl_items():
    source = CiteProcJSON(json.loads(export(KEYS, "csl-json")))
    assert "".join(source["kamp2020"].title) == REFERENCES.loc["kamp2020", "title"]
    assert int(source["kamp2020"].issued.year) == 2020


def test_pages_are_first_and_last(ris):
    assert (ris["kamp2020"]["start_page"], ris["kamp2020"]["end_page"]) == ("1192", "1213")


def test_an_unknown_format_or_key_is_refused():
    with pytest.raises(ValueError, match="no format 'word'; the formats are: bibtex, ris, csl-json"):
        export(KEYS, "word")
    with pytest.raises(ValueError, match="no row 'nobody1900'"):
        export(["nobody1900"], "ris")


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_a_chapters_works(form, tmp_path, capsys):
    file = tmp_path / "references"
    assert cli.main(["export-references", "--format", form, "--chapter", "3", "--output", str(file)]) == 0
    works = bibliography(3)
    assert file.read_text(encoding="utf-8") == export(works["key"], form)
    assert f"{len(works)} references written" in capsys.readouterr().out


def test_a_chapter_that_is_not_there_is_told(capsys):
    assert cli.main(["export-references", "--format", "ris", "--chapter", "12"]) == 1
    assert "there is no chapter 12" in capsys.readouterr().err
