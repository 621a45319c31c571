"""A notebook in a real browser: open it, run it, look at it, and hear what axe has to say."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from lab_server import LabServer, find_browser
from playwright.sync_api import Browser, Locator, Page, sync_playwright

LAUNCH_OPTIONS = [
    "--no-sandbox",  # containers and continuous integration run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No name but this machine's leads anywhere: nothing that a page asks for can reach the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
HERE = "127.0.0.1"
SECONDS = 1000
# What we put into the page: outputs and text. Everything else is JupyterLab's own.
OURS = ".jp-OutputArea-output, .jp-RenderedMarkdown"
AXE_SCRIPT = """async (ours) => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node => {
    const element = document.querySelector(node.target[0]);
    return {rule: rule.id, impact: rule.impact, html: node.html.slice(0, 300), help: rule.help,
            ours: !!(element && element.closest(ours))};
  }));
}"""


@dataclass
class AxeReport:
    """Violations found on a page: in our outputs and text, and in JupyterLab itself."""

    ours: list[dict]
    jupyterlab: list[dict]


@dataclass
class LabPage:
    """One browser page on one JupyterLab."""

    page: Page
    server: LabServer
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30 * SECONDS)
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != HERE:
            self.outside.append(url)

    def command(self, name: str, **arguments: object) -> object:
        """Run one of JupyterLab's commands and wait until it is done."""
        script = "([name, a]) => jupyterapp.commands.execute(name, a).then(() => null)"
        return self.page.evaluate(script, [name, arguments])

    def open_notebook(self, notebook: str) -> None:
        """Open a notebook (a path in the served folder, or a name in ``notebooks/``); wait for its kernel.

        Raises FileNotFoundError when there is none.
        """
        if not (self.server.folder / notebook).exists():
            notebook = f"notebooks/{notebook}"
        if not (self.server.folder / notebook).exists():
            raise FileNotFoundError(f"no notebook {notebook} in {self.server.folder}")
        self.page.goto(self.server.address(notebook))
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=60 * SECONDS,
        )

    def run_all(self, minutes: float = 3) -> None:
        """Run every cell and wait for the last. Raises AssertionError with the messages if a cell failed."""
        self.page.set_default_timeout(minutes * 60 * SECONDS)
        self.command("notebook:run-all-cells")
        self.page.set_default_timeout(30 * SECONDS)
        self.wait_until_idle(minutes)
        assert not self.cell_errors(), "\n".join(self.cell_errors())

    def wait_until_idle(self, minutes: float = 1) -> None:
        """Wait until no cell is running or waiting to run."""
        self.page.wait_for_function(
            """() => {
              const panel = jupyterapp.shell.currentWidget;
              return panel.sessionContext.session?.kernel?.status === "idle"
                && [...panel.content.model.cells].every(
                  cell => cell.type !== "code" || cell.executionState !== "running");
            }""",
            timeout=minutes * 60 * SECONDS,
        )

    def outputs(self) -> list[dict]:
        """All outputs of the open notebook, as it would be saved."""
        notebook = self.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON()")
        return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]

    def cell_errors(self) -> list[str]:
        """Messages of the outputs that are errors."""
        failed = [output for output in self.outputs() if output["output_type"] == "error"]
        return [f"{output['ename']}: {output['evalue']}" for output in failed]

    def live(self, number: int = 0) -> Locator:
        """The number-th live figure (from 0), scrolled into sight once its first picture is there."""
        self.page.wait_for_function(
            "n => document.querySelectorAll('.course-live img[data-count]').length > n", arg=number
        )
        figure = self.page.locator(".course-live").nth(number)
        figure.scroll_into_view_if_needed()
        return figure

    def axe(self) -> AxeReport:
        """Check the page as it stands with axe; its rules come with the package, not from the network."""
        if not self.page.evaluate("() => !!window.axe"):
            source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
            self.page.evaluate(source)
        found = self.page.evaluate(AXE_SCRIPT, OURS)
        return AxeReport([v for v in found if v["ours"]], [v for v in found if not v["ours"]])

    def theme(self, name: str) -> None:
        """Switch JupyterLab's theme ("JupyterLab Light", "JupyterLab Dark") and wait until it is painted."""
        self.page.evaluate("() => { window.lastSplash = performance.now(); }")
        self.command("apputils:change-theme", theme=name)
        dark = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{dark}"]', state="attached")
        # The splash screen over a change of theme comes late: wait until none has been for a while.
        self.page.wait_for_function(
            """() => {
              const now = performance.now();
              if (document.querySelector("#jupyterlab-splash")) window.lastSplash = now;
              return now - (window.lastSplash ??= now) > 700;
            }"""
        )

    def screenshot(self, path: Path, target: Locator | None = None) -> bytes:
        """A picture of the page, or of one part of it, also written to ``path``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return (target or self.page).screenshot(path=path)


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    """The browser that the course finds, else Playwright's own."""
    with sync_playwright() as playwright:
        path = find_browser() or None
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def lab_page(browser: Browser, server: LabServer, **options: object) -> Iterator[LabPage]:
    """A page of its own. Raises AssertionError at the end if it asked anything of the network."""
    options = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
    context = browser.new_context(**options)
    try:
        lab = LabPage(context.new_page(), server)
        yield lab
        assert not lab.outside, f"the page asked for these outside this machine: {lab.outside}"
    finally:
        context.close()
        for kernel in server.ask("kernels"):
            server.ask(f"kernels/{kernel['id']}", "DELETE")


@contextlib.contextmanager
def run_page(browser: Browser, server: LabServer, notebook: str, **options: object) -> Iterator[LabPage]:
    """A page with a notebook, run from top to bottom. Raises AssertionError at the end if it met errors."""
    with lab_page(browser, server, **options) as lab:
        lab.open_notebook(notebook)
        lab.run_all()
        yield lab
        assert not lab.errors
