// The page's part of a live figure. Python decides what the figure shows; this sends the control values, at
// most one request under way at a time and always the newest next, and shows each answer whole: picture,
// alternative text, reading and numbers together. Text from Python enters the page as text, never as markup.

const CALM_AFTER_MS = 2000;
const LOST_AFTER_MS = 10000;
const WAITING = "Waiting for Python. The picture still shows the last answer.";
const LOST =
  "Python has not answered for ten seconds. It may be busy with another cell, or stopped: " +
  "move a control to ask again, or run this cell again.";

const GONE = "Python is no longer running for this figure: run this cell again to use the controls.";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// JupyterLab takes arrow keys, Enter and letters for itself unless the focused element itself says otherwise.
const focusable = (tag, attributes = {}, ...children) =>
  element(tag, { "data-lm-suppress-shortcuts": "true", ...attributes }, ...children);

// Citations come as HTML; only links and simple emphasis are let through.
function appendCitation(parent, html) {
  const walk = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      else if (node.nodeName === "A" && /^https?:/.test(node.getAttribute("href") ?? "")) {
        const link = focusable("a", { href: node.href, target: "_blank", rel: "noopener" });
        walk(node, link);
        to.append(link);
      } else if (["I", "EM", "B", "STRONG", "CITE"].includes(node.nodeName)) {
        const copy = element(node.nodeName);
        walk(node, copy);
        to.append(copy);
      } else walk(node, to);
    }
  };
  walk(new DOMParser().parseFromString(html, "text/html").body, parent);
}

// Each control: its node, and how to read, write and disable it.
const makers = {
  slider(control, id) {
    const text = (value) => `${Number(value).toFixed(control.decimals)} ${control.unit}`.trim();
    const input = focusable("input", {
      type: "range", id, min: control.low, max: control.high, step: control.step,
    });
    const output = element("output", { for: id, "aria-live": "off" });
    const say = () => {
      output.textContent = text(input.value);
      input.setAttribute("aria-valuetext", text(input.value));
    };
    input.addEventListener("input", say);
    return {
      node: element("div", {}, element("label", { for: id }, control.label), output, input),
      read: () => Number(input.value),
      write: (value) => { input.value = value; say(); },
      disable: (off) => { input.disabled = off; },
    };
  },
  select(control, id) {
    const options = control.options.map((words, index) => element("option", { value: index }, words));
    const select = focusable("select", { id }, ...options);
    return {
      node: element("div", {}, element("label", { for: id }, control.label), select),
      read: () => select.selectedIndex,
      write: (index) => { select.selectedIndex = index; },
      disable: (off) => { select.disabled = off; },
    };
  },
  radio(control, id) {
    const inputs = control.options.map((_, index) =>
      focusable("input", { type: "radio", name: id, value: index, id: `${id}-${index}` }));
    const labels = inputs.map((input, index) => element("label", {}, input, ` ${control.options[index]}`));
    const group = element("fieldset", {}, element("legend", {}, control.label), ...labels);
    return {
      node: group,
      read: () => inputs.findIndex((input) => input.checked),
      write: (index) => { inputs[index].checked = true; },
      disable: (off) => { group.disabled = off; },
    };
  },
  toggle(control, id) {
    const input = focusable("input", { type: "checkbox", id });
    return {
      node: element("div", {}, element("label", {}, input, ` ${control.label}`)),
      read: () => input.checked,
      write: (value) => { input.checked = value; },
      disable: (off) => { input.disabled = off; },
    };
  },
};

function build(spec, id) {
  const controls = new Map(
    spec.controls.map((control, index) => [control.name, makers[control.kind](control, `${id}-${index}`)]));
  const page = {
    controls,
    form: element("form", { class: "course-controls" }),
    reset: focusable("button", { type: "button", class: "course-reset" }, "Reset"),
    status: element("p", { role: "status", class: "course-status" }),
    image: element("img", { class: "course-image", width: spec.width, height: spec.height, decoding: "sync" }),
    reading: element("p", { class: "course-reading", "aria-live": "polite" }),
    table: element("table"),
  };
  for (const [name, control] of controls) {
    control.node.classList.add("course-control");
    control.node.dataset.control = name;
    page.form.append(control.node);
  }
  page.form.append(page.reset);
  page.form.addEventListener("submit", (event) => event.preventDefault());
  const box = focusable(
    "div", { role: "region", tabindex: "0", "aria-label": `Numbers in the figure: ${spec.title}` }, page.table);
  page.details = element("details", {}, focusable("summary", {}, "The numbers in this figure"), box);
  const caption = element("p", { class: "course-caption" }, `${spec.caption} `);
  appendCitation(caption, spec.source);
  const title = element("p", { class: "course-title", id: `${id}-title` }, spec.title);
  page.root = element("div", { class: "course-live", role: "group", "aria-labelledby": title.id },
    title, page.form, page.status, page.image, page.reading);
  if (spec.notice) {
    page.root.append(element("p", {}, element("strong", {}, "What to notice: "), spec.notice));
  }
  page.root.append(page.details, caption);
  return page;
}

