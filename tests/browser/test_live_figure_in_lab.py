"""A live figure in a real browser, in JupyterLab as course.py starts it."""

import base64
import io

import numpy as np
import pytest
from lab_page import lab_page
from notebooks_for_tests import CHART_CELL, LIVE_CELL, write_notebook
from PIL import Image
from playwright.sync_api import expect
from toy_explorer import toy

pytestmark = pytest.mark.browser

REQUEST = "jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code})"
PICTURE = """async image => {
  const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


@pytest.fixture(scope="module")
def toy_page(browser, server):
    """A page with the toy notebook, run; its tests share it, and each begins with the first settings."""
    write_notebook(server.folder / "notebooks/toy.ipynb", LIVE_CELL, CHART_CELL)
    with lab_page(browser, server) as lab:
        lab.open_notebook("toy.ipynb")
        lab.run_all()
        yield lab
        assert not lab.errors


@pytest.fixture
def live(toy_page):
    """The live figure, every control at its start."""
    figure = toy_page.live()
    figure.get_by_role("button", name="Reset").click()
    expect(figure.locator(".course-reading")).to_have_text(toy().reading)
    return figure


def assert_shows(figure, **values):
    """The page shows picture, alternative text and reading of exactly these settings."""
    expected = toy()
    wire = expected.panel.to_wire({**expected.values, **values})
    image = figure.locator("img")
    ratio = image.evaluate("image => image.naturalWidth / image.width")
    expected.receive(None, {"values": wire, "ratio": ratio}, None)
    expect(image).to_have_attribute("alt", expected.alt)
    expect(figure.locator(".course-reading")).to_have_text(expected.reading)
    assert base64.b64decode(image.evaluate(PICTURE)) == expected.frame


def start_in_kernel(lab, code):
    """Run code beside the notebook's cells, without waiting for it."""
    lab.page.evaluate(f"code => {{ {REQUEST}; }}", code)


def run_in_kernel(lab, code):
    """Run code beside the notebook's cells, and wait until the kernel says that it is done."""
    lab.page.evaluate(f"code => {REQUEST}.done.then(() => null)", code)


def test_a_slider_moved_by_keyboard_changes_picture_words_and_alternative_text(live, toy_page):
    slider = live.get_by_role("slider", name="Dose")
    slider.focus()
    pictures = {live.locator("img").get_attribute("src")}
    for dose in (40, 45):
        toy_page.page.keyboard.press("ArrowRight")
        assert_shows(live, dose_mg=dose)
        assert slider.get_attribute("aria-valuetext") == f"{dose} mg"
        pictures.add(live.locator("img").get_attribute("src"))
    assert len(pictures) == 3
    expect(slider).to_be_focused()


def test_home_end_and_page_keys_reach_the_ends_of_the_scale(live, toy_page):
    slider = live.get_by_role("slider", name="Share that arrives")
    slider.focus()
    toy_page.page.keyboard.press("Home")
    assert_shows(live, share=0.25)
    assert slider.get_attribute("aria-valuetext") == "0.25"
    toy_page.page.keyboard.press("End")
    assert_shows(live, share=1)
    toy_page.page.keyboard.press("PageDown")
    expect(slider).not_to_have_attribute("aria-valuetext", "1.00")


def test_a_burst_of_presses_ends_at_the_last_value(live, toy_page):
    image = live.locator("img")
    answers_before = int(image.get_attribute("data-count"))
    live.get_by_role("slider", name="Dose").evaluate(
        """slider => { for (let i = 0; i < 12; i++) {
          slider.stepUp(); slider.dispatchEvent(new Event("input", {bubbles: true}));
        } }"""
    )
    assert_shows(live, dose_mg=95)
    assert int(image.get_attribute("data-count")) - answers_before == 2  # the first, and the newest
    live.get_by_role("slider", name="Dose").focus()
    for _ in range(15):
        toy_page.page.keyboard.press("ArrowLeft")
    assert_shows(live, dose_mg=20)


