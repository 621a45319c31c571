"""Entry of ``python -m ketamine_course``."""

import sys

from ketamine_course.commands.cli import main

sys.exit(main())
