"""Writers of one record are killed at random moments: everything they were told is recorded is there.

100 kills in the everyday run. For more: KETAMINE_COURSE_KILLS=1000.
"""

import os
import random
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from ketamine_course.learning import Progress
from ketamine_course.learning.record_events import event_text, new_event
from ketamine_course.learning.record_store import RecordStore

KILLS = int(os.environ.get("KETAMINE_COURSE_KILLS", "100"))
KILLS_A_FILE = 25
LONGEST_WAIT_S = 60
ENDLESS = 20_000

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to kill writers in mid-write")


@dataclass
class Writer:
    """A process that writes to the record, and the pipe on which it names each event once it is recorded."""

    pid: int
    pipe: int

    def await_first_event(self) -> None:
        """Wait until something was recorded, or the writer is dead."""
        assert select.select([self.pipe], [], [], LONGEST_WAIT_S)[0], "the writer recorded nothing"

    def end(self, kill: bool) -> list[str]:
        """Kill it, or let it finish, and return the identifiers of the events it was told are recorded."""
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        told = b""
        while part := os.read(self.pipe, 1 << 16):
            told += part
        os.waitpid(self.pid, 0)
        os.close(self.pipe)
        assert told.endswith(b"\n") or not told
        return told.decode().split()


def start_writer(path: Path, events: int, tear_after: bool = False) -> Writer:
    """Fork a writer of so many events; afterwards it may die in the middle of one more line."""
    pipe, acknowledge = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            write_events(path, acknowledge, events, tear_after)
        finally:
            os._exit(0)
    os.close(acknowledge)
    return Writer(pid, pipe)


def write_events(path: Path, acknowledge: int, events: int, tear_after: bool) -> None:
    # Nobody else may hold a pipe open: a writer whose test is gone must end.
    os.closerange(3, acknowledge)
    os.closerange(acknowledge + 1, 256)
    # Its own eyes: a fresh notebook knows nothing of what other processes have read.
    record = Progress(path)
    for number in range(events):
        event = record.append("visit", chapter=number % 11, section=f"s{number}")
        os.write(acknowledge, event["id"].encode() + b"\n")
    if tear_after:
        half = event_text(new_event("visit", {"chapter": 1, "section": "torn"}, record._store.next_moment()))
        file = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.write(file, half[: random.randrange(1, len(half))].encode())
        os.kill(os.getpid(), signal.SIGKILL)


def start_and_kill(path: Path, kills: int, chance: random.Random) -> list[str]:
    """Keep two writers at work, killing the older one at a random moment; return what they were told."""
    at_work, told = [start_writer(path, ENDLESS)], []
    for _ in range(kills):
        tears = chance.random() < 0.3
        at_work.append(start_writer(path, chance.randrange(1, 12) if tears else ENDLESS, tears))
        writer = at_work.pop(0)
        if chance.random() < 0.8:
            writer.await_first_event()
        time.sleep(chance.uniform(0, 0.01))
        told += writer.end(kill=True)
    return told + at_work[0].end(kill=True)


def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path):
    chance = random.Random()
    for start in range(0, KILLS, KILLS_A_FILE):
        path = tmp_path / f"record-{start}.jsonl"
        told = start_and_kill(path, min(KILLS_A_FILE, KILLS - start), chance)
        understood = RecordStore(path).understood()
        present = [event["id"] for event in understood.events]
        assert len(told) > KILLS_A_FILE
        assert set(told) - set(present) == set()
        assert len(present) == len(set(present))
        # What is broken is broken by a kill, and each broken line was told about in words.
        assert len(understood.set_aside) <= KILLS_A_FILE + 1
        assert len(Progress(path).messages) == bool(understood.set_aside)


def test_two_notebooks_at_once_both_survive(tmp_path):
    path = tmp_path / "record.jsonl"
    writers = [start_writer(path, 300) for _ in range(2)]
    told = [writer.end(kill=False) for writer in writers]
    assert [len(events) for events in told] == [300, 300]
    record = Progress(path)
    assert {event["id"] for event in record.events()} == {*told[0], *told[1]}
    assert record.messages == []


def test_a_record_started_afresh_while_another_notebook_writes_loses_nothing(tmp_path):
    path = tmp_path / "record.jsonl"
    writer = start_writer(path, 400)
    record = Progress(path)
    writer.await_first_event()
    for _ in range(5):
        record.start_afresh()
        time.sleep(0.005)
    told = writer.end(kill=False)
    everything = Progress(tmp_path / "all.jsonl")
    for file in tmp_path.glob("record*.jsonl"):
        everything.merge(file.read_bytes())
    assert {event["id"] for event in everything.events()} == set(told)
