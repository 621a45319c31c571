"""The command line: ``python -m ketamine_course``."""
