"""Time from a key press on a quiz's “Check” to the painted verdict, in a real browser.

Run: ``python benchmarks/verdict_latency.py`` (``--help`` for options). One run measures two things in the
same notebook, in turns, so that both see the same machine:

verdict     “Check” pressed on another option each time: marked in Python, written to the learner's record
            and read again there, then shown in words
round trip  an anywidget that sends a number to Python and shows what comes back: the least possible

How the time is taken is said in ``press_to_paint.py``. The record lies in the temporary folder of the run.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

from press_to_paint import (
    ROUND_TRIP_CELL,
    LabPage,
    Subject,
    add_options,
    load_now,
    measure,
    parse,
    report,
    round_trip,
    running_notebook,
)

MOST_OF_ROUND_TRIP = 2.5
QUIZ_CELL = """\
import os
from pathlib import Path

os.environ["KETAMINE_COURSE_RECORD"] = str(Path("record.jsonl").resolve())
from ketamine_course.learning import Progress
from ketamine_course.widgets import Quiz

for number in range({events}):
    Progress().append("prediction", claim=f"C{{number % 120 + 1:03}}", probability=number % 101)
Quiz({chapter})"""


@dataclass
class VerdictSubject(Subject):
    """A quiz that stands at a question with options."""

    option: int = 0

    def next_key(self, lab: LabPage) -> str:
        """Choose the next option, and go back to “Check”."""
        quiz = lab.page.locator(self.part)
        radios = quiz.get_by_role("radio")
        self.option = (self.option + 1) % radios.count()
        radios.nth(self.option).check()
        quiz.locator(self.focus).focus()
        return "Enter"


def main() -> int:
    """Measure and report; 0 if all targets are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chapter", type=int, default=3, help="whose questions are asked (3)")
    parser.add_argument("--events", type=int, default=500, help="in the record beforehand (500)")
    add_options(parser)
    options, load = parse(parser), load_now()
    verdict = VerdictSubject("verdict", ".course-learning", "button[type=submit]", ".course-verdict")
    subjects = [verdict, round_trip()]
    cell = QUIZ_CELL.format(events=options.events, chapter=options.chapter)
    with running_notebook([cell, ROUND_TRIP_CELL], options.scale) as lab:
        quiz = lab.page.locator(verdict.part)
        quiz.wait_for()
        while not quiz.get_by_role("radio").first.is_visible():
            quiz.get_by_role("button", name="Next").click()
        measure(lab, subjects, options)
    of_round_trip = verdict.median / subjects[-1].median
    targets = [
        (f"verdict / round trip at most {MOST_OF_ROUND_TRIP}", of_round_trip, MOST_OF_ROUND_TRIP),
        ("presses without a verdict: none", verdict.skipped, 0),
    ]
    title = (
        f"Key press on “Check” to painted verdict, chapter {options.chapter}, {options.events} events before"
    )
    return report(title, subjects, targets, load)


if __name__ == "__main__":
    sys.exit(main())
