"""The learner's record loses nothing it has acknowledged, and takes nothing personal."""

import errno
import json
import os
import stat
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine_course.evidence import course_folder
from ketamine_course.learning import Progress, record_file
from ketamine_course.learning.record_events import KINDS, event_text, new_event, read_line, time_text
from ketamine_course.learning.record_store import RecordStore

ANSWER = {"question": "q03-01", "chapter": 3, "correct": True, "attempt": 1, "objective": "o03-1"}
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
NEWER = '{"id": "f00d", "version": 2, "time": "later", "kind": "dream", "mood": {"deep": [1, 2.50]}}'


@pytest.fixture
def progress() -> Progress:
    return Progress()


def sections_visited(progress: Progress) -> list[str]:
    return [event["section"] for event in progress.events("visit")]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_an_event_is_one_line_with_time_and_kind(progress, record_path):
    event = progress.append("answer", **ANSWER, response=[0, 2], mode="assessment", hint_used=True)
    (line,) = lines_of(record_path)
    assert json.loads(line) == event
    assert list(event)[:4] == ["id", "version", "time", "kind"]
    assert datetime.fromisoformat(event["time"]).utcoffset() == timedelta(0)
    assert progress.events() == progress.events("answer") == [event]
    assert progress.events("visit") == []
    assert progress.messages == []
    assert Progress(str(record_path)).events() == [event]


def test_each_kind_is_kept_with_its_fields(progress):
    given_fields = {
        "answer": ANSWER,
        "prediction": {"claim": "C031", "probability": 62.5},
        "reveal": {"claim": "C031"},
        "check": {"check": "03.2", "passed": False, "tries": 1},
        "visit": {"chapter": 3, "section": "3.1"},
        "path": {"path": "clinical"},
        "learner": {"seed": 7},
    }
    assert set(given_fields) == set(KINDS)
    for kind, fields in given_fields.items():
        progress.append(kind, **fields)
    for kind, fields in given_fields.items():
        (event,) = progress.events(kind)
        assert event.items() >= fields.items()


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("mood", {}, "there is no kind of event 'mood'; the kinds are: answer"),
        ("visit", {"chapter": 3}, "visit needs the field 'section'"),
        ("visit", {"chapter": 3, "section": "3.1", "name": "X"}, "visit has no field 'name'; its fields are"),
        ("answer", ANSWER | {"response": "it feels like this"}, "free text is not kept"),
        ("answer", ANSWER | {"response": ["a", "two words"]}, "free text is not kept"),
        ("answer", ANSWER | {"response": {"a": "two words"}}, "free text is not kept"),
        ("answer", ANSWER | {"response": float("nan")}, "free text is not kept"),
        ("answer", ANSWER | {"response": True}, "free text is not kept"),
        ("answer", ANSWER | {"response": list(range(41))}, "at most 40"),
        ("answer", ANSWER | {"question": "my own words"}, "question must be an identifier"),
        ("answer", ANSWER | {"correct": 1}, "correct must be True or False, got 1"),
        ("answer", ANSWER | {"attempt": 0}, "attempt must be a whole number from 1"),
        ("answer", ANSWER | {"chapter": True}, "chapter must be a whole number from 0 to 99, got True"),
        ("answer", ANSWER | {"mode": "exam"}, "mode must be one of practice, assessment"),
        ("prediction", {"claim": "C31", "probability": 5}, "claim must be a claim's identifier"),
        ("prediction", {"claim": "C031", "probability": 101}, "probability must be a number from 0 to 100"),
        ("prediction", {"claim": "C031", "probability": float("nan")}, "probability must be a number"),
        ("path", {"path": "scenic"}, "path must be one of plain, clinical, research, got 'scenic'"),
        ("path", {"path": ["plain"]}, "path must be one of plain"),
        ("check", {"check": "3", "passed": True, "tries": 1}, "check must be a check's identifier"),
    ],
)
def test_what_does_not_belong_is_refused_and_writes_nothing(kind, fields, words, progress, record_path):
    with pytest.raises(ValueError, match=words):
        progress.append(kind, **fields)
    assert not record_path.exists()


