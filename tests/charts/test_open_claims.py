"""The lists of open claims are those of the ledger, and give no verdict away."""

from ketamine_course.charts.open_claims import open_claims, show_open_claims
from ketamine_course.evidence import claims, course_folder


def shown(monkeypatch) -> dict[str, str]:
    outputs = []
    monkeypatch.setattr("ketamine_course.charts.open_claims.display", lambda data, raw: outputs.append(data))
    show_open_claims()
    (output,) = outputs
    return output


def test_each_open_claim_of_the_ledger_is_listed_once_under_what_it_is():
    ledger, groups = claims(), open_claims()
    unchecked, unsettled = groups.values()
    assert set(unchecked["id"]) == set(ledger.loc[ledger["verdict"] == "not_checkable", "id"])
    assert set(unsettled["id"]) == set(ledger.loc[~ledger["decided"], "id"])
    assert not set(unchecked["id"]) & set(unsettled["id"])
    assert [words.split()[1] for words in groups] == [str(len(unchecked)), str(len(unsettled))]


def test_the_lists_are_folded_and_lead_to_the_chapters_that_are_there(monkeypatch):
    output = shown(monkeypatch)
    html = output["text/html"]
    assert html.count("<details>") == 2
    for found in open_claims().values():
        for one in found.itertuples():
            assert one.claim in html
            assert one.id in output["text/plain"]
            there = list((course_folder() / "notebooks").glob(f"{one.chapter:02}_*.ipynb"))
            words = f'href="{there[0].name}"' if there else f"chapter {one.chapter}, not yet part"
            assert words in html


def test_the_verdict_of_an_unsettled_claim_is_not_told(monkeypatch):
    html = shown(monkeypatch)["text/html"]
    for word in ("supported", "contested", "certainty"):
        assert word not in html
