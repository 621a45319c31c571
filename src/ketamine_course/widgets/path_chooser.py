"""PathChooser: three ways through the course, and what each reads and leaves out of every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from ketamine_course.charts.show import OWN_KEYS
from ketamine_course.learning import Progress, twins
from ketamine_course.learning.course_contents import course_contents
from ketamine_course.learning.reading_paths import (
    READING_PATHS,
    PathPart,
    hours_and_minutes,
    plan,
    total_minutes,
)
from ketamine_course.widgets.learning_widget import LearningView, LearningWidget
from ketamine_course.widgets.page_files import page_script
from ketamine_course.widgets.page_texts import RUN_ALL, Runs, plain, strong

TITLE = "Your path through the course"
ANY_TIME = "You can change it here at any time, and leave it on any page."


class PathChooserView(LearningView):
    """The page's part of the path chooser: see path_chooser.js."""

    _esm = page_script("learning.js", "notebook_link.js", "path_chooser.js")


class PathChooser(LearningWidget):
    """The three reading paths. The one that is taken is kept in the record; the progress board uses it."""

    View = PathChooserView
    how_to_start = f"To choose one, {RUN_ALL}"

    def __init__(self) -> None:
        contents = course_contents()
        self.plans = {path: plan(contents, path) for path in READING_PATHS}
        self.progress = Progress()
        super().__init__()

    def spec(self) -> dict[str, Any]:
        """Return the title, and each path with whom it suits, its minutes, and its pages."""
        paths = [
            {
                "id": path.id,
                "name": path.name,
                "time": self._time(path.id),
                "suits": f"{path.suits} {path.reads}",
                "pages": [_page(part) for part in self.plans[path.id]],
            }
            for path in READING_PATHS.values()
        ]
        return {"title": TITLE, "question": "Which path suits you?", "paths": paths}

    def state(self) -> dict[str, Any]:
        """Return which path was taken last, that in words, and what to know of the record."""
        chosen = self.progress.reading_path()
        return {
            "chosen": chosen,
            "told": self._told(chosen),
            "messages": self.progress.write_messages,
            "unsaved": self.progress.unsaved,
        }

    def act(self, content: dict[str, Any], buffers: Sequence[memoryview]) -> dict[str, Any]:
        """Take a path. The one that is taken already is not recorded again."""
        if content.get("action") != "choose":
            raise ValueError(f"a path chooser knows no action {content.get('action')!r}")
        path = content.get("path")
        if path not in self.plans:
            raise ValueError(f"there is no path {path!r}; choose one of {', '.join(self.plans)}")
        if path != self.progress.reading_path():
            self.progress.append("path", path=path)
        return {}

    def twin_html(self) -> str:
        """Return each path with whom it suits, and its pages folded away."""
        parts = [
            f'<div role="group" aria-label="{path.name}"><p><strong>{path.name}</strong> '
            f"({self._time(path.id)}). {path.suits} {path.reads}</p>"
            f"<details><summary {OWN_KEYS}>{path.name}, page by page</summary>"
            f"{''.join(_page_html(part) for part in self.plans[path.id])}</details></div>"
            for path in READING_PATHS.values()
        ]
        return (
            f'{twins.STYLE}<div class="course-fold-outs"><p><strong>{TITLE}</strong></p>'
            f"<p>{self.how_to_start}</p>{''.join(parts)}</div>"
        )

    def twin_text(self) -> str:
        """Return the paths in plain words, with the minutes of each page."""
        lines = [TITLE]
        for path in READING_PATHS.values():
            lines.append(f"{path.name} ({self._time(path.id)}). {path.suits} {path.reads}")
            lines += [f"  {part.title}: {part.minutes} minutes" for part in self.plans[path.id]]
        return "\n".join(lines)

    def _time(self, path: str) -> str:
        return f"{hours_and_minutes(total_minutes(self.plans[path]))} for the pages that are ready"

    def _told(self, chosen: str | None) -> list[Runs]:
        if chosen is None:
            return []
        name = READING_PATHS[chosen].name.lower()
        return [[*plain("Your path is the "), *strong(name), *plain(f", {self._time(chosen)}. {ANY_TIME}")]]


def _page(part: PathPart) -> dict[str, Any]:
    return {
        "summary": _summary(part),
        "link": {"text": f"Open {_short(part)}", "href": _address(part)},
        "read": [f"{heading}, {minutes} min" for heading, minutes in part.read],
        "skipped": [f"{heading}, {minutes} min" for heading, minutes in part.skipped],
    }


def _page_html(part: PathPart) -> str:
    listed = _listed_html("Read:", part.read) + _listed_html("Leave out:", part.skipped)
    link = f'<a href="{_address(part)}" {OWN_KEYS}>{escape(part.title)}</a>'
    return f"<p><strong>{link}</strong>, {part.minutes} minutes</p>{listed}"


def _listed_html(words: str, lines: Iterable[tuple[str, int]]) -> str:
    items = "".join(f"<li>{escape(heading)}, {minutes} min</li>" for heading, minutes in lines)
    return f"<p>{words}</p><ul>{items}</ul>" if items else ""


def _summary(part: PathPart) -> str:
    count = len(part.skipped)
    left_out = f"; {count} {'section' if count == 1 else 'sections'} left out" if count else ""
    return f"{part.title}: {part.minutes} minutes{left_out}"


def _short(part: PathPart) -> str:
    """“Chapter 1” of “Chapter 1: Pain, hope, …”, which the line above it has in full."""
    return part.title.partition(":")[0]


def _address(part: PathPart) -> str:
    return quote(f"{part.name}.ipynb")
