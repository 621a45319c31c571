"""Questions, marking, the learner's record and exercise checks: no user interface."""

from .banks import load_bank
from .exercises import check
from .marking import mark
from .record import Progress

__all__ = ["Progress", "check", "load_bank", "mark"]
