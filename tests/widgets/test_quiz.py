"""What a quiz promises, without a browser."""

import json

import pytest
from page_side import BANK_FILE, example_bank, links, look, note, send, while_recording, words

from ketamine_course.learning import Progress
from ketamine_course.learning.banks import load_bank, read_bank
from ketamine_course.learning.course_contents import course_contents
from ketamine_course.learning.record import RECORD_VARIABLE
from ketamine_course.widgets import Quiz
from ketamine_course.widgets.learning_widget import SHUFFLE_VARIABLE
from ketamine_course.widgets.quiz import asked, choose

VIEW_MIME = "application/vnd.jupyter.widget-view+json"
# The end of the example bank, by place: what is right, what is not.
END = [(" 23,5 % ", "40"), ([0, 1, 2], [2, 1, 0]), ([0, 1, 1], [1, 1, 1]), ("200 mg", 20)]


def section_quiz(**more) -> Quiz:
    """One question, single: place 0 is right."""
    return Quiz(3, section="3.1", bank=example_bank(), **more)


def end_quiz(**more) -> Quiz:
    """Numeric, order, match, numeric."""
    return Quiz(3, bank=example_bank(), **more)


def events() -> list[dict]:
    return Progress().events("answer")


def test_a_wrong_answer_is_told_with_its_own_feedback_and_source():
    quiz = section_quiz()
    card = send(quiz, "check", 0, response=2)["cards"][0]
    told = words(card["verdict"])
    assert told.startswith("Not right. The liver comes later, when the drug is in the blood. Source: Zanos")
    assert links(card["verdict"]) == ["https://doi.org/10.1124/pr.117.015198"]
    assert "change your answer and check again" in told
    assert not card["explanation"]
    assert not card["every"]


def test_a_right_answer_is_told_with_the_explanation_and_every_option():
    quiz = section_quiz()
    card = send(quiz, "check", 0, response=0)["cards"][0]
    assert words(card["verdict"]).startswith("Right. Yes: a vein leads straight into the blood.")
    assert words(card["verdict"]).endswith(" Why stands below.")
    assert words(card["explanation"]).startswith("Into a vein, all of it arrives.")
    assert [words(line).split(" – ")[1][:9] for line in card["every"]] == [
        "right. Ye",
        "not right",
        "not right",
    ]


@pytest.mark.parametrize(("place", "right", "wrong"), [(at, *pair) for at, pair in enumerate(END)])
def test_every_kind_is_marked_recorded_and_shown_again(place, right, wrong):
    quiz = end_quiz()
    for number, (response, correct) in enumerate([(wrong, False), (right, True)], start=1):
        state = send(quiz, "check", place, response=response)
        assert state["cards"][place]["right"] is correct
        assert (events()[-1]["correct"], events()[-1]["attempt"]) == (correct, number)
        again = end_quiz().view.state["cards"]
        assert again[place] == state["cards"][place]
        assert [card["answered"] for card in again].count(True) == 1
    assert events()[-1]["mode"] == "practice"


def test_several_right_options_are_kept_in_order_and_told_one_by_one():
    quiz = Quiz(3, section="3.3", bank=example_bank())
    state = send(quiz, "check", 0, response=[2, 1])
    assert events()[0]["response"] == [1, 2]
    assert [words(part)[:12] for part in state["cards"][0]["verdict"]][:3] == [
        "Not right: 1",
        "“A drip into",
        "“A spray int",
    ]


def test_an_answer_is_recorded_before_it_is_acknowledged(monkeypatch):
    quiz = section_quiz()
    seen = while_recording(monkeypatch, quiz)
    send(quiz, "check", 0, response=1)
    send(quiz, "show", 0)
    assert seen == [("answer", 0), ("answer", 1)]


def test_the_same_answer_checked_again_is_no_new_try():
    quiz = section_quiz()
    for _ in range(3):
        state = send(quiz, "check", 0, response=1)
        assert words(state["cards"][0]["verdict"]).startswith("Not right.")
    assert len(events()) == 1
    assert not state["cards"][0]["hint_offered"]
    send(section_quiz(), "check", 0, response=1)
    assert len(events()) == 1


def test_a_hint_is_offered_after_the_second_miss_and_its_use_is_kept():
    quiz = section_quiz()
    send(quiz, "check", 0, response=1)
    assert "after the second miss" in words(send(quiz, "hint", 0)["reply"]["note"])
    card = send(quiz, "check", 0, response=2)["cards"][0]
    assert card["hint_offered"]
    assert "a hint is offered" in words(card["verdict"])
    assert not card["hint"]
    card = send(quiz, "hint", 0)["cards"][0]
    assert words(card["hint"]) == "Hint. Nothing stands between the vein and the blood."
    send(quiz, "check", 0, response=0)
    assert [event["hint_used"] for event in events()] == [False, False, True]


