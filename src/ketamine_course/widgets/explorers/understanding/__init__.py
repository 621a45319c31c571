"""Explorers of chapter 2: how ketamine acts."""

from .nmda_block import nmda_block
from .trapping import trapping
from .wind_up import wind_up

__all__ = ["nmda_block", "trapping", "wind_up"]