def test_numpy_values_are_kept_as_plain_ones(progress):
    numpy = pytest.importorskip("numpy")
    progress.append("check", check="03.1", passed=numpy.bool_(True), tries=numpy.int64(2))
    progress.append("prediction", claim="C031", probability=numpy.float64(40))
    progress.append("answer", **ANSWER, response={"a": numpy.int64(1)})
    check, prediction, answer = progress.events()
    assert (check["passed"], check["tries"]) == (True, 2)
    assert prediction["probability"] == 40
    assert answer["response"] == {"a": 1}


def test_objects_and_processes_for_one_path_see_the_same(progress, record_path):
    other, outside = Progress(record_path), RecordStore(record_path)
    for chapter in range(4):
        progress.append("visit", chapter=chapter, section="x")
        assert len(other.events()) == len(outside.understood().events) == chapter + 1


def test_the_default_place_is_the_course_folder(monkeypatch):
    monkeypatch.delenv("KETAMINE_COURSE_RECORD")
    assert Progress().path == (course_folder() / "my-progress.jsonl").resolve()


def test_git_ignores_the_record_and_the_ones_put_aside():
    patterns = (course_folder() / ".gitignore").read_text(encoding="utf-8").split()
    assert "my-progress*.jsonl" in patterns


# What a file may hold besides whole events ------------------------------------------------------------------


def test_a_torn_line_is_set_aside_and_the_next_event_stands_on_its_own(progress, record_path):
    first = progress.append("visit", chapter=3, section="3.1")
    with record_path.open("ab") as file:
        file.write(b'{"id":"abc","version":1,"ti')
    assert progress.events() == [first]
    assert progress.messages == [
        "1 line (2) of record.jsonl could not be read: 1 broken off while it was written. "
        "Nothing else is affected, and nothing was removed from the file."
    ]
    second = progress.append("visit", chapter=3, section="3.2")
    assert progress.events() == [first, second]
    assert lines_of(record_path)[1] == '{"id":"abc","version":1,"ti'
    assert len(progress.messages) == 1


def test_a_line_is_read_once_it_is_whole(progress, record_path):
    event = new_event("visit", {"chapter": 3, "section": "3.1"}, NOW)
    text = event_text(event).encode()
    for upto in range(0, len(text), 7):
        record_path.write_bytes(text[:upto])
        assert progress.events() == []
        assert len(progress.messages) == (upto > 0)
    for end in (b"", b"\n", b"\r\n"):
        record_path.write_bytes(text + end)
        assert progress.events() == [event]
        assert progress.messages == []


FOREIGN = [
    b"\xff\xfe\x00binary\x80",
    b"my notes",
    b"[1, 2]",
    b"17",
    b"[" * 100_000,
    b"9" * 10_000,
    b'{"id": 3, "version": 1}',
    b'{"id": "", "version": 2}',
    b'{"id": "a", "version": true}',
    b'{"id": "a", "version": "2"}',
    b'{"id": "a", "version": 0}',
    b'{"id": "a", "version": 1, "kind": "visit"}',
    b'{"id":"a","version":1,"time":"2026-13-01T00:00:00.000Z","kind":"learner","seed":1}',
    b'{"id":"a","version":1,"time":"2026-01-01T00:00:00.000Z","kind":"learner","seed":1,"name":"x"}',
    b'{"id":"a","version":1,"time":"2026-01-01T00:00:00.000Z","kind":["learner"],"seed":1}',
    b'{"id":"a b","version":1,"time":"2026-01-01T00:00:00.000Z","kind":"learner","seed":1}',
]


@pytest.mark.parametrize("line", FOREIGN, ids=range(len(FOREIGN)))
def test_a_foreign_line_is_set_aside_kept_and_never_fatal(line, progress, record_path):
    record_path.write_bytes(line + b"\n\n")
    event = progress.append("visit", chapter=3, section="3.1")
    assert progress.events() == [event]
    (message,) = progress.messages
    assert message.startswith("1 line (1) of record.jsonl could not be read: 1 no event of this course")
    assert record_path.read_bytes().startswith(line + b"\n")
    assert [json.loads(text) for text in progress.export_text().splitlines()] == [event]


