"""How long a slider's key press takes to become a painted picture, in a real browser.

Run: ``python benchmarks/slider_latency.py`` (``--help`` for options). One run measures three things in the
same notebook, in turns, so that all see the same machine:

explorer    a live figure of the course
interact    plain ``ipywidgets.interact``: same calculation, same artists, drawn anew with pyplot each time
round trip  an anywidget that sends a number to Python and shows what comes back: the least possible

The clock starts at the time stamp of the keydown event. A picture counts as painted when the page's image has
a new source, that source is decoded (``img.decode()``), and the next animation frame has begun; a number
counts when its text has changed and the next animation frame has begun. The next press comes only after that,
and after a pause. A press without a new picture within three seconds is counted as skipped.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

COURSE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(COURSE / "tests" / "browser"), str(COURSE / "tests" / "widgets")]

from lab_page import LabPage, lab_page, running_browser  # noqa: E402
from lab_server import running_lab  # noqa: E402

MOST_OF_INTERACT, MOST_OF_ROUND_TRIP = 0.4, 2.5
WARM_UP = 5
PAUSE_MS = 150

EXPLORER_CELL = """\
from {module} import {name}

explorer = {name}()
explorer.show()"""

INTERACT_CELL = """\
%matplotlib inline
import ipywidgets
import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats

from ketamine_course.charts.style import course_style
from ketamine_course.widgets import Slider

set_matplotlib_formats("{image_format}")
slider = next(c for c in explorer.panel.controls.values() if isinstance(c, Slider))
kind = ipywidgets.FloatSlider if slider.decimals else ipywidgets.IntSlider


def redraw(value):
    values = explorer.panel.defaults | {{slider.name: value}}
    with course_style():
        canvas = type(explorer.canvas)()
        result = explorer.compute(**values)
        canvas.setup(plt.figure(figsize=canvas.size))
        canvas.draw_background(result)
        canvas.draw(result)
        plt.show()


_ = ipywidgets.interact(
    redraw, value=kind(value=slider.value, min=slider.low, max=slider.high, step=slider.step)
)"""

ROUND_TRIP_CELL = """\
import anywidget
import traitlets


class Echo(anywidget.AnyWidget):
    count = traitlets.Int(0).tag(sync=True)
    _esm = '''
    export default {{ render({{ model, el }}) {{
      const input = document.createElement("input");
      Object.assign(input, {{ type: "range", min: 0, max: 20, value: 10 }});
      input.dataset.lmSuppressShortcuts = "true";
      const text = document.createElement("p");
      input.addEventListener("input", () => model.send({{ count: model.get("count") + 1 }}));
      model.on("change:count", () => {{ text.textContent = model.get("count"); }});
      el.className = "echo";
      el.append(input, text);
    }} }};'''


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
    slider: str
    mark: str
    times: list[float | None] = field(default_factory=list)
    going_up: bool = True

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


def subjects() -> list[Subject]:
    """The explorer, interact and the round trip, as they stand in the notebook."""
    return [
        Subject("explorer", ".course-live", "input[type=range]", "img"),
        Subject("interact", ".widget-interact", "[role=slider]", "img"),
        Subject("round trip", ".echo", "input", "p"),
    ]


def at_end(lab: LabPage, subject: Subject) -> bool:
    """Whether the slider can go no further in its direction."""
    slider = lab.page.locator(f"{subject.part} {subject.slider}").first
    return slider.evaluate(
        """(node, up) => {
          const at = (name, own) => Number(node.getAttribute(`aria-value${name}`) ?? node[own]);
          return up ? at("now", "value") >= at("max", "max") : at("now", "value") <= at("min", "min");
        }""",
        subject.going_up,
    )


