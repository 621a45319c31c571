"""Figures: tables and model results to a Chart with caption, alternative text and rows."""

from ketamine_course.charts.chart import Chart
from ketamine_course.charts.show import figure_html, show

__all__ = ["Chart", "figure_html", "show"]
