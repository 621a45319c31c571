"""The ledger holds every claim and every node of the article's outline."""

import pytest

from ketamine_course.evidence import claims, load_table, outline


def test_all_claims_are_there_with_their_verdicts():
    ledger = claims()
    assert len(ledger) == 120
    assert list(ledger["id"]) == [f"C{number:03d}" for number in range(1, 121)]
    assert ledger["verdict"].value_counts().to_dict() == {
        "supported": 32,
        "partly_supported": 42,
        "contested": 15,
        "not_supported": 27,
        "not_checkable": 4,
    }


def test_unsettled_verdicts_are_marked():
    ledger = claims()
    unsettled = ["C014", "C045", "C055", "C071", "C075", "C092", "C099", "C119"]
    assert list(ledger.loc[~ledger["decided"], "id"]) == unsettled


def test_claims_of_a_chapter_and_of_a_section():
    third = claims(chapter=3)
    assert list(third["id"]) == [f"C{number:03d}" for number in range(31, 44)]
    assert list(claims(section="3.2")["id"]) == ["C035", "C036", "C037"]
    assert list(claims(chapter=3, section="3.1")["id"]) == ["C031", "C032", "C033", "C034"]
    assert claims(chapter=2, section="3.1").empty


def test_claims_know_their_references_in_the_order_of_the_ledger():
    assert claims(section="3.1").set_index("id").loc["C031", "citation_keys"] == ("ketalarlabel", "motov2017")
    joined = load_table("claim_citations")
    assert sum(len(keys) for keys in claims()["citation_keys"]) == len(joined) == 278
    assert not joined.duplicated().any()


@pytest.mark.parametrize("chapter", [0, 11, -1])
def test_an_unknown_chapter_is_refused(chapter):
    with pytest.raises(ValueError, match="the chapters are 1 to 10"):
        claims(chapter=chapter)


def test_an_unknown_section_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match=r"no section '3\.9'.*3\.1, 3\.2, 3\.3"):
        claims(section="3.9")


def test_the_outline_is_whole_and_in_reading_order():
    nodes = outline()
    assert len(nodes) == 97
    assert list(nodes["position"]) == list(range(1, 98))
    assert nodes["line_in_article"].is_monotonic_increasing
    assert nodes["kind"].value_counts()["chapter"] == 10
    assert nodes["kind"].value_counts()["item"] == 57


def test_each_node_hangs_under_the_node_that_its_identifier_says():
    nodes = outline()
    for _, node in nodes.iterrows():
        assert node["parent"] == node["node_id"].rpartition(".")[0]
        assert node["node_id"].split(".")[0] == str(node["chapter"])


def test_a_claim_restates_a_node_of_its_own_section():
    for _, claim in claims().iterrows():
        assert claim["node"] == claim["section"] or claim["node"].startswith(claim["section"] + ".")
        assert claim["section"].split(".")[0] == str(claim["chapter"])
