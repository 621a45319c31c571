// The page's part of a live figure. Python decides what the figure shows; this sends the control values, at
// most one request under way at a time and always the newest next, and shows each answer whole: picture,
// alternative text, reading and numbers together. Text from Python enters the page as text, never as markup.

const WAITING = "Waiting for Python. The picture still shows the last answer.";
const LOST =
  "Python has not answered for ten seconds. It may be busy with another cell, or stopped: " +
  `move a control to ask again, or ${RUN_ALL}`;
const GONE = `Python is no longer running for this figure: ${RESTART}`;
const SPEAK_AFTER_MS = 700;

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
    const labels = inputs.map((input, index) => element("label", {}, input, control.options[index]));
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
      node: element("div", {}, element("label", {}, input, control.label)),
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
    reading: element("p", { class: "course-reading" }),
    spoken: element("p", { role: "status", class: "course-spoken" }),
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
  const name = { class: "course-title", id: `${id}-title`, role: "heading", "aria-level": 3 };
  const title = element("p", name, spec.title);
  page.picture = focusable("div", {
    class: "course-picture", role: "group", tabindex: "-1",
    "aria-label": spec.picture,
  }, page.image);
  // A click on its words focuses it, so that the next key is not a command of JupyterLab.
  const attributes = { class: "course-live", role: "group", tabindex: "-1", "aria-labelledby": title.id };
  page.root = focusable("div", attributes,
    title, page.form, page.status, page.picture, page.reading, page.spoken);
  page.root.addEventListener("keydown", (event) => {
    // In a list that is open, Escape closes the list.
    if (event.key === "Escape" && event.target.tagName !== "SELECT") page.root.closest(".jp-Cell")?.focus();
  });
  if (spec.notice) {
    page.root.append(element("p", {}, element("strong", {}, "What to notice: "), spec.notice));
  }
  page.root.append(page.details, caption);
  if (spec.assumes.length) {
    const [summary, words] = spec.assumes;
    page.root.append(element("details", {}, focusable("summary", {}, summary), element("p", {}, words)));
  }
  return page;
}

function fillTable(table, answer) {
  const heads = answer.headings.map((text) => element("th", { scope: "col" }, text));
  const line = ([first, ...rest]) => element("tr", {},
    element("th", { scope: "row" }, first), ...rest.map((text) => element("td", {}, text)));
  table.replaceChildren(
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...answer.lines.map(line)));
}

// A data URL is shown 5 to 8 ms sooner than a blob's, which the browser fetches; and none is left to revoke.
function pictureUrl(png) {
  const bytes = new Uint8Array(png.buffer, png.byteOffset, png.byteLength);
  const pieces = [];
  for (let start = 0; start < bytes.length; start += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 8192)));
  }
  return `data:image/png;base64,${btoa(pieces.join(""))}`;
}

const pixelRatio = () => Math.min(Math.max(window.devicePixelRatio || 1, 1), 2);

// One view of a live figure on a page.
class LivePage {
  constructor(model) {
    this.model = model;
    this.id = `course-${Math.random().toString(36).slice(2)}`;
    this.spec = model.get("spec");
    this.page = build(this.spec, this.id);
    this.sequence = 0; // of the newest request
    this.underWay = 0; // sequence of the request that is not answered yet, or 0
    this.changed = false; // controls have moved since that request was sent
    this.used = false; // a control has been moved by hand
    this.newest = null; // the answer that is shown, or being decoded
    this.timers = [];
    this.said = []; // the sentences of the reading that was last told to those who listen
    // Only a picture that scrolls is a stop on the way through the page by Tab.
    this.widths = new ResizeObserver(([{ target }]) => {
      const scrolls = getComputedStyle(target).overflowX !== "visible" && target.scrollWidth > target.clientWidth;
      target.tabIndex = scrolls ? 0 : -1;
    });
    this.receive = this.receive.bind(this);
    this.sharpen = this.sharpen.bind(this);
  }

