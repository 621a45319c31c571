// The path chooser: a radio button shows what a path holds, the button takes it. See path_chooser.py.

class ChooserPage extends AnsweringPage {
  constructor(model) {
    super(model);
    this.assemble();
    this.write(this.state.chosen);
    this.paint();
  }

  assemble() {
    const id = this.exchange.page;
    const title = heading(this.spec.title, 3, { id: `${id}-title` });
    this.radios = this.spec.paths.map((path) => {
      const input = focusable("input", { type: "radio", name: id, value: path.id,
        "aria-labelledby": `${id}-${path.id}`, "aria-describedby": `${id}-${path.id}-suits` });
      input.addEventListener("change", () => { this.exchange.say(""); this.paint(); });
      return input;
    });
    const labels = this.spec.paths.map((path, at) => element("label", { class: "course-tick" }, this.radios[at],
      element("span", {}, element("strong", { id: `${id}-${path.id}` }, `${path.name} (${path.time})`), ". ",
        element("span", { id: `${id}-${path.id}-suits` }, path.suits))));
    const legend = element("legend", {}, element("span", { class: "course-stem" }, this.spec.question));
    this.why = element("p", { class: "course-ask", id: `${id}-why` });
    this.take = button("Take this path", null, { type: "submit", "aria-describedby": this.why.id });
    const form = formThat(() => this.ask(), focusable("fieldset", {}, legend, ...labels), this.why,
      element("div", { class: "course-buttons" }, this.take));
    this.after = element("div", { class: "course-after" });
    this.root = frame(title, form, this.notice, this.messages.node, this.messages.offer, this.verdict, this.after);
  }

  get picked() {
    return this.radios.find((radio) => radio.checked)?.value ?? null;
  }

  write(path) {
    for (const radio of this.radios) radio.checked = radio.value === path;
  }

  ask() {
    const { picked } = this;
    if (picked === this.state.chosen && picked) return;
    this.verdict.replaceChildren();
    if (picked) this.exchange.ask({ action: "choose", path: picked });
    else this.verdict.append(element("p", {}, "Choose one of the three first."));
  }

  receive(state) {
    const before = this.state;
    this.state = state;
    const mine = this.exchange.isMine(state.reply);
    if (mine) this.exchange.say("");
    // What was taken elsewhere is shown, unless another one is being looked at here.
    if (!mine && state.chosen !== before.chosen && this.picked === before.chosen) this.write(state.chosen);
    this.paint();
    if (!mine) return;
    this.verdict.prepend(...paragraphs(state.reply.note));
    this.bringVerdictIntoSight();
  }

  paint() {
    const { picked, state } = this;
    const same = picked !== null && picked === state.chosen;
    setIdle(this.take, picked === null || same);
    this.take.textContent = same ? "This is your path" : state.chosen ? "Change to this path" : "Take this path";
    this.why.textContent = picked === null
      ? "Choose one to see what it holds; you can change it later."
      : same ? "" : "What it holds stands below. Press the button to make it yours.";
    this.messages.show(state.messages, state.unsaved);
    fill(this.verdict, paragraphs(state.told));
    const path = this.spec.paths.find((one) => one.id === picked);
    repaint(this.after, picked ?? "", picked, () => (path ? this.pages(path) : []));
  }

  // What the path reads, page by page, each folded to a line.
  pages(path) {
    const listed = (words, lines) => lines.length
      ? [element("p", {}, words), element("ul", {}, ...lines.map((line) => element("li", {}, line)))] : [];
    return [heading(`${path.name}, page by page`, 4), ...path.pages.map((page) => foldOut(page.summary,
      element("p", {}, notebookLink(page.link, this.root)),
      ...listed("Read:", page.read), ...listed("Leave out:", page.skipped)))];
  }
}

export default { render: renderWith(ChooserPage) };