function fillTable(table, answer) {
  const row = (tag, attributes, cells) =>
    element("tr", {}, ...cells.map((text) => element(tag, attributes, text)));
  table.replaceChildren(
    element("thead", {}, row("th", { scope: "col" }, answer.headings)),
    element("tbody", {}, ...answer.lines.map((cells) => row("td", {}, cells))));
}

function render({ model, el }) {
  const id = `course-${Math.random().toString(36).slice(2)}`;
  const page = build(model.get("spec"), id);
  const starts = Object.fromEntries(model.get("spec").controls.map((control) => [control.name, control.start]));
  let sequence = 0; // of the newest request
  let underWay = 0; // sequence of the request that is not answered yet, or 0
  let changed = false; // controls have moved since that request was sent
  let newest = null; // the answer that is shown, or being decoded
  let timers = [];

  const ratio = () => Math.min(Math.max(window.devicePixelRatio || 1, 1), 2);

  function say(words, old) {
    if (page.status.textContent !== words) page.status.textContent = words;
    page.root.classList.toggle("course-old", old);
  }

  function stopWaiting() {
    timers.forEach(clearTimeout);
    timers = [];
    underWay = 0;
  }

  function ask() {
    changed = true;
    if (underWay) return;
    changed = false;
    underWay = ++sequence;
    const values = Object.fromEntries([...page.controls].map(([name, control]) => [name, control.read()]));
    timers = [
      setTimeout(() => say(WAITING, true), CALM_AFTER_MS),
      setTimeout(() => {
        stopWaiting();
        say(LOST, true);
        if (changed) ask();
      }, LOST_AFTER_MS),
    ];
    try {
      model.send({ page: id, seq: sequence, ratio: ratio(), values });
    } catch {
      stopWaiting();
      say(GONE, true);
    }
  }

  function write(values) {
    for (const [name, control] of page.controls) control.write(values[name]);
  }

  async function show(answer) {
    newest = answer;
    const url = URL.createObjectURL(new Blob([answer.png], { type: "image/png" }));
    const before = page.image.src;
    page.image.src = url;
    try {
      await page.image.decode();
    } catch {
      // A newer picture has taken this one's place before it was decoded.
    }
    if (before.startsWith("blob:")) URL.revokeObjectURL(before);
    if (newest !== answer) return;
    page.image.alt = answer.alt;
    page.reading.textContent = answer.reading;
    page.image.dataset.count = answer.count;
    for (const [name, control] of page.controls) control.disable(answer.idle.includes(name));
    if (page.details.open) fillTable(page.table, answer);
  }

  function receive() {
    const answer = model.get("answer");
    const mine = answer.page === id;
    if (mine && answer.seq === underWay) stopWaiting();
    if (mine && answer.seq < sequence) return; // an answer that was thought lost
    if (!underWay && changed) ask();
    if (answer.error) {
      if (mine) say(`This setting could not be drawn, so the picture is an old one: ${answer.error}`, true);
      return;
    }
    if (!underWay) say("", false);
    if (!mine && !underWay) write(answer.values);
    show(answer);
  }

  page.form.addEventListener("input", ask);
  page.reset.addEventListener("click", () => { write(starts); ask(); });
  page.details.addEventListener("toggle", () => { if (page.details.open && newest) fillTable(page.table, newest); });
  model.on("change:answer", receive);
  window.addEventListener("resize", sharpen);
  function sharpen() { if (newest && newest.ratio !== ratio()) ask(); }

  el.append(page.root);
  write(model.get("answer").values ?? starts);
  if (model.get("answer").png) show(model.get("answer"));
  sharpen();
  return () => {
    stopWaiting();
    model.off("change:answer", receive);
    window.removeEventListener("resize", sharpen);
    if (page.image.src.startsWith("blob:")) URL.revokeObjectURL(page.image.src);
  };
}

export default { render };
