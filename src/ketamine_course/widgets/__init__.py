"""What learners touch: live figures and explorers."""

from ketamine_course.widgets.controls import Choice, Slider, Toggle
from ketamine_course.widgets.live_figure import LiveFigure
from ketamine_course.widgets.painter import Canvas

__all__ = ["Canvas", "Choice", "LiveFigure", "Slider", "Toggle"]
