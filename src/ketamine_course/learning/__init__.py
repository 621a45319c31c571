"""Questions, marking, the learner's record and exercise checks: no user interface."""