  start() {
    const { form, reset, details } = this.page;
    form.addEventListener("input", () => this.asked());
    reset.addEventListener("click", () => this.reset());
    details.addEventListener("toggle", () => this.fillIfOpen());
    this.model.on("change:answer", this.receive);
    window.addEventListener("resize", this.sharpen);
    this.widths.observe(this.page.picture);
    const answer = this.model.get("answer");
    this.write(answer.values ?? this.starts());
    if (answer.png) this.show(answer);
    this.sharpen();
  }

  stop() {
    this.stopWaiting();
    this.widths.disconnect();
    this.model.off("change:answer", this.receive);
    window.removeEventListener("resize", this.sharpen);
  }

  starts() {
    return Object.fromEntries(this.spec.controls.map((control) => [control.name, control.start]));
  }

  write(values) {
    for (const [name, control] of this.page.controls) control.write(values[name]);
  }

  reset() {
    this.write(this.starts());
    this.asked();
  }

  asked() {
    this.used = true;
    this.ask();
  }

  // To those who listen: once the controls rest, the sentences that they have not heard as they now stand.
  speak(reading) {
    clearTimeout(this.speaking);
    const sentences = (reading.match(/.*?[.!?](?=\s|$)/gs) ?? [reading]).map((words) => words.trim());
    if (!this.used) {
      this.said = sentences;
      return;
    }
    this.speaking = setTimeout(() => {
      const news = sentences.filter((words) => !this.said.includes(words));
      this.said = sentences;
      if (news.length) this.page.spoken.textContent = news.join(" ");
    }, SPEAK_AFTER_MS);
  }

  // Zooming changes the number of device pixels: a picture for the new number keeps the text sharp.
  sharpen() {
    if (this.newest && this.newest.ratio !== pixelRatio()) this.ask();
  }

  say(words, old) {
    const { status, root } = this.page;
    if (status.textContent !== words) status.textContent = words;
    root.classList.toggle("course-old", old);
  }

  ask() {
    this.changed = true;
    if (this.underWay) return;
    this.changed = false;
    this.underWay = ++this.sequence;
    this.timers = [
      setTimeout(() => this.say(WAITING, true), CALM_AFTER_MS),
      setTimeout(() => this.giveUp(LOST), LOST_AFTER_MS),
    ];
    const values = Object.fromEntries([...this.page.controls].map(([name, control]) => [name, control.read()]));
    try {
      this.model.send({ page: this.id, seq: this.sequence, ratio: pixelRatio(), values });
    } catch {
      this.changed = false;
      this.giveUp(GONE);
    }
  }

  stopWaiting() {
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.underWay = 0;
  }

  giveUp(words) {
    this.stopWaiting();
    this.say(words, true);
    if (this.changed) this.ask();
  }

  receive() {
    const answer = this.model.get("answer");
    const mine = answer.page === this.id;
    if (mine && answer.seq < this.sequence) return; // came after it was given up
    if (mine) this.stopWaiting();
    if (this.changed) this.ask();
    if (answer.error) {
      if (mine) this.say(`This setting could not be drawn, so the picture is an old one: ${answer.error}`, true);
      return;
    }
    if (!this.underWay) this.say("", false);
    if (!mine && !this.underWay) this.write(answer.values);
    this.show(answer);
  }

  async show(answer) {
    const { image, reading, controls } = this.page;
    this.newest = answer;
    image.src = pictureUrl(answer.png);
    // Fails only when a newer picture takes this one's place before it is decoded.
    await image.decode().catch(() => null);
    if (this.newest !== answer) return;
    image.alt = answer.alt;
    reading.textContent = answer.reading;
    this.speak(answer.reading);
    image.dataset.count = answer.count;
    for (const [name, control] of controls) control.disable(answer.idle.includes(name));
    this.fillIfOpen();
  }

  fillIfOpen() {
    if (this.page.details.open && this.newest) fillTable(this.page.table, this.newest);
  }
}

function render({ model, el }) {
  const live = new LivePage(model);
  el.append(live.page.root);
  live.start();
  return () => live.stop();
}

export default { render };
