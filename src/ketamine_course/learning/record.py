"""The learner's record: what was answered, predicted and visited, in one file that is never rewritten.

It is one append-only JSON Lines file in the course folder, one event a line. An event counts as recorded
only when it is safely in the file. Merging two records is a union by event identifier. Lines that cannot be
read are set aside with a message; they stay in the file. Nothing personal is kept: see ``record_events``.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ketamine_course.evidence import course_folder

from . import record_views as views
from .record_events import event_text, new_event
from .record_messages import merge_messages, record_messages, write_messages
from .record_store import RecordStore, Understood, store_at

RECORD_VARIABLE = "KETAMINE_COURSE_RECORD"
RECORD_NAME = "my-progress.jsonl"


def record_path() -> Path:
    """Return where the learner's record is: what KETAMINE_COURSE_RECORD says, or in the course folder."""
    told = os.environ.get(RECORD_VARIABLE, "").strip()
    return Path(told) if told else course_folder() / RECORD_NAME


@dataclass(frozen=True)
class Merged:
    """What a merge did: how many events were added or there already, lines set aside, and that in words."""

    added: int
    already_there: int
    set_aside: int
    messages: tuple[str, ...]


class Progress:
    """The learner's record. Several notebooks may use it at once, and several objects within a notebook.

    path: the file; when not given, as ``record_path`` says. It is made by the first event.
    """

    def __init__(self, path: str | os.PathLike | None = None) -> None:
        self._store: RecordStore = store_at(record_path() if path is None else Path(path))

    @property
    def path(self) -> Path:
        """Where the record is, or will be."""
        return self._store.file.path

    def append(self, kind: str, **fields: object) -> dict[str, Any]:
        """Record one event and return it, once it is in the file.

        When the file cannot be written, the event is kept in memory, and ``messages`` says so.

        kind: answer (question, chapter, correct, attempt, objective, response, mode, hint_used),
            prediction (claim, probability from 0 to 100), reveal (claim), check (check, passed, tries),
            visit (chapter, section), path (path) or learner (seed).

        Raises:
            ValueError: an unknown kind or field, or a value that is not allowed; free text never is.
        """
        with self._store.lock:
            event = new_event(kind, fields, self._store.next_moment())
            self._store.add([event_text(event).encode()])
        return event

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the events, all or those of one kind, by time. What newer versions wrote is left out."""
        with self._store.lock:
            found = self._store.understood().events
            return [dict(event) for event in found if kind is None or event["kind"] == kind]

    @property
    def messages(self) -> list[str]:
        """What the learner should know of the record, in plain words; empty when all is well."""
        with self._store.lock:
            return record_messages(self._store)

    @property
    def write_messages(self) -> list[str]:
        """Of ``messages``, what could not be written: all that matters in the midst of learning."""
        with self._store.lock:
            return write_messages(self._store)

    @property
    def unsaved(self) -> bool:
        """Whether something is only in memory, because the file cannot be written."""
        with self._store.lock:
            return bool(self._store.unwritten)

    def merge(self, record: str | bytes) -> Merged:
        """Add the events of another record that this one has not; merging twice changes nothing.

        record: the other record's lines, as ``export_text`` gave them or as its file holds them.

        Raises:
            ValueError: neither text nor bytes. What they hold is never an error.
        """
        if not isinstance(record, str | bytes | bytearray | memoryview):
            raise ValueError(f"a record to merge must be text or bytes, got {type(record).__name__}")
        raw = record.encode("utf-8", "surrogatepass") if isinstance(record, str) else bytes(record)
        theirs = Understood()
        for number, line in enumerate(raw.split(b"\n"), 1):
            theirs.add(line, number)
        with self._store.lock:
            ours = self._store.understood().texts
            new = [text.encode() for canonical, text in theirs.texts.items() if canonical not in ours]
            if new:
                self._store.add(new)
        known = len(theirs.texts) - len(new)
        return Merged(len(new), known, len(theirs.set_aside), merge_messages(theirs, len(new), known))

    def export_text(self) -> str:
        """Return the record as text, one event a line, newer versions' events as they stand.

        Lines that were set aside are left out: they stay in the file.
        """
        with self._store.lock:
            return "".join(f"{text}\n" for text in self._store.understood().texts.values())

    def start_afresh(self) -> str:
        """Begin an empty record, keep the old one under a name with the time in it, and say where it is.

        Raises:
            OSError: the old record could not be put aside; it is as it was, and the message says so.
        """
        with self._store.lock:
            if self._store.unwritten:
                raise OSError(
                    "Part of your record is only in this notebook's memory, so it cannot be put aside. "
                    "Download it first; closing the notebook ends it."
                )
            try:
                kept = self._store.file.set_aside()
                self._store.understood()
                self._store.forget_lost()
            except OSError as problem:
                raise OSError(
                    f"{self.path.name} could not be renamed ({problem.strerror}). Nothing was changed."
                ) from problem
        if kept is None:
            return "There was no record yet: you start afresh already."
        return f"You start afresh. Your earlier record is kept as {kept.name}, in the same folder."

    def learner_seed(self) -> int:
        """Return this learner's number for shuffling, 0 to 2**32 - 1; the same ever after."""
        if not self.events("learner"):
            self.append("learner", seed=secrets.randbelow(2**32))
        return self.events("learner")[0]["seed"]

    def reading_path(self) -> str | None:
        """Return the reading path chosen last (plain, clinical or research), or None."""
        chosen = self.events("path")
        return chosen[-1]["path"] if chosen else None

    def predictions(self, claim: str | None = None) -> pd.DataFrame:
        """Return every prediction, or those on one claim: see ``record_views.predictions``."""
        return views.predictions(self.events(), claim)

    def answers(self, question: str | None = None, chapter: int | None = None) -> pd.DataFrame:
        """Return the answers given, all or those to one question or of one chapter, by time."""
        return views.answers(self.events("answer"), question, chapter)

    def score_by_objective(self, chapter: int, mode: str | None = None) -> pd.DataFrame:
        """Return a chapter's scores by objective: see ``record_views.score_by_objective``."""
        return views.score_by_objective(self.answers(chapter=chapter), mode)

    def checks(self) -> pd.DataFrame:
        """Return each exercise check tried: check, passed (ever), tries (until passed, or so far)."""
        return views.checks(self.events("check"))

    def chapters_begun(self) -> list[int]:
        """Return the chapters in which anything was visited, answered, predicted or checked, in order."""
        return views.chapters_begun(self.events())
