"""What the progress board promises, without a browser."""

import json

from page_side import note, send, words

from ketamine_course.evidence import claims
from ketamine_course.learning import Progress
from ketamine_course.learning.banks import load_bank
from ketamine_course.learning.course_contents import AskedQuiz, NotebookMap, course_contents
from ketamine_course.learning.exercises import definitions
from ketamine_course.learning.record_events import START
from ketamine_course.widgets import ProgressBoard, Quiz
from ketamine_course.widgets.progress_board import (
    LARGEST_RECORD_BYTES,
    done_of,
    next_step,
    scores_of,
    what_is_done,
)
from ketamine_course.widgets.quiz import asked

CHAPTER_3 = next(place for place, one in enumerate(course_contents()) if one.chapter == 3)


def row(board: ProgressBoard) -> list[str]:
    """The cells of chapter 3: minutes, claims, questions, exercises."""
    return board.view.state["rows"][CHAPTER_3]["cells"]


def answer(question, correct=True) -> None:
    Progress().append(
        "answer", question=question.id, chapter=3, correct=correct, attempt=1, objective=question.objective
    )


def asked_in_chapter_3() -> list:
    """The questions that the notebook asks outside its Extras, fewer than its bank holds."""
    quizzes = [quiz for quiz in course_contents()[CHAPTER_3].quizzes if quiz.objective is None]
    return [one for quiz in quizzes for one in asked(load_bank(3), quiz.section, quiz.n)]


def test_a_new_learner_sees_each_chapter_with_its_minutes_and_nothing_done():
    board = ProgressBoard()
    contents = course_contents()
    minutes = [one["cells"][0] for one in board.view.state["rows"]]
    assert minutes[0] == str(contents[0].minutes)
    three = contents[CHAPTER_3]
    assert minutes[CHAPTER_3] == f"{three.core_minutes} ({three.minutes} with Extra)"
    assert [one["link"]["text"] for one in board.view.state["rows"]] == [one.title for one in contents]
    questions, exercises = len(asked_in_chapter_3()), len(definitions(3))
    assert row(board)[1:] == ["0 of 13", f"0 of {questions}", f"0 of {exercises}"]
    claimed, _, exercised = board.view.state["rows"][0]["cells"][1:]
    assert (claimed, exercised) == ("none here", "none here")
    assert board.view.state["scores"] == []
    assert not Progress().path.exists()


def test_what_was_done_is_counted_once_and_told_goal_by_goal():
    board = ProgressBoard()
    first, second = asked_in_chapter_3()[:2]
    answer(first, correct=False)
    answer(first)
    answer(second)
    for said in (10, 20):
        Progress().append("prediction", claim="C031", probability=said)
    for passed in (False, True):
        Progress().append("check", check="03.1", passed=passed, tries=1)
    Progress().append("check", check="03.2", passed=False, tries=1)
    state = send(board, "update")
    assert [cell.split(" of ")[0] for cell in row(board)[1:]] == ["1", "2", "1"]
    assert note(board) == "This board is up to date."
    told = " ".join(words(line) for line in state["scores"][0]["lines"])
    assert load_bank(3).objectives[first.objective].rstrip(".") in told
    assert "right at the first try" in told
    assert state["calibration"][0].startswith("You have predicted 1 claim")


def test_questions_and_claims_that_are_no_more_are_not_counted():
    Progress().append("answer", question="q03.999", chapter=3, correct=True, attempt=1, objective="o3.99")
    board = ProgressBoard()
    assert row(board)[2].startswith("0 of")
    assert board.view.state["scores"] == []


def test_who_does_everything_but_the_exercise_has_done_the_chapter():
    board = ProgressBoard()
    for claim in claims(3)["id"]:
        Progress().append("prediction", claim=claim, probability=30)
    questions = asked_in_chapter_3()
    assert len(questions) < len(load_bank(3).questions)
    for question in questions[:-1]:
        answer(question)
    state = send(board, "update")
    assert state["done"] == []
    assert state["next"]["link"]["href"] == "03_methods_of_administration.ipynb"
    answer(questions[-1], correct=False)
    state = send(board, "update")
    assert state["done"] == ["You have done chapter 3. More, if you like: its exercise (needs Python)."]
    assert row(board)[2] == f"{len(questions)} of {len(questions)}"
    assert state["next"]["link"] is None or "03" not in state["next"]["link"]["href"]
    for check in definitions(3):
        Progress().append("check", check=check, passed=True, tries=1)
    assert send(board, "update")["done"] == ["You have done chapter 3."]


def step(*done: tuple[int, int], seen: tuple[int, ...] = ()) -> tuple[str, str | None]:
    """Where to go on, after so much of so much in each of some chapters, and having looked at some."""
    contents = [
        NotebookMap(f"0{place}_x", f"Chapter {place}", 1, 1, 0, {}, (), (), (), ())
        for place in range(len(done))
    ]
    counts = [{"claims": pair, "questions": (0, 0), "exercises": (0, 9)} for pair in done]
    found = next_step(contents, counts, seen)
    return found["words"], found["link"] and found["link"]["href"]


