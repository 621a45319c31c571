"""What a claim check promises, without a browser."""

import json
import re

import pandas as pd
import pytest
from page_side import links, look, note, send, while_recording, words

from ketamine_course.evidence import claims
from ketamine_course.learning import Progress
from ketamine_course.learning.calibration import scored
from ketamine_course.learning.record import RECORD_VARIABLE
from ketamine_course.widgets import ClaimCheck
from ketamine_course.widgets.claim_check import chosen_claims, claim_card, counts_in_words

LEDGER = claims()


def lock(widget, said, card=0, times=0) -> dict:
    """Lock a number in; the state of the card afterwards."""
    return send(widget, "lock", card, probability=said, times=times)["cards"][card]


def predictions() -> list[tuple[str, float]]:
    return [(event["claim"], event["probability"]) for event in Progress().events("prediction")]


def test_before_a_prediction_the_page_is_told_nothing_of_the_verdict():
    check = ClaimCheck(chapter=3)
    sent = json.dumps([check.view.spec, check.view.state], ensure_ascii=False)
    for claim in check.claims.itertuples():
        assert claim.evidence not in sent
        assert claim.would_change not in sent
    assert "certainty" not in sent


def test_a_locked_prediction_is_followed_by_verdict_evidence_sources_and_what_would_change_it():
    check = ClaimCheck("C031")
    row = LEDGER.set_index("id").loc["C031"]
    card = lock(check, 70)
    assert (
        words(card["verdict"])
        == "You said 70 %. Verdict: supported (certainty: high). What decides it stands below."
    )
    decides, would_change = map(words, card["told"])
    assert decides.startswith(f"What decides. {row['evidence']} Source: ")
    assert len(links(card["told"][0])) == len(row["citation_keys"])
    assert would_change == f"What would change it. {row['would_change']}"
    assert words(card["counts"]) == (
        "Your number. Your first number, 70 %, is kept to compare with the verdict: supported counts as 100, "
        "not supported as 0."
    )


def test_prediction_and_reveal_are_recorded_before_the_verdict_is_shown(monkeypatch):
    check = ClaimCheck("C031")
    seen = while_recording(monkeypatch, check)
    lock(check, 70)
    assert seen == [("prediction", 0), ("reveal", 0)]
    assert Progress().predictions("C031")["before_reveal"].tolist() == [True]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", Progress().predictions()["time"].iloc[0])


@pytest.mark.parametrize("said", [None, "70", -1, 101, True, float("nan"), [50]])
def test_what_is_no_number_from_0_to_100_is_told_and_not_recorded(said):
    check = ClaimCheck("C031")
    card = lock(check, said)
    assert "type a number from 0 to 100" in note(check)
    assert card["verdict"] == []
    assert predictions() == []


@pytest.mark.parametrize("said", [0, 50, 72.5, 100])
def test_every_number_from_0_to_100_can_be_said(said):
    assert words(lock(ClaimCheck("C031"), said)["verdict"]).startswith(f"You said {said} %.")


def test_changing_ones_mind_adds_a_prediction_and_overwrites_none():
    check = ClaimCheck("C031")
    lock(check, 70)
    card = lock(check, 90, times=1)
    assert predictions() == [("C031", 70), ("C031", 90)]
    first, second = map(words, card["history"])
    assert first.startswith("70 %, before you saw the verdict (")
    assert second.startswith("90 %, after you had seen the verdict (")
    assert lock(check, 90, times=2)["times"] == 3
    assert len(Progress().events("reveal")) == 1
    assert scored(Progress().predictions())["probability"].tolist() == [70]


def test_a_prediction_sent_twice_is_kept_once_and_another_does_not_take_its_place():
    check = ClaimCheck("C031")
    lock(check, 70)
    assert lock(check, 70, times=0)["times"] == 1
    assert note(check) == ""
    card = lock(check, 20, times=0)
    assert (card["said"], card["times"]) == ("70", 1)
    assert "You had locked in 70 % already" in note(check)
    assert predictions() == [("C031", 70)]


def test_a_deck_is_shown_again_with_what_was_locked_in():
    check = ClaimCheck(["C043", "C031"])
    state = send(check, "lock", 1, probability=35, times=0)
    again = ClaimCheck(["C043", "C031"])
    assert again.view.state["cards"] == state["cards"]
    assert [card["said"] for card in again.view.state["cards"]] == [None, "35"]
    assert [words(card["claim"]) for card in again.view.spec["cards"]] == [
        f"{LEDGER.set_index('id').loc[claim, 'claim']}." for claim in ("C043", "C031")
    ]


def test_a_verdict_that_was_shown_before_the_kernel_died_counts_as_shown():
    Progress().append("prediction", claim="C031", probability=10)
    card = lock(ClaimCheck("C031"), 90, times=1)
    assert card["times"] == 2
    assert len(Progress().events("reveal")) == 1


def test_what_is_locked_in_one_deck_stands_locked_in_another_once_it_is_looked_at():
    one, other = ClaimCheck(["C031", "C043"]), ClaimCheck("C031")
    card = lock(one, 70)
    assert other.view.state["cards"][0]["times"] == 0
    look(other)
    assert other.view.state["cards"] == [card]
    assert "reply" not in other.view.state
    assert predictions() == [("C031", 70)]


