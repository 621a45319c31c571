"""Notebooks that nbval runs get kernels without a network and without personal settings."""

import os

import pytest

from ketamine_course.commands.sealed_kernel import sealed_environment


def pytest_configure(config: pytest.Config) -> None:
    """Seal the kernels before nbval starts any; xdist's workers inherit the seal."""
    if not config.getoption("nbval", default=False) or hasattr(config, "workerinput"):
        return
    sealed = sealed_environment()
    variables = sealed.__enter__()
    os.environ.clear()
    os.environ.update(variables)
    config.add_cleanup(lambda: sealed.__exit__(None, None, None))
