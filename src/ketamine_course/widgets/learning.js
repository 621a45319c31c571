// What quizzes, claim checks and the progress board share in the page. Python decides what is shown; texts come
// as runs of words (plain, emphasised, linked) and enter the page as text, never as markup.

const WAITING = "Waiting for Python. This is not recorded yet.";
const COMES_BACK = "What was recorded comes back.";
const LOST =
  "Python has not answered for ten seconds, so this may not be recorded. It may be busy with another cell, " +
  `or stopped: press the button again, or ${RUN_ALL} ${COMES_BACK}`;
const gone = (so) => `Python is no longer running here, so ${so}: ${RESTART} ${COMES_BACK}`;
const GONE = gone("this was not recorded");
const HANDED_OVER = "Your record is among your browser's downloads.";

function button(words, act, attributes = {}) {
  const node = focusable("button", { type: "button", class: "course-button", ...attributes }, words);
  if (act) node.addEventListener("click", act);
  return node;
}

// Words put into it are spoken by screen readers, if it stood in the page before.
const speaker = (name) => element("div", { role: "status", class: name });

// Words that stand there already are not put there anew, or they would be spoken again.
function fill(node, children) {
  const fresh = element("div", {}, ...children);
  if (fresh.innerHTML !== node.innerHTML) node.replaceChildren(...fresh.childNodes);
}

function runNodes(runs) {
  return runs.map((run) => {
    if (run.url && /^https?:\/\//.test(run.url)) {
      return focusable("a", { href: run.url, target: "_blank", rel: "noopener" }, run.text);
    }
    if (run.strong) return element("strong", {}, run.text);
    return run.em ? element("em", {}, run.text) : document.createTextNode(run.text);
  });
}

// A title stands among the page's headings, below those of the notebook.
const heading = (words, level = 3, attributes = {}) =>
  element("p", { class: "course-title", role: "heading", "aria-level": level, ...attributes }, words);

// The frame of a widget. A click on its words focuses it, so that the next key is not a command of JupyterLab.
function frame(title, ...children) {
  const attributes = { class: "course-learning", role: "group", tabindex: "-1", "aria-labelledby": title.id };
  const root = focusable("div", attributes, title, ...children);
  root.addEventListener("keydown", (event) => {
    // In a list that is open, Escape closes the list.
    if (event.key === "Escape" && event.target.tagName !== "SELECT") root.closest(".jp-Cell")?.focus();
  });
  return root;
}

// Shows a part of the state, anew only when it has changed; then the focus stays on the same link, and what was
// folded out stays so, as long as it is the same thing that is shown.
const painted = new WeakMap();
function repaint(node, thing, part, make) {
  const before = painted.get(node);
  const now = { thing, part: JSON.stringify(part) };
  if (before?.thing === thing && before.part === now.part) return;
  painted.set(node, now);
  const held = node.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const opened = new Set([...node.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  node.replaceChildren(...make());
  if (before?.thing !== thing) return;
  for (const one of node.querySelectorAll("summary")) {
    if (opened.has(one.textContent)) one.parentElement.open = true;
  }
  if (held) [...node.querySelectorAll("a")].find((one) => one.getAttribute("href") === held)?.focus();
}

const paragraph = (runs) => element("p", {}, ...runNodes(runs));
const paragraphs = (texts) => texts.map(paragraph);
const list = (lines) => element("ul", {}, ...lines.map((runs) => element("li", {}, ...runNodes(runs))));
const foldOut = (words, ...children) =>
  element("details", {}, focusable("summary", {}, words), ...children);

// Its submit button and Enter in any of its fields do the same. JupyterLab keeps Enter from submitting a form in
// an output, so that it is looked for here.
function formThat(submit, ...children) {
  const form = element("form", { novalidate: "" }, ...children);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) submit();
  });
  return form;
}

// A button that cannot be used yet stays in reach of the keyboard, so that its reason can be heard.
const setIdle = (node, idle) => node.setAttribute("aria-disabled", String(idle));
const isIdle = (node) => node.getAttribute("aria-disabled") === "true";

// What is to be known of the record, in words; spoken when it changes.
class RecordMessages {
  // fetch: what hands over the record, offered below while part of it is only in Python's memory.
  constructor(fetch) {
    this.node = speaker("course-messages");
    this.offer = element("div", { class: "course-buttons" }, button("Download my record", fetch));
    this.offer.hidden = true;
  }

