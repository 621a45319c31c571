// The progress board: what is done, where to go on, and the learner's record. See progress_board.py.

class BoardPage {
  constructor(model) {
    this.spec = model.get("spec");
    this.notice = speaker("course-notice");
    this.done = speaker("course-verdict");
    this.messages = new RecordMessages();
    this.exchange = new Exchange(model, this.notice, gone("nothing was done"));
    this.shown = element("div");
    this.scores = element("div");
    this.assemble();
    this.paint(model.get("state"));
  }

  assemble() {
    const id = this.exchange.page;
    const title = heading(this.spec.title, 3, { id: `${id}-title` });
    const ask = (action) => () => this.ask(action);
    this.afresh = button("Start afresh…", () => this.confirm(true), { "aria-expanded": "false" });
    this.no = button("No, keep it", () => this.confirm(false));
    const yes = button("Yes, start afresh", () => { this.confirm(false); this.ask("afresh"); });
    const question = "Start afresh? This board will be empty. Your record so far is kept under another name.";
    const words = element("p", { id: `${id}-sure` }, question);
    this.sure = element("div", { role: "group", class: "course-sure", "aria-labelledby": words.id },
      words, element("div", { class: "course-buttons" }, yes, this.no));
    this.sure.hidden = true;
    this.record = element("p");
    const how = this.spec.how.map((text) => element("p", {}, text));
    this.root = frame(title, this.shown, this.scores, foldOut("How your numbers are scored", ...how),
      heading("Your record", 4), this.record,
      element("div", { class: "course-buttons" },
        button("Update this board", ask("update")), button("Download my record", ask("download"))),
      this.notice, this.messages.node,
      this.loader(id), element("div", { class: "course-buttons" }, this.afresh), this.sure,
      this.done);
  }

  loader(id) {
    const input = focusable("input", { type: "file", id: `${id}-file`, accept: ".jsonl,.json,.txt" });
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      if (file.size > this.spec.largest) this.say("This file is too large to be a record.");
      else this.ask("load", [await file.arrayBuffer()]);
      input.value = "";
    });
    const words = "Load a record (it is added to yours; nothing is lost)";
    return element("div", { class: "course-typed" }, element("label", { for: input.id }, words), input);
  }

  confirm(open) {
    this.sure.hidden = !open;
    this.afresh.setAttribute("aria-expanded", String(open));
    (open ? this.no : this.afresh).focus();
  }

  ask(action, buffers) {
    this.done.replaceChildren();
    this.exchange.ask({ action }, buffers);
  }

  say(words) {
    this.done.replaceChildren(element("p", {}, words));
  }

  receive(state) {
    const mine = this.exchange.isMine(state.reply);
    if (mine) this.exchange.say("");
    this.paint(state);
    if (mine) this.done.replaceChildren(...paragraphs(state.reply.note));
  }

  paint(state) {
    repaint(this.shown, "", [state.done, state.next, state.path, state.rows], () => this.way(state));
    repaint(this.scores, "", [state.scores, state.calibration], () => this.scored(state));
    this.record.textContent = state.record;
    this.messages.show(state.messages);
  }

  way(state) {
    const next = element("p", { class: "course-next" }, `${state.next.words} `);
    if (state.next.link) next.append(notebookLink(state.next.link, this.root));
    return [...state.done.map((words) => element("p", {}, words)), next,
      element("p", {}, state.path), this.table(state.rows)];
  }

  scored(state) {
    const scores = state.scores.flatMap(({ title, lines }) => [element("p", {}, title), list(lines)]);
    return [
      ...(scores.length ? [heading("Questions, goal by goal", 4), ...scores] : []),
      heading("Predictions", 4), ...state.calibration.map((words) => element("p", {}, words)),
    ];
  }

  // The roles are said in full, since a narrow window shows the table as blocks, which would take them away.
  table(rows) {
    const cell = (tag, role, ...children) => element(tag, { role }, ...children);
    const heads = this.spec.headings.map((words) => cell("th", "columnheader", words));
    const lines = rows.map(({ link, cells }) => {
      const counts = cells.map((words, at) => {
        const node = cell("td", "cell", words);
        node.dataset.heading = `${this.spec.headings[at + 1]}: `;
        return node;
      });
      return cell("tr", "row", cell("th", "rowheader", notebookLink(link, this.root)), ...counts);
    });
    return element("table", { role: "table", "aria-labelledby": `${this.exchange.page}-title` },
      cell("thead", "rowgroup", cell("tr", "row", ...heads)), cell("tbody", "rowgroup", ...lines));
  }
}

export default { render: renderWith(BoardPage) };