@given(st.binary(max_size=200))
def test_no_bytes_are_fatal(raw):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        path.write_bytes(raw)
        record = Progress(path)
        event = record.append("visit", chapter=1, section="1")
        assert record.events() == [event]
        assert path.read_bytes().startswith(raw)
        assert record.merge(raw).added == 0


def test_events_of_a_newer_version_pass_through_word_for_word(progress, record_path, tmp_path):
    record_path.write_text(NEWER + "\n", encoding="utf-8")
    event = progress.append("visit", chapter=3, section="3.1")
    assert progress.events() == [event]
    assert progress.messages == [
        "1 event was written by a newer version of the course. Your record keeps them, but this version "
        "cannot show them."
    ]
    other = Progress(tmp_path / "other.jsonl")
    merged = other.merge(progress.export_text())
    assert merged.added == 2
    assert "newer version" in merged.messages[1]
    assert NEWER in lines_of(other.path)
    assert NEWER in other.export_text().splitlines()


def test_a_file_put_in_the_place_of_the_record_is_read_from_its_start(progress, record_path):
    for section in ("1", "2", "3"):
        progress.append("visit", chapter=3, section=section)
    assert sections_visited(progress) == ["1", "2", "3"]
    other = [new_event("visit", {"chapter": 4, "section": s}, NOW) for s in "abcdef"]
    record_path.write_text("".join(event_text(event) + "\n" for event in other), encoding="utf-8")
    assert sorted(sections_visited(progress)) == list("abcdef")
    record_path.unlink()
    assert progress.events() == []


# When the file cannot be written ----------------------------------------------------------------------------


@pytest.fixture
def unwritable(monkeypatch):
    """Return a switch: while it is on, no file can be opened for writing."""
    real, state = os.open, {"on": True}

    def refuse(path, flags, *rest, **more):
        if state["on"] and flags & (os.O_RDWR | os.O_WRONLY):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    return state


def test_events_stay_in_memory_with_a_warning_and_are_written_when_they_can_be(
    unwritable, progress, record_path
):
    first = progress.append("visit", chapter=3, section="3.1")
    assert not record_path.exists()
    (message,) = progress.messages
    assert "record.jsonl cannot be written (Permission denied)" in message
    assert "your next answer saves them all" in message
    assert progress.unsaved
    # Another widget of the same notebook must see it too, and it can be downloaded.
    assert Progress().events() == [first]
    assert json.loads(Progress().export_text()) == first
    with pytest.raises(OSError, match="only in this notebook's memory"):
        progress.start_afresh()
    unwritable["on"] = False
    second = progress.append("visit", chapter=3, section="3.2")
    assert progress.messages == []
    assert not progress.unsaved
    assert [json.loads(line) for line in lines_of(record_path)] == [first, second]
    assert progress.events() == [first, second]


def test_a_record_that_is_gone_is_told_until_it_is_loaded_again_and_not_when_begun_afresh(
    progress, record_path
):
    progress.append("visit", chapter=3, section="3.1")
    copy = progress.export_text()
    record_path.unlink()
    progress.append("visit", chapter=3, section="3.2")
    (message,) = progress.messages
    assert message.startswith("The file of your record was moved, removed or begun afresh")
    assert progress.write_messages == [message]
    progress.merge(copy)
    assert progress.messages == []
    progress.start_afresh()
    assert progress.events() == []
    assert progress.messages == []


def test_a_merge_into_memory_is_seen_and_exported(unwritable, progress):
    event = new_event("visit", {"chapter": 4, "section": "4"}, NOW)
    assert progress.merge(event_text(event)).added == 1
    assert progress.merge(event_text(event)).added == 0
    assert progress.events() == [event]
    assert progress.export_text() == event_text(event) + "\n"