  show(messages, unsaved = false) {
    this.offer.hidden = !unsaved;
    const words = messages.join(" ");
    if (this.words === words) return;
    this.words = words;
    this.node.replaceChildren(...messages.map((text) => element("p", {}, text)));
  }
}

// Sends what the learner does, and knows which of it is not answered yet.
class Exchange {
  constructor(model, notice, goneWords = GONE) {
    this.goneWords = goneWords;
    this.model = model;
    this.notice = notice;
    this.page = `course-${Math.random().toString(36).slice(2)}`;
    this.sequence = 0;
    this.pending = new Map();
  }

  // Returns the number of the request; the same asked twice while it is under way is one request.
  ask(content, buffers) {
    const what = JSON.stringify(content);
    const same = [...this.pending].find(([, one]) => one.what === what);
    if (same) return same[0];
    this.say("");
    const seq = ++this.sequence;
    const timers = [
      setTimeout(() => this.say(WAITING), CALM_AFTER_MS),
      setTimeout(() => this.giveUp(seq, LOST), LOST_AFTER_MS),
    ];
    this.pending.set(seq, { what, timers });
    try {
      this.model.send({ page: this.page, seq, ...content }, undefined, buffers);
    } catch {
      this.giveUp(seq, this.goneWords);
    }
    return seq;
  }

  // Asks for the record, which comes as a message of its own: see renderWith.
  fetchRecord() {
    this.say("");
    this.fetching = true;
    try {
      this.model.send({ page: this.page, action: "record" });
    } catch {
      this.say(gone("nothing was done"));
    }
  }

  // A reply that tells of the download itself is not told twice.
  handOver(name, record) {
    saveAs(name, record);
    if (this.fetching) this.say(HANDED_OVER);
    this.fetching = false;
  }

  // Whether a reply is to this page; then nothing sent before it is waited for any more.
  isMine(reply) {
    if (reply?.page !== this.page) return false;
    for (const seq of [...this.pending.keys()]) if (seq <= reply.seq) this.forget(seq);
    return true;
  }

  forget(seq) {
    this.pending.get(seq)?.timers.forEach(clearTimeout);
    this.pending.delete(seq);
  }

  giveUp(seq, words) {
    this.forget(seq);
    this.say(words);
  }

  stop() {
    for (const seq of [...this.pending.keys()]) this.forget(seq);
  }

  say(words) {
    if (this.notice.textContent !== words) this.notice.textContent = words;
  }
}

// What every page has that takes answers and says something to each.
class AnsweringPage {
  constructor(model) {
    this.spec = model.get("spec");
    this.state = model.get("state");
    this.verdict = speaker("course-verdict");
    this.notice = speaker("course-notice");
    this.messages = new RecordMessages(() => this.exchange.fetchRecord());
    this.exchange = new Exchange(model, this.notice);
  }

  // With large zoom the verdict may stand below the edge, where who sees would miss it; the focus stays.
  bringVerdictIntoSight() {
    this.verdict.firstElementChild?.scrollIntoView({ block: "nearest" });
  }
}

// What was recorded elsewhere is shown once the page comes into view, or the focus into it from outside.
function lookAgain(page, model) {
  const { root, exchange } = page;
  const look = () => {
    try {
      model.send({ page: exchange.page, action: "look" });
    } catch {
      // Python has gone: there is nothing newer to show.
    }
  };
  root.addEventListener("focusin", (event) => { if (!root.contains(event.relatedTarget)) look(); });
  const sight = new IntersectionObserver((entries) => { if (entries.at(-1).isIntersecting) look(); });
  sight.observe(root);
  return () => sight.disconnect();
}

function saveAs(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// Builds a page with its class, keeps it in step with the model, and takes it down again.
function renderWith(Page) {
  return ({ model, el }) => {
    const page = new Page(model);
    const receive = () => page.receive(model.get("state"));
    const save = ({ page: asked, name, record }) => {
      if (asked === page.exchange.page) page.exchange.handOver(name, record);
    };
    el.append(page.root);
    model.on("change:state", receive);
    model.on("msg:custom", save);
    const stopLooking = lookAgain(page, model);
    return () => {
      model.off("change:state", receive);
      model.off("msg:custom", save);
      stopLooking();
      page.exchange.stop();
    };
  };
}
