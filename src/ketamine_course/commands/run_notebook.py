"""Run a notebook in a sealed kernel of this Python and refuse results that could not be stored."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from ketamine_course.commands.stored_outputs import describe_cell, unstorable

CELL_LIMIT_S = 120
_COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailed(ValueError):
    """A cell failed, or left an output that cannot be stored."""


class ThisPython(AsyncKernelManager):
    """Starts the kernel of the running Python, whatever kernels the user has installed under its name."""

    @default("kernel_spec_manager")
    def _only_the_native_kernel(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[], parent=self)


def run_notebook(notebook: NotebookNode, folder: Path, environment: Mapping[str, str]) -> tuple[int, float]:
    """Run all cells of ``notebook``, in ``folder``, storing the outputs in it.

    environment: the kernel's variables, from ``sealed_kernel.sealed_environment``.
    Returns the slowest cell's place, counted from 1, and its seconds.
    Raises NotebookFailed with the cell, the error and the traceback, freed of this machine's paths.
    """
    clock = _CellClock()
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=ThisPython,
        timeout=CELL_LIMIT_S,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=clock.start,
        on_cell_executed=clock.stop,
    )
    try:
        client.execute(env=dict(environment), stderr=subprocess.DEVNULL)
    except (CellControlSignal, DeadKernelError) as error:
        place = describe_cell(notebook, clock.cell_index)
        raise NotebookFailed(f"{place}: {without_machine_paths(str(error), folder)}") from None
    flaws = [flaw for index in range(len(notebook.cells)) for flaw in unstorable(notebook, index)]
    if flaws:
        raise NotebookFailed("\n".join(without_machine_paths(flaw, folder) for flaw in flaws))
    return clock.slowest


class _CellClock:
    """Knows which cell is running and how long the slowest took."""

    def __init__(self) -> None:
        self.cell_index = 0
        self.slowest = (0, 0.0)
        self._started = 0.0

    def start(self, cell: NotebookNode, cell_index: int) -> None:
        self.cell_index = cell_index
        self._started = time.perf_counter()

    def stop(self, **_: object) -> None:
        seconds = time.perf_counter() - self._started
        if seconds > self.slowest[1]:
            self.slowest = (self.cell_index + 1, seconds)


def without_machine_paths(text: str, folder: Path) -> str:
    """Return ``text`` without colour codes and with this machine's folders replaced by plain names.

    folder: the notebook's own folder, shown as ".".
    """
    text = _COLOUR_CODE.sub("", text)
    home = str(Path.home())
    names = {
        str(folder): ".",
        str(Path(__file__).resolve().parents[3]): "<course>",
        sys.prefix: "<environment>",
        sys.base_prefix: "<python>",
        home: "~",
    }
    # IPython shortens the home folder itself.
    names |= {"~" + path[len(home) :]: name for path, name in names.items() if path.startswith(home + os.sep)}
    for path in sorted(names, key=len, reverse=True):
        text = text.replace(path, names[path])
    return re.sub(r"\S*/ipykernel_\d+/\d+\.py", "<cell>", text)
