"""What quizzes, claim checks and the progress board have in common: how they show, ask and answer.

The page sends one message for each thing the learner does. Python does it, the record first, and answers by
setting ``state`` as a whole; ``reply`` in it names the message that is answered. When a widget
comes into view, or the focus into it, the page asks to look at the record again, to which others write too.
"""

from __future__ import annotations

import logging
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar
from weakref import WeakSet

import anywidget
import traitlets
from IPython.display import display

from ketamine_course.learning import Progress
from ketamine_course.learning.record import RECORD_NAME
from ketamine_course.widgets.live_figure import VIEW_MIME
from ketamine_course.widgets.page_files import page_style
from ketamine_course.widgets.page_texts import plain
from ketamine_course.widgets.twin import OUTPUT, WORDS_ONLY

SHUFFLE_VARIABLE = "KETAMINE_COURSE_SHUFFLE"
# As for live figures: the twin hides while the widget is there, and the error hides when it is not.
HIDING_RULES = (
    f"{OUTPUT}:has(.course-learning-twin):has(+ {OUTPUT} .course-learning){{display:none}}"
    f"{OUTPUT}:has(.course-learning-twin) + {OUTPUT}{WORDS_ONLY}{{display:none}}"
)
log = logging.getLogger(__name__)
_LIVE: WeakSet[LearningWidget] = WeakSet()


class LearningView(anywidget.AnyWidget):
    """The part of a learning widget that lives in the page. It holds no logic: see learning.js."""

    _css = page_style("learning.css")
    spec = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)


class LearningWidget(ABC):
    """A widget that keeps what the learner does in the record, and shows it again when it is re-opened."""

    View: ClassVar[type[LearningView]]
    how_to_start: ClassVar[str]
    progress: Progress

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._answers = 0
        self.view = self.View(spec=self.spec(), state=self.state())
        self.view.on_msg(self.receive)
        _LIVE.add(self)

    @abstractmethod
    def spec(self) -> dict[str, Any]:
        """Return what the page needs to build itself; it never changes."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return what the page shows now, from the record."""

    @abstractmethod
    def act(self, content: dict[str, Any], buffers: Sequence[memoryview]) -> dict[str, Any]:
        """Do what a message asks, record first; return what the reply holds besides the state.

        A ``note`` in it, a text for each paragraph, is shown in place of what the state says.

        Raises:
            ValueError: it cannot be done; the message is for the learner.
        """

    @abstractmethod
    def twin_html(self) -> str:
        """Return what stands in for the widget without Python; the same for everyone."""

    @abstractmethod
    def twin_text(self) -> str:
        """Return the same in plain words."""

    def place(self) -> tuple[int, str] | None:
        """Return the chapter and the section that the widget belongs to; None where it belongs to none."""
        return None

    def look(self) -> None:
        """Show what the record holds by now, and note that the widget's chapter was begun."""
        with self._lock:
            try:
                place = self.place()
                if place and place[0] not in self.progress.chapters_begun():
                    self.progress.append("visit", chapter=place[0], section=place[1])
                state = self.state()
            except Exception:
                log.exception("the record could not be looked at again")
                return
            shown = self.view.state
            if any(shown.get(name) != value for name, value in state.items()):
                # Without a reply: nobody waits for this one.
                self._answers += 1
                self.view.state = {**state, "count": self._answers}

    def receive(self, _view: object, content: dict[str, Any], buffers: Sequence[memoryview]) -> None:
        """Answer one message of a page exactly once, whatever happens, so that no page waits in vain."""
        if content.get("action") == "look":
            self.look()
            return
        if content.get("action") == "record":
            self.hand_over_record(content.get("page"))
            return
        warned = bool(self.view.state.get("messages"))
        self._answer(content, buffers)
        if warned and not self.view.state.get("messages"):
            # What could not be written is in the file now: the other widgets need not warn any more either.
            for other in [one for one in _LIVE if one is not self and one.view.state.get("messages")]:
                other.look()

    def hand_over_record(self, page: str | None) -> int:
        """Send a page the record, to be saved as a file, and return how many events it holds."""
        record = self.progress.export_text()
        self.view.send({"record": record, "name": RECORD_NAME, "page": page})
        return len(record.splitlines())

    def _answer(self, content: dict[str, Any], buffers: Sequence[memoryview]) -> None:
        request = {"page": content.get("page"), "seq": content.get("seq"), "card": content.get("card")}
        with self._lock:
            try:
                reply = {"note": [], **self.act(content, buffers)}
                state = self.state()
            except Exception as error:
                log.exception("a message of the page could not be answered: %s", content.get("action"))
                reply = {"note": [plain(_in_words(error))], "failed": True}
                state = {name: value for name, value in self.view.state.items() if name != "reply"}
            self._answers += 1
            self.view.state = {**state, "reply": {**request, **reply}, "count": self._answers}

    def show(self) -> None:
        """Display the widget: a static twin, and the live view that takes its place while Python runs."""
        style = f"<style>{HIDING_RULES}</style>"
        twin = f'{style}<div class="course-learning-twin">{self.twin_html()}</div>'
        display({"text/html": twin, "text/plain": self.twin_text()}, raw=True)
        live = {"version_major": 2, "version_minor": 0, "model_id": self.view.model_id}
        # The twin says how to start; where the view cannot be shown, its words would stand there twice.
        display({VIEW_MIME: live, "text/plain": ""}, raw=True)

    def _ipython_display_(self) -> None:
        self.show()


def shuffling_seed(progress: Progress) -> int | None:
    """Return the learner's number for shuffling, or None where ``KETAMINE_COURSE_SHUFFLE`` is "off"."""
    if os.environ.get(SHUFFLE_VARIABLE, "").strip().lower() == "off":
        return None
    return progress.learner_seed()


def card_of(content: dict[str, Any], count: int) -> int:
    """Return the place of the card that a message is about. Raises ValueError when there is none."""
    card = content.get("card")
    if isinstance(card, bool) or not isinstance(card, int) or not 0 <= card < count:
        raise ValueError(f"there is no card {card!r}; the cards are 0 to {count - 1}")
    return card


def _in_words(error: Exception) -> str:
    reason = str(error) if isinstance(error, ValueError | OSError) else f"{type(error).__name__}: {error}"
    return f"This could not be done: {reason}"
