"""What learners touch: live figures, explorers, quizzes, claim checks and the progress board."""

from ketamine_course.widgets.claim_check import ClaimCheck
from ketamine_course.widgets.controls import Choice, Slider, Toggle
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas
from ketamine_course.widgets.path_chooser import PathChooser
from ketamine_course.widgets.progress_board import ProgressBoard
from ketamine_course.widgets.quiz import Quiz

__all__ = [
    "Canvas",
    "Choice",
    "ClaimCheck",
    "LiveFigure",
    "PathChooser",
    "ProgressBoard",
    "Quiz",
    "Slider",
    "Toggle",
]