@pytest.fixture
def closed_folder(tmp_path):
    """A folder in which no file can be made."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        if not Path("/sys/kernel").is_dir():
            pytest.skip("this user may write everywhere")
        yield Path("/sys/kernel")  # not even by the system's administrator
        return
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield folder
    folder.chmod(stat.S_IRWXU)


@pytest.mark.skipif(os.name == "nt", reason="folders are closed in another way there")
def test_a_read_only_folder_is_no_error(closed_folder):
    record = Progress(closed_folder / "record.jsonl")
    event = record.append("visit", chapter=3, section="3.1")
    assert record.events() == [event]
    assert "cannot be written" in record.messages[0]
    assert json.loads(record.export_text()) == event


def test_a_folder_that_is_not_there_or_is_no_folder_is_no_error(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "none" / "r.jsonl", tmp_path / "file" / "r.jsonl", tmp_path):
        record = Progress(path)
        event = record.append("visit", chapter=3, section="3.1")
        assert record.events() == [event]
        assert any("cannot be written" in message for message in record.messages)


def test_a_line_that_another_writer_adds_at_the_same_moment_is_not_overwritten(
    progress, record_path, monkeypatch
):
    theirs = new_event("visit", {"chapter": 4, "section": "4"}, NOW)
    real = os.write

    def write_after_them(file, data):
        with record_path.open("ab") as same:
            same.write(event_text(theirs).encode() + b"\n")
        return real(file, data)

    progress.append("visit", chapter=3, section="3.1")
    monkeypatch.setattr(record_file.os, "write", write_after_them)
    progress.append("visit", chapter=3, section="3.2")
    monkeypatch.undo()
    assert sections_visited(progress) == ["4", "3.1", "3.2"]
    assert len(lines_of(record_path)) == 3


@pytest.mark.parametrize("first_write", ["glued", "short", "lost"])
def test_a_write_that_went_wrong_is_found_and_done_again(first_write, progress, record_path, monkeypatch):
    """Another writer may leave half a line just before our write, or the write may be cut or overwritten."""
    before = progress.append("visit", chapter=3, section="3.1")
    real, calls = os.write, []

    def write(file, data):
        calls.append(data)
        if len(calls) > 1:
            return real(file, data)
        if first_write == "glued":
            real(file, b'{"id":"half')
            return real(file, data)
        return real(file, data[:40]) if first_write == "short" else len(data)

    monkeypatch.setattr(record_file.os, "write", write)
    event = progress.append("visit", chapter=3, section="3.2")
    monkeypatch.undo()
    assert len(calls) == 2
    assert RecordStore(record_path).understood().events == [before, event]


def test_a_full_disk_is_told(progress, record_path, monkeypatch):
    def full(file, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record_file.os, "write", full)
    event = progress.append("visit", chapter=3, section="3.1")
    monkeypatch.undo()
    assert "No space left on device" in progress.messages[0]
    assert json.loads(progress.export_text()) == event
    assert record_path.read_bytes() == b""


def test_a_file_system_without_fsync_will_do_but_a_failing_disk_will_not(progress, monkeypatch):
    def fail_with(number):
        def fsync(file):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(record_file.os, "fsync", fsync)
        progress.append("visit", chapter=3, section="3.1")
        return progress.messages

    assert fail_with(errno.EINVAL) == []
    assert len(fail_with(errno.EIO)) == 1


# Merging ----------------------------------------------------------------------------------------------------

IDS = st.sampled_from([f"{number:032x}" for number in range(6)])
MOMENTS = st.integers(0, 5).map(lambda second: time_text(NOW + timedelta(seconds=second)))
FIELDS = st.one_of(
    st.builds(lambda p: {"kind": "prediction", "claim": "C031", "probability": p}, st.integers(0, 3)),
    st.just({"kind": "reveal", "claim": "C031"}),
    st.builds(lambda s: {"kind": "learner", "seed": s}, st.integers(0, 2)),
)
EVENTS = st.builds(lambda id, time, own: {"id": id, "version": 1, "time": time, **own}, IDS, MOMENTS, FIELDS)
NEWER_EVENTS = st.builds(lambda id, extra: {"id": id, "version": 2, "extra": extra}, IDS, st.integers(0, 2))
JUNK = st.sampled_from(["", "notes", '{"id":"torn', "[]"])
RECORDS = st.lists(st.one_of(EVENTS.map(event_text), NEWER_EVENTS.map(event_text), JUNK), max_size=8).map(
    "\n".join
)


def merged(*records: str) -> tuple[list[dict], set[str], list[str]]:
    """What a record holds after these were merged into an empty one, one after the other, then each again."""
    with tempfile.TemporaryDirectory() as folder:
        record = Progress(Path(folder) / "record.jsonl")
        for text in records:
            record.merge(text)
        once = record.export_text()
        assert [record.merge(text).added for text in records] == [0] * len(records)
        assert record.merge(once).added == 0
        assert record.export_text() == once
        assert RecordStore(record.path).understood().events == record.events()
        return record.events(), set(once.splitlines()), record.messages


@given(RECORDS, RECORDS, RECORDS)
def test_merging_is_a_union_whatever_the_order(one, two, three):
    """Commutative, associative, idempotent: also where two records contradict each other."""
    expected = merged(one, two, three)
    assert merged(three, one, two) == expected
    assert merged(two + "\n" + three, one) == expected
    assert merged(one + "\n" + one, three, two) == expected
    lines = {text for text in "\n".join((one, two, three)).split("\n") if read_line(text.encode()).canonical}
    assert expected[1] == lines


def test_a_contradiction_is_told_and_both_versions_are_kept(progress):
    event = new_event("learner", {"seed": 1}, NOW)
    progress.merge(event_text(event) + "\n" + event_text(event | {"seed": 2}))
    assert len(progress.events()) == 1
    assert len(progress.export_text().splitlines()) == 2
    assert "1 event stands in your record in versions that differ" in progress.messages[0]


def test_a_merge_says_what_it_did(progress):
    mine = progress.append("visit", chapter=3, section="3.1")
    theirs = new_event("visit", {"chapter": 4, "section": "4"}, NOW)
    text = "\r\n".join(["\ufeff" + event_text(mine), event_text(theirs), "my notes", '{"id":"torn'])
    for record in (text, text.encode(), memoryview(text.encode())):
        result = progress.merge(record)
    assert (result.added, result.already_there, result.set_aside) == (0, 2, 2)
    assert result.messages == (
        "0 events were added; 2 were there already.",
        "2 lines (3, 4) could not be read, so not taken over: 1 broken off while it was written, "
        "1 no event of this course.",
    )
    assert progress.events() == [theirs, mine]
    assert progress.messages == []


def test_what_is_no_record_is_told_apart(progress, record_path):
    assert progress.merge(b"\x89PNG\r\n\x1a\n\x00").messages == (
        "No event was found in this file. Is it a record that was downloaded from this course?",
    )
    assert progress.merge("").added == 0
    assert not record_path.exists()
    with pytest.raises(ValueError, match="must be text or bytes, got int"):
        progress.merge(5)


# Starting afresh --------------------------------------------------------------------------------------------


def test_starting_afresh_keeps_the_old_record_and_says_where(progress, record_path):
    assert progress.start_afresh() == "There was no record yet: you start afresh already."
    kept = []
    for section in ("3.1", "3.2", "3.3"):
        progress.append("visit", chapter=3, section=section)
        kept.append(record_path.read_bytes())
        told = progress.start_afresh()
        assert progress.events() == []
        assert not record_path.exists()
        (name,) = [word.rstrip(",") for word in told.split() if ".jsonl" in word]
        assert (record_path.parent / name).read_bytes() == kept[-1]
    names = sorted(path.name for path in record_path.parent.glob("record-*.jsonl"))
    assert len(names) == 3
    assert sorted((record_path.parent / name).read_bytes() for name in names) == sorted(kept)


def test_a_record_that_cannot_be_renamed_stays_as_it_was(progress, record_path, monkeypatch):
    event = progress.append("visit", chapter=3, section="3.1")

    def refuse(old, new):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(record_file.os, "replace", refuse)
    with pytest.raises(OSError, match=r"could not be renamed \(Permission denied\)\. Nothing was changed"):
        progress.start_afresh()
    assert progress.events() == [event]
    assert [path.name for path in record_path.parent.iterdir()] == [record_path.name]


# What the record says ---------------------------------------------------------------------------------------


def test_predictions_are_numbered_and_never_overwritten(progress):
    progress.append("prediction", claim="C031", probability=70)
    progress.append("prediction", claim="C032", probability=20)
    progress.append("prediction", claim="C031", probability=40)
    progress.append("reveal", claim="C031")
    progress.append("prediction", claim="C031", probability=5)
    columns = ["claim", "probability", "order", "before_reveal"]
    assert progress.predictions()[columns].to_numpy().tolist() == [
        ["C031", 70.0, 1, True],
        ["C032", 20.0, 1, True],
        ["C031", 40.0, 2, True],
        ["C031", 5.0, 3, False],
    ]
    assert list(progress.predictions("C031")["probability"]) == [70, 40, 5]


def test_events_keep_their_order_even_within_a_millisecond_or_when_the_clock_is_set_back(progress):
    ahead = new_event("visit", {"chapter": 1, "section": "ahead"}, datetime.now(UTC) + timedelta(hours=2))
    broken = new_event("visit", {"chapter": 1, "section": "broken"}, datetime(9999, 12, 31, tzinfo=UTC))
    progress.merge(event_text(ahead) + "\n" + event_text(broken))
    for number in range(50):
        progress.append("visit", chapter=1, section=str(number))
    expected = ["ahead", *[str(number) for number in range(50)], "broken"]
    assert sections_visited(progress) == expected


def test_scores_count_first_and_latest_answers_by_objective(progress):
    def answer(question, objective, correct, **more):
        own = {"question": question, "objective": objective, "correct": correct}
        progress.append("answer", **ANSWER | own | more)

    answer("q1", "o1", False)
    answer("q1", "o1", True, attempt=2)
    answer("q2", "o1", True)
    answer("q2", "o1", False, mode="assessment")
    answer("q3", "o2", False)
    answer("q9", "o9", True, chapter=4)
    assert progress.score_by_objective(3).to_numpy().tolist() == [["o1", 2, 1, 1], ["o2", 1, 0, 0]]
    assert progress.score_by_objective(3, mode="assessment").to_numpy().tolist() == [["o1", 1, 0, 0]]
    assert list(progress.score_by_objective(5).columns) == [
        "objective",
        "questions",
        "right_first",
        "right_latest",
    ]
    assert progress.score_by_objective(5).empty
    assert len(progress.answers("q1")) == 2
    assert list(progress.answers(chapter=4)["question"]) == ["q9"]


def test_checks_keep_their_success_and_the_tries_it_took(progress):
    for check, passed, tries in [
        ("03.2", False, 1),
        ("03.2", True, 2),
        ("03.2", False, 3),
        ("03.1", False, 1),
        ("03.1", False, 2),
    ]:
        progress.append("check", check=check, passed=passed, tries=tries)
    assert progress.checks().to_numpy().tolist() == [["03.1", False, 2], ["03.2", True, 2]]


def test_chapters_are_begun_by_anything_done_in_them(progress):
    assert progress.chapters_begun() == []
    progress.append("prediction", claim="C031", probability=50)  # of chapter 3
    progress.append("check", check="07.1", passed=False, tries=1)
    progress.append("visit", chapter=1, section="1")
    progress.append("answer", **ANSWER | {"chapter": 5})
    progress.append("reveal", claim="C999")
    progress.append("path", path="plain")
    assert progress.chapters_begun() == [1, 3, 5, 7]


def test_path_and_seed_are_remembered(progress, record_path):
    assert progress.reading_path() is None
    progress.append("path", path="plain")
    progress.append("path", path="research")
    assert progress.reading_path() == "research"
    seed = progress.learner_seed()
    assert progress.learner_seed() == seed
    assert [event["seed"] for event in RecordStore(record_path).understood().events if "seed" in event] == [
        seed
    ]


def test_views_of_an_empty_record_are_empty_tables_with_their_columns(progress):
    assert list(progress.predictions().columns) == ["time", "claim", "probability", "order", "before_reveal"]
    assert list(progress.checks().columns) == ["check", "passed", "tries"]
    for table in (progress.answers(), progress.checks()):
        assert table.empty
    assert progress.export_text() == ""