def test_list_tick_box_and_reset_work_by_keyboard(live, toy_page):
    keyboard = toy_page.page.keyboard
    live.get_by_role("combobox", name="Pace").focus()
    keyboard.press("ArrowUp")
    assert_shows(live, pace="fast")
    expect(live.get_by_role("checkbox", name="Show a band")).to_be_disabled()
    keyboard.press("ArrowDown")
    assert_shows(live, pace="slow")
    live.get_by_role("checkbox", name="Show a band").focus()
    keyboard.press("Space")
    assert_shows(live, band=True)
    keyboard.press("Tab")
    expect(live.get_by_role("button", name="Reset")).to_be_focused()
    keyboard.press("Enter")
    assert_shows(live)
    expect(live.get_by_role("checkbox", name="Show a band")).not_to_be_checked()


def test_the_current_numbers_unfold_by_keyboard_and_follow_the_controls(live, toy_page):
    live.locator("summary").focus()
    toy_page.page.keyboard.press("Enter")
    cells = live.locator("td")
    expect(cells.nth(0)).to_have_text("35")
    live.get_by_role("slider", name="Dose").press("ArrowRight")
    expect(cells.nth(0)).to_have_text("40")
    live.locator("summary").press("Enter")


def test_a_setting_that_cannot_be_drawn_is_explained_beside_the_old_picture(live):
    live.get_by_role("slider", name="Share that arrives").press("ArrowLeft")
    assert_shows(live, share=0.75)
    before = live.locator("img").get_attribute("alt")
    live.get_by_role("slider", name="Dose").press("End")
    expect(live.locator(".course-status")).to_contain_text("dose_mg must be below 100 unless all of it")
    expect(live.locator(".course-status")).to_contain_text("the picture is an old one")
    assert live.locator("img").get_attribute("alt") == before
    live.get_by_role("slider", name="Dose").press("ArrowLeft")
    assert_shows(live, dose_mg=95, share=0.75)
    expect(live.locator(".course-status")).to_be_empty()


def test_settings_made_in_python_move_the_controls_on_the_page(live, toy_page):
    start_in_kernel(toy_page, "explorer.set(dose_mg=60, pace='fast')")
    assert_shows(live, dose_mg=60, pace="fast")
    expect(live.get_by_role("slider", name="Dose")).to_have_value("60")
    expect(live.get_by_role("combobox", name="Pace")).to_have_value("0")


def test_while_python_is_busy_the_figure_says_so_and_then_shows_the_last_value(live, toy_page):
    # JupyterLab answers widgets in a thread of their own, which a cell holds up only while it draws.
    busy = "import time\nfrom ketamine_course.charts.style import DRAWING\nwith DRAWING: time.sleep(4)"
    start_in_kernel(toy_page, busy)
    toy_page.page.wait_for_timeout(300)
    slider = live.get_by_role("slider", name="Dose")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(live.locator(".course-status")).to_contain_text("Waiting for Python")
    assert_shows(live, dose_mg=50)
    expect(live.locator(".course-status")).to_be_empty()


def test_a_lost_answer_does_not_lock_the_controls(live, toy_page):
    run_in_kernel(toy_page, "explorer.view.on_msg(explorer.receive, remove=True)")
    slider = live.get_by_role("slider", name="Dose")
    slider.press("ArrowRight")
    expect(live.locator(".course-status")).to_contain_text("has not answered for ten seconds", timeout=20_000)
    run_in_kernel(toy_page, "explorer.view.on_msg(explorer.receive)")
    slider.press("ArrowRight")
    assert_shows(live, dose_mg=45)
    expect(live.locator(".course-status")).to_be_empty()


def test_axe_finds_nothing_in_our_outputs(live, toy_page):
    for figure in toy_page.page.locator(".course-figure, .course-live").all():
        if figure.is_visible():
            figure.locator("details").evaluate("details => { details.open = true; }")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        toy_page.theme(theme)
        report = toy_page.axe()
        assert report.ours == []
        assert report.jupyterlab  # that axe finds JupyterLab's own shows that it has looked


def test_the_chart_keeps_its_alternative_text(toy_page):
    image = toy_page.page.locator(".course-figure:not(.course-twin) img")
    image.scroll_into_view_if_needed()
    assert image.get_attribute("alt") == "Line chart of a level that halves."
    assert image.evaluate("image => image.naturalWidth") == 1440


