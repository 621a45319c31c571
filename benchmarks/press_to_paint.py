"""Times from a key press to what it paints, in a real browser: shared by the benchmarks of this folder.

The clock starts at the time stamp of the keydown event. A picture counts as painted when the page's image has
a new source, that source is decoded (``img.decode()``), and the next animation frame has begun; a text counts
when it has changed and the next animation frame has begun. The next press comes only after that, and after a
pause. A press without anything new within three seconds is counted as skipped.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

COURSE = Path(__file__).resolve().parents[1]
TOY_FOLDER = COURSE / "tests" / "widgets"
sys.path[:0] = [str(COURSE / "tests" / "browser"), str(TOY_FOLDER)]

from lab_page import LabPage, lab_page, running_browser  # noqa: E402
from lab_server import running_lab  # noqa: E402

WARM_UP = 5
PAUSE_MS = 150

ROUND_TRIP_CELL = """\
import anywidget
import traitlets


class Echo(anywidget.AnyWidget):
    count = traitlets.Int(0).tag(sync=True)
    _esm = '''
    export default { render({ model, el }) {
      const input = document.createElement("input");
      Object.assign(input, { type: "range", min: 0, max: 20, value: 10 });
      input.dataset.lmSuppressShortcuts = "true";
      const text = document.createElement("p");
      input.addEventListener("input", () => model.send({ count: model.get("count") + 1 }));
      model.on("change:count", () => { text.textContent = model.get("count"); });
      el.className = "echo";
      el.append(input, text);
    } };'''


def answer(echo, content, buffers):
    echo.count = content["count"]


echo = Echo()
echo.on_msg(answer)
echo"""

# Watches one part of the page for the next picture (or text) after the next key press.
WATCH = """([part, mark, limit]) => {
  const box = document.querySelector(part);
  const read = () => {
    const node = box.querySelector(mark);
    return node && (node.tagName === "IMG" ? node.src : node.textContent);
  };
  const before = read();
  let pressed = null;
  const note = (event) => { pressed ??= event.timeStamp; };
  window.addEventListener("keydown", note, { capture: true, once: true });
  window.painted = new Promise((resolve) => {
    const observer = new MutationObserver(async () => {
      const now = read();
      if (pressed === null || !now || now === before) return;
      observer.disconnect();
      const node = box.querySelector(mark);
      if (node.tagName === "IMG") await node.decode();
      requestAnimationFrame(() => resolve(performance.now() - pressed));
    });
    observer.observe(box, { subtree: true, childList: true, attributes: true, characterData: true });
    setTimeout(() => { observer.disconnect(); resolve(null); }, limit);
  });
}"""


@dataclass
class Subject:
    """One thing to measure: where it is on the page, and the times so far (ms; None: skipped)."""

    name: str
    part: str
    focus: str
    mark: str
    times: list[float | None] = field(default_factory=list)

    @property
    def painted(self) -> list[float]:
        """The times of presses that gave a picture."""
        return [time for time in self.times if time is not None]

    @property
    def median(self) -> float:
        """Middle time from press to paint, ms."""
        return statistics.median(self.painted)

    @property
    def percentile_95(self) -> float:
        """Time that 95 % of presses stay within, ms."""
        return statistics.quantiles(self.painted, n=20, method="inclusive")[-1]

    @property
    def skipped(self) -> int:
        """Presses without a new picture."""
        return len(self.times) - len(self.painted)

    def next_key(self, lab: LabPage) -> str:
        """Make ready for a press, outside the time measured, and return the key to press."""
        raise NotImplementedError


@dataclass
class SliderSubject(Subject):
    """A slider, moved by arrow keys from end to end and back."""

    going_up: bool = True

    def next_key(self, lab: LabPage) -> str:
        """Turn round at an end."""
        at_end = lab.page.locator(f"{self.part} {self.focus}").first.evaluate(
            """(node, up) => {
              const at = (name, own) => Number(node.getAttribute(`aria-value${name}`) ?? node[own]);
              return up ? at("now", "value") >= at("max", "max") : at("now", "value") <= at("min", "min");
            }""",
            self.going_up,
        )
        if at_end:
            self.going_up = not self.going_up
        return "ArrowRight" if self.going_up else "ArrowLeft"


def round_trip() -> SliderSubject:
    """The least possible, as ``ROUND_TRIP_CELL`` puts it into the page."""
    return SliderSubject("round trip", ".echo", "input", "p")


def press(lab: LabPage, subject: Subject) -> float | None:
    """Press a key once; milliseconds until something new was painted, None if there was nothing."""
    key = subject.next_key(lab)
    lab.page.evaluate(WATCH, [subject.part, subject.mark, 3000])
    lab.page.keyboard.press(key)
    time = lab.page.evaluate("() => window.painted")
    lab.page.wait_for_timeout(PAUSE_MS)
    return time


def block(lab: LabPage, subject: Subject, presses: int) -> list[float | None]:
    """Some presses in a row on one subject, in sight and in focus."""
    lab.page.locator(subject.part).first.scroll_into_view_if_needed()
    lab.page.locator(f"{subject.part} {subject.focus}").first.focus()
    lab.page.wait_for_timeout(PAUSE_MS)
    return [press(lab, subject) for _ in range(presses)]


def measure(lab: LabPage, subjects: Sequence[Subject], options: argparse.Namespace) -> None:
    """Warm all subjects up, then press in turns, so that all see the same machine; fills their times."""
    for subject in subjects:
        block(lab, subject, WARM_UP)
    for _ in range(options.blocks):
        for subject in subjects:
            subject.times += block(lab, subject, options.presses // options.blocks)


@contextlib.contextmanager
def running_notebook(sources: Sequence[str], scale: int = 1) -> Iterator[LabPage]:
    """A notebook with these code cells, run, in a browser; ``scale`` is device pixels a CSS pixel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as private:
        nbformat.write(notebook, Path(folder) / "bench.ipynb")
        with (
            running_browser() as browser,
            running_lab(Path(folder), Path(private), str(TOY_FOLDER)) as server,
            lab_page(browser, server, device_scale_factor=scale) as lab,
        ):
            lab.open_notebook("bench.ipynb")
            lab.run_all()
            yield lab


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what every benchmark of this kind may be told."""
    parser.add_argument("--presses", type=int, default=40, help="of each, in all (40)")
    parser.add_argument("--blocks", type=int, default=4, help="turns in which they are measured (4)")
    parser.add_argument("--scale", type=int, choices=(1, 2), default=1, help="device pixels a CSS pixel")


def parse(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Return the options; each block needs two presses or more."""
    options = parser.parse_args()
    if options.presses < 2 * options.blocks:
        parser.error("--presses must be at least twice --blocks")
    return options


def load_now() -> float:
    """How busy the machine is; not a number where that is not known."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def report(
    title: str, subjects: Sequence[Subject], targets: Sequence[tuple[str, float, float]], load: float
) -> int:
    """Print the table and the targets (words, value, most allowed); 0 if all are met, else 1."""
    print(title)
    print(f"{'':12}{'presses':>9}{'skipped':>9}{'median ms':>11}{'95 % ms':>9}")
    for subject in subjects:
        counts = f"{len(subject.times):>9}{subject.skipped:>9}"
        print(f"{subject.name:12}{counts}{subject.median:>11.1f}{subject.percentile_95:>9.1f}")
    for words, value, most in targets:
        print(f"{'met' if value <= most else 'MISSED':8}{words}: {value:.2f}")
    print(f"Load of this machine before the run: {load:.1f} on {os.cpu_count()} processors")
    return 0 if all(value <= most for _, value, most in targets) else 1
