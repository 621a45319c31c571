"""Settings that hold for all tests."""

import os

from hypothesis import settings

# Never a timed test: a slow machine is no fault. In CI the same examples each time, elsewhere new ones.
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("course")