def test_an_answer_that_was_shown_counts_as_not_right():
    quiz = end_quiz()
    card = send(quiz, "show", 0)["cards"][0]
    assert words(card["verdict"]) == (
        "The answer is shown below. You can still answer it yourself; your record keeps that it was shown."
    )
    assert [words(line) for line in card["answer"]] == ["24 %"]
    assert words(card["explanation"]).startswith("It was 24 %")
    send(quiz, "show", 0)
    assert [(event["correct"], event["response"]) for event in events()] == [(False, None)]
    assert "0 right at the first try, 0 by now" in quiz.view.state["score"]["overall"]
    send(quiz, "check", 0, response="24")
    assert "0 right at the first try, 1 by now" in quiz.view.state["score"]["overall"]


def test_the_answer_to_each_kind_can_be_shown():
    quiz = end_quiz()
    shown = [[words(line) for line in send(quiz, "show", at)["cards"][at]["answer"]] for at in range(4)]
    assert shown[1] == ["1. Into a vein", "2. Into a muscle", "3. Swallowed"]
    assert shown[2] == ["A vein – nothing", "The nose – a thin lining", "The tongue – a thin lining"]
    assert shown[3] == ["200 mg"]


@pytest.mark.parametrize(
    ("place", "response", "told"),
    [
        (0, "  ", "Type a number first."),
        (0, "many", "“many” is no number"),
        (0, "24 mg", "Another unit than asked for."),
        (1, None, "Put the items into order first."),
        (2, [0, None, 1], "Choose one for each line first."),
        (2, {"a": 1}, "A list of whole numbers is needed"),
        (3, [1], "is no number"),
    ],
)
def test_what_cannot_be_judged_is_told_and_not_recorded(place, response, told):
    quiz = end_quiz()
    state = send(quiz, "check", place, response=response)
    assert told in note(quiz)
    assert not state["cards"][place]["answered"]
    assert events() == []


@pytest.mark.parametrize("response", [None, 7, "0", [0], True])
def test_a_choice_that_is_none_is_told_and_not_recorded(response):
    quiz = section_quiz()
    send(quiz, "check", 0, response=response)
    assert "hoose" in note(quiz)
    assert events() == []


@pytest.mark.parametrize(
    "content",
    [
        {"action": "check"},
        {"action": "check", "card": 9, "response": 0},
        {"action": "check", "card": True, "response": 0},
        {"action": "finish"},
        {"action": "melt", "card": 0},
        {},
    ],
)
def test_a_message_that_means_nothing_gets_one_reply_and_changes_nothing(content):
    quiz = section_quiz()
    before = quiz.view.state["cards"]
    replies = []
    quiz.view.observe(lambda change: replies.append(change["new"]["reply"]), "state")
    quiz.receive(None, {"page": "p", "seq": 4, **content}, [])
    assert [(reply["page"], reply["seq"]) for reply in replies] == [("p", 4)]
    assert note(quiz)
    assert quiz.view.state["cards"] == before
    assert events() == []


def test_a_record_that_cannot_be_written_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv(RECORD_VARIABLE, str(tmp_path / "no_such_folder" / "record.jsonl"))
    quiz = section_quiz()
    state = send(quiz, "check", 0, response=0)
    assert state["cards"][0]["right"]
    assert "Your answers cannot be saved just now" in state["messages"][0]
    assert state["unsaved"]
    quiz.receive(None, {"page": "p", "action": "record"}, [])
    assert quiz.view.state is state


def test_once_it_can_be_written_again_no_widget_warns_any_more(tmp_path, monkeypatch):
    monkeypatch.setenv(RECORD_VARIABLE, str(tmp_path / "later" / "record.jsonl"))
    one, other = section_quiz(), end_quiz()
    send(one, "check", 0, response=1)
    send(other, "check", 0, response="40")
    assert one.view.state["messages"]
    assert other.view.state["messages"]
    (tmp_path / "later").mkdir()
    send(one, "check", 0, response=0)
    assert one.view.state["messages"] == other.view.state["messages"] == []
    assert len((tmp_path / "later" / "record.jsonl").read_text().splitlines()) == len(Progress().events())


