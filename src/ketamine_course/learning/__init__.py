"""Questions, marking, the learner's record and exercise checks: no user interface."""

from .exercises import check
from .record import Progress

__all__ = ["Progress", "check"]
