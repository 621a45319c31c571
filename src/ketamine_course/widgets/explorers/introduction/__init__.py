"""Explorers of chapter 1: percentages as people, and what a change of pain means."""

from .natural_frequencies import natural_frequencies
from .two_point_change import two_point_change

__all__ = ["natural_frequencies", "two_point_change"]