def test_an_answer_to_a_question_that_has_changed_since_is_not_shown_as_one():
    Progress().append(
        "answer", question="q03.01", chapter=3, correct=True, attempt=1, objective="o3.1", response=7
    )
    card = section_quiz().view.state["cards"][0]
    assert "the question has changed since" in words(card["verdict"])
    assert card["response"] is None
    assert not card["answered"]


def test_what_another_notebook_records_is_counted_in():
    one, other = section_quiz(), section_quiz()
    send(one, "check", 0, response=1)
    state = send(other, "check", 0, response=2)
    assert state["cards"][0]["hint_offered"]
    assert [event["attempt"] for event in events()] == [1, 2]


def test_the_page_is_not_told_the_answers_beforehand():
    for quiz in (section_quiz(), end_quiz(), section_quiz(mode="assessment")):
        sent = json.dumps([quiz.view.spec, quiz.view.state], ensure_ascii=False)
        for question in quiz.questions:
            kept_back = [question.hint, question.explanation]
            kept_back += [
                one.feedback for one in question.options + question.items + question.pairs if one.feedback
            ]
            assert not [text for text in kept_back if text in sent]
        assert '"correct"' not in sent


def test_options_are_shuffled_for_a_learner_the_same_each_time_and_not_under_test(monkeypatch):
    bank = load_bank(3)
    places = [card["order"] for card in Quiz(3, bank=bank).view.spec["cards"]]
    assert places != [sorted(order) for order in places]
    assert places == [card["order"] for card in Quiz(3, bank=bank).view.spec["cards"]]
    assert len(Progress().events("learner")) == 1
    monkeypatch.setenv(SHUFFLE_VARIABLE, "off")
    for card in Quiz(3, bank=bank).view.spec["cards"]:
        assert card["order"] == sorted(card["order"])


def test_the_twin_is_the_same_for_every_learner_and_stands_before_the_view(monkeypatch):
    shown = []
    monkeypatch.setattr(
        "ketamine_course.widgets.learning_widget.display", lambda data, raw: shown.append(data)
    )
    for response in (0, 1):
        quiz = section_quiz()
        send(quiz, "check", 0, response=response)
        Progress().start_afresh()
        quiz._ipython_display_()
    first, view, second, _ = shown
    assert first == second
    assert "Show the answer to this question" in first["text/html"]
    assert first["text/plain"].startswith("Check yourself")
    assert view[VIEW_MIME]["model_id"]
    assert first["text/html"].count("Run All Cells") == 1
    assert view["text/plain"] == ""


def test_the_score_is_told_goal_by_goal():
    quiz = end_quiz()
    send(quiz, "check", 0, response="40")
    send(quiz, "check", 0, response="24")
    send(quiz, "check", 1, response=[0, 1, 2])
    score = quiz.view.state["score"]
    assert score["overall"] == "Of 2 answered, 1 right at the first try, 2 by now."
    assert [words(line) for line in score["lines"]] == [
        "Say what bioavailability is: 0 of 1 right at the first try, 1 by now.",
        "Compare how soon ketamine acts by each way in: 1 of 1 right at the first try, 1 by now.",
    ]
    assert score["unanswered"] == [3, 4]


def test_an_assessment_keeps_answers_and_tells_nothing_before_its_end():
    quiz = end_quiz(mode="assessment")
    state = send(quiz, "check", 0, response="40")
    assert state["cards"][0]["kept"]
    assert not state["cards"][0]["right"]
    assert "Your answer is kept" in words(state["cards"][0]["verdict"])
    assert "1 of 4 questions answered" in state["score"]["overall"]
    assert not state["score"]["lines"]
    send(quiz, "check", 0, response="24")
    assert "cannot be changed" in note(quiz)
    for action in ("hint", "show"):
        send(quiz, action, 1)
        assert "no action" in note(quiz)
    assert [event["response"] for event in events()] == [40]


def test_an_assessment_ends_when_told_twice_and_shows_all_when_it_is_opened_again():
    quiz = end_quiz(mode="assessment")
    send(quiz, "check", 1, response=[0, 1, 2])
    send(quiz, "check", 2, response=[1, 1, 1])
    state = send(quiz, "finish", sure=False)
    assert "2 questions have no answer yet" in note(quiz)
    assert state["reply"]["confirm"]
    assert not state["finished"]
    state = send(quiz, "finish", sure=True)
    assert state["finished"]
    assert state["score"]["overall"] == "1 of 4 right."
    assert [card["right"] for card in state["cards"]] == [False, True, False, False]
    assert words(state["cards"][0]["verdict"]).startswith("Not answered.")
    assert words(state["cards"][2]["verdict"]).startswith("Not right: 2 of 3 are matched")
    assert state["cards"][2]["answer"]
    assert not state["cards"][1]["answer"]
    again = end_quiz(mode="assessment").view.state
    assert (again["finished"], again["cards"], again["score"]) == (True, state["cards"], state["score"])


