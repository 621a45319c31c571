"""Marks say in words what was right, with feedback and citations; a response that is none is sent back."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.learning import banks
from ketamine_course.learning.marking import RIGHT, citations_html, explanation, mark, shuffled

BANK = banks.read_bank(Path(__file__).parent / "example_banks" / "03_example.toml")
SINGLE, MULTIPLE, NUMERIC, ORDER, MATCH, COMPUTED = BANK.questions
RIGHT_RESPONSES = {
    "q03.01": 0,
    "q03.02": [0, 2],
    "q03.03": "24 %",
    "q03.04": [0, 1, 2],
    "q03.05": [0, 1, 1],
    "q03.06": "200 mg",
}
# Each wrong response, how many parts of it are right, and words of its verdict.
WRONG_RESPONSES = [
    (SINGLE, 1, 0, r"^Not right\.$"),
    (MULTIPLE, [0], 2, "1 of the options chosen is right and something is missing"),
    (MULTIPLE, {0, 1, 2}, 2, "2 of the options chosen are right and 1 is not"),
    (MULTIPLE, [1], 0, "0 of the options chosen are right, 1 is not and something is missing"),
    (NUMERIC, "30", 0, "too high"),
    (NUMERIC, 20, 0, "too low"),
    (NUMERIC, "25,1 %", 0, "too high"),
    (ORDER, [0, 2, 1], 1, "1 of 3 stands in the right place"),
    (ORDER, [2, 0, 1], 0, "0 of 3 stand in the right place"),
    (MATCH, [0, 0, 1], 2, "2 of 3 are matched rightly"),
    (MATCH, [1, 0, 0], 0, "0 of 3 are matched rightly"),
    (COMPUTED, "195,9", 0, "too low"),
]
BAD_RESPONSES = [
    (SINGLE, None, "choose one option: a whole number from 0 to 2"),
    (SINGLE, 3, "from 0 to 2, not 3"),
    (SINGLE, -1, "from 0 to 2"),
    (SINGLE, True, "from 0 to 2"),
    (SINGLE, "0", "from 0 to 2"),
    (MULTIPLE, [], "at least one option"),
    (MULTIPLE, [0, 0], "once at most"),
    (MULTIPLE, [5], "from 0 to 2"),
    (MULTIPLE, 1, "a list of whole numbers"),
    (MULTIPLE, "01", "a list of whole numbers"),
    (NUMERIC, "", "is no number"),
    (NUMERIC, "1,200", "two ways"),
    (NUMERIC, "24 to 29", "more than one number"),
    (NUMERIC, None, "is no number"),
    (NUMERIC, True, "is no number"),
    (NUMERIC, float("nan"), "is no number"),
    (ORDER, [0, 1], "all 3 items"),
    (ORDER, [0, 1, 1], "once at most"),
    (ORDER, {0, 1, 2}, "a list of whole numbers"),
    (MATCH, [0, 1], "each of the 3 left sides"),
    (MATCH, {0: 0, 1: 1, 2: 1}, "a list of whole numbers"),
    (MATCH, [0, 1, 2], "from 0 to 1"),
]


@pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.kind)
def test_a_right_response_is_right_in_all_its_parts(question):
    found = mark(question, RIGHT_RESPONSES[question.id])
    assert (found.correct, found.verdict, found.counts, found.missed) == (True, RIGHT, True, ())
    assert found.right == found.parts


@pytest.mark.parametrize(("question", "response", "right", "verdict"), WRONG_RESPONSES)
def test_a_wrong_response_is_told_in_words_with_feedback(question, response, right, verdict):
    found = mark(question, response)
    assert not found.correct
    assert found.counts
    assert (found.right, found.right < found.parts) == (right, True)
    assert re.search(verdict, found.verdict)
    if question.kind != "order":
        assert found.feedback
    if response != {0, 1, 2}:
        assert found.missed
    assert all(text.strip() for text, _ in (*found.feedback, *found.missed))


@pytest.mark.parametrize(("question", "response", "told"), BAD_RESPONSES)
def test_a_response_of_another_form_is_sent_back_with_what_is_allowed(question, response, told):
    with pytest.raises(ValueError, match=told):
        mark(question, response)


def test_feedback_is_cited_by_its_own_source_or_by_the_question_s():
    ((_, own),) = mark(SINGLE, 2).feedback
    assert "Zanos" in own
    ((_, shared),) = mark(SINGLE, 1).feedback
    assert "Chong" in shared
    assert "Zanos" not in shared
    assert 'href="https://doi.org/' in own


def test_what_was_missed_is_kept_apart_since_it_gives_the_answer_away():
    found = mark(MULTIPLE, [1])
    assert [text.split("”")[0] for text, _ in found.feedback] == ["“A drip into a vein"]
    assert len(found.missed) == 2


def test_another_unit_is_told_and_is_no_miss():
    found = mark(NUMERIC, "24 mg")
    assert not found.correct
    assert not found.counts
    assert "in mg; it is asked for in %" in found.feedback[0].text
    plain = banks.Question(**{**vars(COMPUTED), "answer": banks.Answer(200.0, "", 4.0, "more", "less")})
    assert "asked for without a unit" in mark(plain, "200 mg").feedback[0].text


@pytest.mark.parametrize(
    "response", ["24", "23 %", "25 per cent", "24,0", " 24 of 100", 24, np.float64(24.4)]
)
def test_numbers_within_the_tolerance_are_right_with_or_without_unit(response):
    assert mark(NUMERIC, response).correct


def test_the_tolerance_is_not_missed_by_the_computer_s_digits():
    third = banks.Answer(0.2, "", 0.1, "more", "less")
    question = banks.Question(**{**vars(COMPUTED), "answer": third})
    assert mark(question, "0.3").correct
    assert not mark(question, "0.301").correct


def test_explanations_carry_the_source_of_the_answer_too():
    text, cited = explanation(NUMERIC)
    assert text == NUMERIC.explanation
    assert "Chong" in cited
    assert citations_html(["example:5"]) == ""


@given(st.integers(0, 10**6) | st.text(max_size=10))
def test_the_order_shown_is_steady_and_holds_everything_once(seed):
    for question in BANK.questions:
        shown = shuffled(question, seed)
        assert shown == shuffled(question, seed)
        assert sorted(shown) == list(shuffled(question, None))
        if question.kind == "order":
            assert shown != shuffled(question, None)


def test_the_order_shown_differs_between_learners_and_is_the_same_on_every_machine():
    assert {shuffled(SINGLE, seed) for seed in range(60)} == {
        (0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)
    }  # fmt: skip
    assert [shuffled(question, 7) for question in BANK.questions] == [
        (2, 1, 0),
        (0, 1, 2),
        (),
        (0, 2, 1),
        (0, 1),
        (),
    ]


@given(
    st.sampled_from(BANK.questions),
    st.none() | st.integers() | st.text(max_size=8) | st.lists(st.integers(0, 4)),
)
def test_any_response_is_marked_or_sent_back(question, response):
    try:
        found = mark(question, response)
    except ValueError:
        return
    assert found.verdict
    assert found.correct == (found.right == found.parts and found.verdict == RIGHT)