def test_looking_changes_nothing_where_nothing_is_new_and_begins_the_chapter_once():
    check = ClaimCheck("C043")
    changes = []
    check.view.observe(changes.append, "state")
    look(check)
    look(check)
    assert changes == []
    assert [(one["chapter"], one["section"]) for one in Progress().events("visit")] == [(3, "3.3")]
    assert Progress().chapters_begun() == [3]


def test_a_look_that_fails_leaves_what_is_shown(monkeypatch):
    check = ClaimCheck("C031")
    before = check.view.state

    def fail():
        raise OSError(5, "gone")

    monkeypatch.setattr(check, "state", fail)
    look(check)
    assert check.view.state == before


def test_only_what_cannot_be_written_is_told_beside_a_claim():
    Progress().path.write_text("no event\n")
    assert ClaimCheck("C031").view.state["messages"] == []
    assert Progress().messages


def test_a_prediction_that_cannot_be_saved_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv(RECORD_VARIABLE, str(tmp_path / "no_such_folder" / "record.jsonl"))
    check = ClaimCheck("C031")
    lock(check, 70)
    assert "Your answers cannot be saved just now" in check.view.state["messages"][0]


@pytest.mark.parametrize(
    ("decided", "verdict", "before", "told"),
    [
        (True, "supported", True, "Your first number, 60 %, is kept"),
        (True, "not_supported", True, "Your first number, 60 %, is kept"),
        (True, "not_supported", False, "This one is not scored: its verdict had been shown before"),
        (True, "partly_supported", True, "This one is not scored: *partly supported* is neither yes nor no."),
        (True, "contested", True, "This one is not scored: *contested* is neither yes nor no."),
        (True, "not_checkable", True, "This one is not scored: *cannot be checked* is neither yes nor no."),
        (False, "supported", True, "This one is not scored. This verdict is unsettled"),
    ],
)
def test_whether_a_claim_counts_is_said_in_words(decided, verdict, before, told):
    claim = {"decided": decided, "verdict": verdict}
    first = pd.Series({"before_reveal": before, "probability": 60.0})
    assert counts_in_words(claim, first).startswith(told)


@pytest.mark.parametrize("claim", LEDGER.to_dict("records"), ids=lambda claim: claim["id"])
def test_what_is_said_of_counting_agrees_with_what_is_scored(claim):
    said = pd.DataFrame(
        [{"time": "2026-01-01T00:00:00.000Z", "claim": claim["id"], "probability": 30.0, "order": 1}]
    ).assign(before_reveal=True)
    counts = words(claim_card(claim, said)["counts"]).startswith("Your number. Your first number, 30 %,")
    assert counts == (len(scored(said)) == 1)


def test_claims_are_chosen_by_id_by_section_and_by_chapter():
    assert list(chosen_claims(["C043", "C031"])["id"]) == ["C043", "C031"]
    assert list(chosen_claims(None, section="3.2")["id"]) == ["C035", "C036", "C037"]
    assert len(chosen_claims(None, chapter=3)) == 13
    assert len(chosen_claims(None, "3.1", 3)) == 4


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((None,), "name a claim"),
        (("C999",), "there is no claim 'C999'; the claims are C001 to "),
        (([],), "name at least one claim"),
        ((["C031", "C031"],), "each once"),
        (("C031", "3.1"), "not both"),
        ((None, "3.9"), "there is no section '3.9'"),
        ((None, "3.1", 4), "has no claim"),
    ],
)
def test_a_claim_check_that_cannot_be_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        chosen_claims(*asked)


@pytest.mark.parametrize(
    "content",
    [{"action": "lock"}, {"action": "lock", "card": 1, "probability": 5}, {"action": "x", "card": 0}],
)
def test_a_message_that_means_nothing_gets_one_reply(content):
    check = ClaimCheck("C031")
    check.receive(None, {"page": "p", "seq": 1, **content}, [])
    assert (check.view.state["reply"]["seq"], check.view.state["reply"]["failed"]) == (1, True)
    assert note(check).startswith("This could not be done: ")
    assert predictions() == []


def test_hostile_words_in_the_ledger_stay_words():
    hostile = "<img src=x onerror=alert(1)></script>"
    row = {**LEDGER.iloc[0].to_dict(), "evidence": hostile, "would_change": hostile}
    said = pd.DataFrame([{"time": "2026-01-01T00:00:00.000Z", "claim": row["id"], "probability": 30.0}])
    told = claim_card(row, said.assign(before_reveal=True))["told"]
    assert words(told[0]).startswith(f"What decides. {hostile}")
    assert words(told[1]) == f"What would change it. {hostile}"


def test_the_twin_is_the_same_whatever_was_predicted():
    check = ClaimCheck(["C031", "C043"])
    before = check.twin_html(), check.twin_text()
    lock(check, 70)
    assert (check.twin_html(), check.twin_text()) == before
    assert "Show the verdict on claim C043" in before[0]