def test_an_assessment_with_every_answer_kept_still_waits_for_its_end():
    quiz = section_quiz(mode="assessment")
    state = send(quiz, "check", 0, response=0)
    assert not state["finished"]
    assert not state["cards"][0]["right"]
    assert send(quiz, "finish", sure=False)["cards"][0]["right"]


def test_practice_and_assessment_do_not_count_for_each_other():
    send(section_quiz(), "check", 0, response=0)
    quiz = section_quiz(mode="assessment")
    assert not quiz.view.state["cards"][0]["answered"]
    assert not quiz.view.state["finished"]
    send(quiz, "check", 0, response=1)
    assert section_quiz().view.state["cards"][0]["right"]


def test_what_is_answered_in_another_quiz_is_shown_once_it_is_looked_at():
    one, other = section_quiz(), section_quiz()
    card = send(one, "check", 0, response=1)["cards"][0]
    look(other)
    assert other.view.state["cards"] == [card]


def test_questions_of_extra_goals_are_taken_only_when_nothing_else_is_left():
    questions = example_bank().questions
    first = questions[0].objective
    others = [one.id for one in questions if one.objective != first]
    assert [one.id for one in choose(questions, len(others), {first})] == others
    assert questions[0] in choose(questions, len(others) + 1, {first})
    bank = load_bank(3)
    extra = {key for key, words in bank.objectives.items() if words.startswith("(Extra)")}
    assert extra & {one.objective for one in asked(bank)}
    assert not extra & {one.objective for one in asked(bank, n=8)}


def test_an_extra_asks_the_questions_of_its_own_objective():
    quiz = Quiz(3, objective="o3.5")
    assert {one.objective for one in quiz.questions} == {"o3.5"}
    assert quiz.title == "Check yourself: How far apart are models? (3 questions)"


def test_each_objective_of_a_chapter_is_asked_by_its_page():
    bank, (page,) = load_bank(3), [one for one in course_contents() if one.chapter == 3]
    met = {
        question.objective
        for quiz in page.quizzes
        for question in asked(bank, quiz.section, quiz.n, quiz.objective)
    }
    assert met == set(bank.objectives)


def test_a_quiz_is_named_after_the_notebooks_own_heading():
    assert section_quiz().title == "Check yourself: Into a vein (1 question)"
    assert end_quiz().title == "Check yourself: the whole chapter (4 questions)"


def test_sources_of_the_question_stand_once():
    for response, why in (([0, 1], False), ([0, 2], True)):
        quiz = Quiz(3, section="3.3", bank=example_bank())
        card = send(quiz, "check", 0, response=response)["cards"][0]
        assert bool(card["explanation"]) is why
        shown = links(card["verdict"]) + links(card["explanation"])
        assert len(shown) == len(set(shown)) > 0


def test_fewer_questions_are_spread_over_the_objectives_and_keep_their_order():
    questions = example_bank().questions
    assert [question.id for question in choose(questions, 2)] == ["q03.01", "q03.02"]
    assert [question.objective for question in choose(questions, 4)].count("o3.1") == 2
    assert [question.id for question in choose(questions, 5)] == sorted(
        one.id for one in choose(questions, 5)
    )
    assert choose(questions, None) == questions
    assert len(end_quiz(n=3).view.spec["cards"]) == 3


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"chapter": 3, "mode": "exam"}, "mode must be one of practice, assessment, start"),
        ({"chapter": 3, "n": 0}, "n must be a whole number from 1 to 4"),
        ({"chapter": 3, "n": True}, "n must be a whole number from 1 to 4"),
        ({"chapter": 3, "section": "9.9"}, "has no question with section '9.9'"),
        ({"chapter": 3, "objective": "o9.9"}, "no question there tests objective 'o9.9'; the bank has o3.1"),
        ({"chapter": 4}, "this bank is of chapter 3, not 4"),
    ],
)
def test_a_quiz_that_cannot_be_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        Quiz(**asked, bank=example_bank())


