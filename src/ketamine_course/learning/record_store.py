"""One record as this process sees it: the file's lines understood, and what could not be written yet."""

import threading
from bisect import insort
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .record_events import Line, read_line, time_text
from .record_file import RecordFile

_NEXT = timedelta(milliseconds=1)
# Events from a machine whose clock is further ahead than this do not push our own times forward.
_CLOCKS_DIFFER_BY = timedelta(days=1)


def _order(event: dict[str, Any]) -> tuple[str, str]:
    return event["time"], event["id"]


class Understood:
    """Lines sorted into events, events of newer versions, and lines set aside; each event once.

    events        the events, by time; they count
    texts         the text of each line that holds an event, newer ones included, by its canonical form
    contradicted  identifiers under which different lines say different things
    set_aside     lines that are no event, by their number in the file, from 1
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.texts: dict[str, str] = {}
        self.contradicted: set[str] = set()
        self.set_aside: dict[int, Line] = {}
        self._chosen: dict[str, Line] = {}

    def add(self, raw: bytes, number: int = 0) -> Line:
        """Take in a line, the number-th of the file, and return what it was; a blank one is nothing."""
        line = read_line(raw)
        if line.canonical and line.canonical not in self.texts:
            self.texts[line.canonical] = line.text
            self._choose(line)
        elif not line.canonical and raw.strip():
            self.set_aside[number] = line
        return line

    def _choose(self, line: Line) -> None:
        """Let one line count for each identifier: the same one, in whatever order they come."""
        present = self._chosen.get(line.event["id"])
        if present is not None:
            self.contradicted.add(line.event["id"])
            if present.canonical < line.canonical:
                return
            if present.state == "event":
                self.events.remove(present.event)
        self._chosen[line.event["id"]] = line
        if line.state == "event":
            insort(self.events, line.event, key=_order)

    @property
    def newer(self) -> int:
        """How many events are of a newer version."""
        return sum(line.state == "newer" for line in self._chosen.values())


class RecordStore:
    """The record at one path, shared by all that use it in this process; hold ``lock`` around each use.

    unwritten      lines that the file could not take, in order
    write_trouble  why not; "" when all is well
    read_trouble   why the file cannot be read; "" when it can
    """

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.file = RecordFile(path)
        self.unwritten: list[bytes] = []
        self.write_trouble = ""
        self.read_trouble = ""
        self._known = Understood()
        self._lost: set[str] = set()
        self._lines = 0

    def understood(self) -> Understood:
        """Return everything that the record holds now; when nothing is new, this costs a look at the file."""
        try:
            from_start, lines, rest = self.file.read_on()
        except OSError as problem:
            self.read_trouble = problem.strerror or str(problem)
            return self._known
        self.read_trouble = ""
        if from_start:
            self._lost |= self._known.texts.keys()
            self._known, self._lines = Understood(), 0
            for line in self.unwritten:
                self._known.add(line)
        # The last line may have been read before it was whole.
        self._known.set_aside.pop(self._lines + 1, None)
        for line in lines:
            self._lines += 1
            self._known.add(line, self._lines)
        self._known.add(rest, self._lines + 1)
        return self._known

    @property
    def is_lost(self) -> bool:
        """Whether events that stood in the file are gone from it, since it was moved, removed or replaced."""
        return bool(self._lost - self._known.texts.keys())

    def forget_lost(self) -> None:
        """Take it as meant that what stood in the file is gone."""
        self._lost.clear()

    def add(self, lines: list[bytes]) -> None:
        """Write lines, and those that could not be written before; keep them in memory if that fails."""
        self.unwritten.extend(lines)
        try:
            self.file.append(self.unwritten)
        except OSError as problem:
            self.write_trouble = problem.strerror or str(problem)
            for line in lines:
                self._known.add(line)
        else:
            self.unwritten.clear()
            self.write_trouble = ""

    def next_moment(self) -> datetime:
        """Return the time for a new event: now, but later than what the record holds.

        So the order of events is that in which they came to be known here, whatever a clock does.
        """
        now = datetime.now(UTC)
        limit = time_text(now + _CLOCKS_DIFFER_BY)
        latest = next((e["time"] for e in reversed(self.understood().events) if e["time"] <= limit), None)
        return now if latest is None else max(now, datetime.fromisoformat(latest) + _NEXT)


_STORES: dict[Path, RecordStore] = {}


def store_at(path: Path) -> RecordStore:
    """Return the store for a path, the same to all callers: what is only in memory is seen by all of them."""
    path = path.resolve()
    return _STORES.setdefault(path, RecordStore(path))