def test_what_was_begun_comes_before_what_was_not():
    assert step((0, 0), (0, 5), (0, 3)) == ("Begin with", "01_x.ipynb")
    assert step((0, 0), (0, 5), (2, 3)) == ("Go on with", "02_x.ipynb")
    assert step((0, 3), (0, 5), (2, 3), seen=(1,)) == ("Go on with", "02_x.ipynb")
    assert step((0, 3), (0, 5), (0, 3), seen=(1,)) == ("Go on with", "01_x.ipynb")
    assert step((0, 0), (5, 5), (0, 3)) == ("Begin with", "02_x.ipynb")
    assert step((0, 0), (5, 5), (3, 3)) == ("You have done every chapter of this edition.", None)


def test_the_record_is_handed_over_as_it_is(monkeypatch):
    Progress().append("prediction", claim="C031", probability=10)
    board, sent = ProgressBoard(), []
    monkeypatch.setattr(board.view, "send", lambda message: sent.append(message))
    send(board, "download")
    assert sent == [{"record": Progress().export_text(), "name": "my-progress.jsonl", "page": "page"}]
    assert json.loads(sent[0]["record"])["claim"] == "C031"
    assert note(board) == "Your record, 1 event, is among your browser's downloads."


def test_a_record_that_is_loaded_is_added_and_the_new_events_are_counted(tmp_path):
    other = Progress(tmp_path / "other.jsonl")
    for claim in ("C031", "C032"):
        other.append("prediction", claim=claim, probability=10)
    board = ProgressBoard()
    answer(load_bank(3).questions[0])
    send(board, "load", buffers=[memoryview(other.export_text().encode())])
    assert note(board) == "2 events were added; 0 were there already."
    assert row(board)[1] == "2 of 13"
    assert row(board)[2].startswith("1 of")
    send(board, "load", buffers=[memoryview(other.export_text().encode())])
    assert note(board) == "0 events were added; 2 were there already."
    send(board, "load", buffers=[memoryview(b"\x89PNG no record")])
    assert "No event was found in this file" in note(board)


def test_a_file_too_large_and_none_at_all_are_refused():
    board = ProgressBoard()
    for buffers in ([], [memoryview(bytes(LARGEST_RECORD_BYTES + 1))]):
        send(board, "load", buffers=buffers)
        assert "choose one file, not larger than 20 MB" in note(board)


def test_starting_afresh_empties_the_board_and_says_where_the_old_record_is():
    answer(load_bank(3).questions[0])
    board = ProgressBoard()
    send(board, "afresh")
    (kept,) = Progress().path.parent.glob("record-*.jsonl")
    assert f"kept as {kept.name}, in the same folder" in note(board)
    assert row(board)[2].startswith("0 of")
    assert "q03." in kept.read_text()


def test_an_old_record_that_cannot_be_put_aside_is_said_and_kept(monkeypatch):
    answer(load_bank(3).questions[0])
    board = ProgressBoard()

    def refuse(*_):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("ketamine_course.learning.record_file.os.replace", refuse)
    send(board, "afresh")
    assert "could not be renamed (Permission denied). Nothing was changed." in note(board)
    assert row(board)[2].startswith("1 of")


def test_lines_that_cannot_be_read_are_told():
    Progress().path.write_text("no event\n")
    assert "could not be read" in ProgressBoard().view.state["messages"][0]


def test_a_message_that_means_nothing_gets_one_reply():
    board = ProgressBoard()
    send(board, "melt")
    assert "knows no action 'melt'" in note(board)


def test_the_twin_lists_the_chapters_for_readers_without_python():
    board = ProgressBoard()
    before = board.twin_html(), board.twin_text()
    answer(load_bank(3).questions[0])
    send(board, "update")
    assert (board.twin_html(), board.twin_text()) == before
    for one in course_contents():
        assert f'href="{one.name}.ipynb"' in before[0]
        assert f"{one.title}: minutes {one.core_minutes}" in before[1]


def test_each_chapter_counts_the_claims_of_the_ledger():
    ledger = claims()
    for one, shown in zip(course_contents(), ProgressBoard().view.state["rows"], strict=True):
        count = int((ledger["chapter"] == one.chapter).sum())
        assert shown["cells"][1] == (f"0 of {count}" if count else "none here")


def test_the_starting_quiz_is_counted_without_a_score_and_holds_nobody_back():
    bank = load_bank(0)
    quizzes = (AskedQuiz(None, None, "Six questions", START),)
    page = NotebookMap("00_start_here", "Start here", 1, 1, 0, {}, (), (), (), (), quizzes)
    quiz = Quiz(0, mode=START)
    send(quiz, "check", 0, response=0)
    for place in range(1, 5):
        send(quiz, "check", place, response=2)
    send(quiz, "finish", sure=True)
    done = done_of(page, bank, Progress())
    assert done == {"claims": (0, 0), "questions": (0, 0), "exercises": (0, 0), "kept": (5, 6)}
    assert scores_of(page, bank, Progress()) == {}
    assert what_is_done([page], [done]) == []
    assert next_step([page], [done], [0])["link"] is None