def test_in_the_dark_theme_the_figure_stays_on_a_light_panel(live, toy_page, tmp_path):
    toy_page.theme("JupyterLab Dark")
    picture = Image.open(io.BytesIO(toy_page.screenshot(tmp_path / "dark.png", live))).convert("L")
    toy_page.theme("JupyterLab Light")
    shades = np.asarray(picture)
    assert (shades > 240).mean() > 0.3
    assert (shades < 40).mean() > 0.2
    assert len(np.unique(shades)) > 50


def test_at_400_per_cent_zoom_nothing_needs_sideways_scrolling(browser, server):
    write_notebook(server.folder / "notebooks/narrow.ipynb", LIVE_CELL)
    with lab_page(browser, server, viewport={"width": 320, "height": 800}, device_scale_factor=4) as lab:
        lab.open_notebook("narrow.ipynb")
        lab.command("application:toggle-left-area")
        lab.run_all()
        live = lab.live()
        assert live.evaluate("figure => figure.scrollWidth <= figure.clientWidth")
        widths = live.locator("input, select, .course-picture, button").evaluate_all(
            "all => all.map(e => e.clientWidth)"
        )
        assert max(widths) < 320
        # The picture alone scrolls, in its own box: shrunk to the window, zoom would not enlarge it.
        assert live.locator("img").evaluate("image => image.clientWidth") >= 500
        picture_top = live.locator("img").bounding_box()["y"]
        assert all(box.bounding_box()["y"] < picture_top for box in live.locator(".course-control").all())


def test_saved_and_reopened_the_twin_stands_in_and_no_error_shows(browser, server):
    write_notebook(server.folder / "notebooks/again.ipynb", LIVE_CELL)
    with lab_page(browser, server) as lab:
        lab.open_notebook("again.ipynb")
        lab.run_all()
        lab.live()
        expect(lab.page.locator(".course-twin")).to_be_hidden()
        lab.command("docmanager:save")
    with lab_page(browser, server) as lab:
        lab.open_notebook("again.ipynb")
        expect(lab.page.locator(".course-twin")).to_be_visible()
        lab.page.wait_for_timeout(3000)  # JupyterLab looks for the model for two seconds
        expect(lab.page.locator(".course-twin img")).to_have_attribute("alt", toy().alt)
        expect(lab.page.get_by_text("model not found")).to_be_hidden()
        lab.run_all()
        lab.live().get_by_role("slider", name="Dose").press("ArrowRight")
        assert_shows(lab.live(), dose_mg=40)


def test_after_a_restart_the_figure_says_that_the_cell_must_be_run_again(browser, server):
    write_notebook(server.folder / "notebooks/restarted.ipynb", LIVE_CELL)
    with lab_page(browser, server) as lab:
        lab.open_notebook("restarted.ipynb")
        lab.run_all()
        live = lab.live()
        lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        live.get_by_role("slider", name="Dose").press("ArrowRight")
        expect(live.locator(".course-status")).to_contain_text("Run All Cells", timeout=15_000)
        assert not lab.errors


def test_when_python_was_shut_down_the_figure_says_how_to_go_on_and_that_works(browser, server):
    write_notebook(server.folder / "notebooks/shut_down.ipynb", LIVE_CELL)
    with lab_page(browser, server) as lab:
        lab.open_notebook("shut_down.ipynb")
        lab.run_all()
        lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        lab.page.wait_for_function("() => !jupyterapp.shell.currentWidget.sessionContext.session?.kernel")
        live = lab.live()
        live.get_by_role("slider", name="Dose").press("ArrowRight")
        told = "choose Run, then Restart Kernel and Run All Cells, "
        expect(live.locator(".course-status")).to_contain_text(told, timeout=15_000)
        lab.page.get_by_role("menuitem", name="Run", exact=True).click()
        lab.page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…", exact=True).click()
        lab.page.locator(".course-status", has_text=told).wait_for(state="detached")
        lab.live().get_by_role("slider", name="Dose").press("ArrowRight")
        assert_shows(lab.live(), dose_mg=40)
        assert not lab.errors