def press(lab: LabPage, subject: Subject) -> float | None:
    """Press an arrow key once; milliseconds until the new picture was painted, None if there was none."""
    if at_end(lab, subject):
        subject.going_up = not subject.going_up
    lab.page.evaluate(WATCH, [subject.part, subject.mark, 3000])
    lab.page.keyboard.press("ArrowRight" if subject.going_up else "ArrowLeft")
    time = lab.page.evaluate("() => window.painted")
    lab.page.wait_for_timeout(PAUSE_MS)
    return time


def block(lab: LabPage, subject: Subject, presses: int) -> list[float | None]:
    """Some presses in a row on one slider, in sight and in focus."""
    lab.page.locator(subject.part).first.scroll_into_view_if_needed()
    lab.page.locator(f"{subject.part} {subject.slider}").first.focus()
    lab.page.wait_for_timeout(PAUSE_MS)
    return [press(lab, subject) for _ in range(presses)]


def write_notebook(folder: Path, explorer: str, scale: int) -> None:
    """The notebook with all three, never run."""
    module = "toy_explorer" if explorer == "toy" else "ketamine_course.widgets.explorers"
    sources = [
        EXPLORER_CELL.format(module=module, name=explorer),
        INTERACT_CELL.format(image_format="retina" if scale == 2 else "png"),
        ROUND_TRIP_CELL.format(),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "bench.ipynb")


def measure(options: argparse.Namespace) -> list[Subject]:
    """Run the notebook in a browser and press keys; the subjects with their times."""
    measured = subjects()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as private:
        write_notebook(Path(folder), options.explorer, options.scale)
        python_path = str(COURSE / "tests" / "widgets")
        with (
            running_browser() as browser,
            running_lab(Path(folder), Path(private), python_path) as server,
            lab_page(browser, server, device_scale_factor=options.scale) as lab,
        ):
            lab.open_notebook("bench.ipynb")
            lab.run_all()
            lab.live()
            for subject in measured:
                block(lab, subject, WARM_UP)
            for _ in range(options.blocks):
                for subject in measured:
                    subject.times += block(lab, subject, options.presses // options.blocks)
    return measured


def report(measured: list[Subject], options: argparse.Namespace) -> bool:
    """Print the table and the targets; whether all are met."""
    explorer, interact, round_trip = measured
    print(f"Key press to painted picture, explorer {options.explorer}, {options.scale} device pixels a pixel")
    print(f"{'':12}{'presses':>9}{'skipped':>9}{'median ms':>11}{'95 % ms':>9}")
    for subject in measured:
        counts = f"{len(subject.times):>9}{subject.skipped:>9}"
        print(f"{subject.name:12}{counts}{subject.median:>11.1f}{subject.percentile_95:>9.1f}")
    targets = [
        (
            f"explorer / interact at most {MOST_OF_INTERACT}",
            explorer.median / interact.median,
            MOST_OF_INTERACT,
        ),
        (
            f"explorer / round trip at most {MOST_OF_ROUND_TRIP}",
            explorer.median / round_trip.median,
            MOST_OF_ROUND_TRIP,
        ),
        ("presses skipped by the explorer: none", explorer.skipped, 0),
    ]
    for words, value, most in targets:
        print(f"{'met' if value <= most else 'MISSED':8}{words}: {value:.2f}")
    return all(value <= most for _, value, most in targets)


def main() -> int:
    """Measure and report; 0 if all targets are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--explorer", default="route_and_dose", help="name in widgets.explorers, or toy")
    parser.add_argument("--presses", type=int, default=40, help="of each, in all (40)")
    parser.add_argument("--blocks", type=int, default=4, help="turns in which they are measured (4)")
    parser.add_argument("--scale", type=int, choices=(1, 2), default=1, help="device pixels a CSS pixel")
    options = parser.parse_args()
    if options.presses < 2 * options.blocks:
        parser.error("--presses must be at least twice --blocks")
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    measured = measure(options)
    met = report(measured, options)
    print(f"Load of this machine before the run: {before:.1f} on {os.cpu_count()} processors")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