def test_hostile_words_in_a_bank_stay_words(tmp_path):
    hostile = (
        "<img src=x onerror=alert(1)> </script><script>alert(1)</script> [a](javascript:alert(1)) & *so*"
    )
    text = BANK_FILE.read_text(encoding="utf-8")
    for innocent in (
        "What share of a dose",
        "All of it",
        "Yes: a vein",
        "Nothing stands",
        "Into a vein, all",
    ):
        assert f'"{innocent}' in text
        text = text.replace(f'"{innocent}', f'"{hostile} {innocent}')
    path = tmp_path / "03_hostile.toml"
    path.write_text(text, encoding="utf-8")
    quiz = Quiz(3, section="3.1", bank=read_bank(path))
    card, bare = quiz.view.spec["cards"][0], hostile.replace("*so*", "so")
    assert words(card["stem"]).startswith(bare)
    assert {"text": "so", "em": True} in card["stem"]
    assert words(card["choices"][0]) == f"{bare} All of it"
    shown = send(quiz, "check", 0, response=0)["cards"][0]
    assert words(shown["verdict"]).startswith(f"Right. {bare} Yes")
    assert [
        address for address in links(shown["verdict"]) if not address.startswith("https://doi.org/")
    ] == []
    twin = quiz.twin_html()
    assert "<img" not in twin
    assert "<script" not in twin
    assert "&lt;img src=x onerror=alert(1)&gt;" in twin


def start_quiz() -> Quiz:
    """The six questions of the start page."""
    return Quiz(0, mode="start")


def told_by(state: dict) -> str:
    """Everything that a page gets to show."""
    return json.dumps({**state, "reply": None}, ensure_ascii=False)


def test_a_starting_quiz_never_tells_whether_an_answer_is_right():
    quiz = start_quiz()
    kept_back = [text for one in quiz.questions for text in (one.hint, one.explanation)]
    kept_back += [option.feedback for one in quiz.questions for option in one.options]
    for place, question in enumerate(quiz.questions):
        for response in (0, 1, 2, 3):
            state = send(quiz, "check", place, response=response)
            card = state["cards"][place]
            assert words(card["verdict"]).startswith("Your answer is kept. You can change it")
            assert (card["right"], card["answer"], card["explanation"], card["every"]) == (False, [], [], [])
            assert card["response"] == response
            assert not [text for text in kept_back if text in told_by(state)]
        latest = events()[-1]
        assert (latest["question"], latest["mode"], latest["attempt"]) == (question.id, "start", 4)
    state = send(quiz, "finish")
    assert not [text for text in kept_back if text in told_by(state)]
    assert not any(card["right"] for card in state["cards"])
    assert '"correct"' not in told_by(state)
    for action in ("hint", "show"):
        send(quiz, action, 0)
        assert "no action" in note(quiz)


def test_a_starting_quiz_ends_by_telling_where_each_question_is_answered():
    quiz = start_quiz()
    state = send(quiz, "check", 1, response=2)
    assert state["score"]["overall"].startswith("1 of 6 answers are kept. You can go back")
    assert state["score"]["lines"] == []
    state = send(quiz, "finish", sure=False)
    assert "5 questions have no answer yet; that is fine" in note(quiz)
    assert not state["finished"]
    state = send(quiz, "finish", sure=True)
    assert state["score"]["overall"].startswith("1 of 6 answers are kept. There is no score")
    assert len(state["score"]["lines"]) == len(quiz.questions)
    for line, question in zip(state["score"]["lines"], quiz.questions, strict=True):
        assert question.answered_in.heading in words(line)
    assert all(card["kept"] for card in state["cards"])
    assert words(state["cards"][0]["verdict"]) == "You left this one out."
    send(quiz, "check", 1, response=3)
    assert "cannot be changed" in note(quiz)
    again = start_quiz().view.state
    assert (again["finished"], again["cards"], again["score"]) == (True, state["cards"], state["score"])


def test_answers_of_a_starting_quiz_count_for_no_score():
    quiz = start_quiz()
    for place in range(6):
        send(quiz, "check", place, response=0)
    assert Progress().score_by_objective(0).empty
    assert len(Progress().score_by_objective(0, "start")) == 6


def test_the_twin_of_a_starting_quiz_gives_no_answer_away():
    html, text = start_quiz().twin_html(), start_quiz().twin_text()
    for question in start_quiz().questions:
        assert question.options[0].text in html
        assert question.stem.split("*")[0] in text
        for hidden in (question.explanation, question.hint, *(one.feedback for one in question.options)):
            assert hidden not in html
    assert "right" not in html.partition("Question 1.")[2].replace("Is that right?", "")
    assert 'href="01_introduction.ipynb#From-a-percentage-to-people"' in html


def test_a_starting_quiz_needs_to_know_where_its_questions_are_answered():
    with pytest.raises(ValueError, match="needs questions that say where they are answered"):
        section_quiz(mode="start")
