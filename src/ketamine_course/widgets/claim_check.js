// A claim check: one claim at a time; a number first, then what became of the claim. See claim_check.py.

// A slider and a number field that show the same; nothing is said until one of them is used.
class Probability {
  constructor(id, question, changed) {
    this.slider = focusable("input", { type: "range", id: `${id}-slider`, min: 0, max: 100, step: 5 });
    this.field = focusable("input", {
      type: "number", id: `${id}-field`, min: 0, max: 100, step: 1, inputmode: "numeric", autocomplete: "off",
    });
    this.write(null);
    this.slider.addEventListener("input", () => { this.take(this.slider.value); changed(); });
    // Half-way is a stance too, once it has been pointed at.
    this.slider.addEventListener("click", () => { this.take(this.slider.value); changed(); });
    this.field.addEventListener("input", () => { this.follow(); changed(); });
    const scale = element("div", { class: "course-scale", "aria-hidden": "true" },
      element("span", {}, "0: surely not"), element("span", {}, "100: surely so"));
    this.nodes = [
      element("label", { for: this.slider.id }, `${question} (per cent)`), this.slider, scale,
      element("div", { class: "course-typed" },
        element("label", { for: this.field.id }, "Or type it, 0 to 100 (per cent)"), this.field),
    ];
  }

  take(value) {
    this.field.value = value;
    this.tell(value);
  }

  follow() {
    const value = this.read();
    if (value !== null) this.slider.value = value;
    this.tell(value);
  }

  tell(value) {
    this.slider.classList.toggle("course-unsaid", value === null);
    this.slider.setAttribute("aria-valuetext", value === null ? "nothing said yet" : `${value} per cent`);
  }

  read() {
    const value = this.field.valueAsNumber;
    return Number.isFinite(value) && value >= 0 && value <= 100 ? value : null;
  }

  write(value) {
    this.slider.value = value ?? 50;
    this.field.value = value ?? "";
    this.tell(value);
  }

  get inputs() {
    return [this.slider, this.field];
  }
}

class ClaimCard {
  constructor(card, at, count, id, question, changed) {
    this.probability = new Probability(id, question, changed);
    this.again = false; // a second number is being said
    const place = count > 1 ? [element("span", { class: "course-place" }, `Claim ${at + 1} of ${count}. `)] : [];
    this.start = focusable("span", { tabindex: "-1", class: "course-stem" },
      ...place, "The article claims: ", ...runNodes(card.claim));
    this.fieldset = element("fieldset", {}, element("legend", {}, this.start), ...this.probability.nodes);
  }
}

class ClaimPage {
  constructor(model) {
    this.spec = model.get("spec");
    this.state = model.get("state");
    this.verdict = speaker("course-verdict");
    this.notice = speaker("course-notice");
    this.messages = new RecordMessages();
    this.exchange = new Exchange(model, this.notice);
    const { cards, question } = this.spec;
    this.cards = cards.map((card, at) => new ClaimCard(
      card, at, cards.length, `${this.exchange.page}-${at}`, question, () => this.setLock()));
    this.assemble();
    this.cards.forEach((card, at) => this.restore(card, this.state.cards[at]));
    this.at = Math.max(0, this.state.cards.findIndex((card) => !card.times));
    this.messages.show(this.state.messages);
    this.paint();
  }

  assemble() {
    const id = this.exchange.page;
    const title = element("p", { class: "course-title", id: `${id}-title` }, this.spec.title);
    this.why = element("p", { class: "course-ask", id: `${id}-why` });
    this.lock = button("Lock it in", null, { type: "submit", "aria-describedby": this.why.id });
    this.change = button("Change my mind", () => this.reopen());
    this.previous = button("Previous", () => this.go(this.at - 1));
    this.next = button("Next", () => this.go(this.at + 1));
    const form = formThat(() => this.ask(), ...this.cards.map((card) => card.fieldset), this.why,
      element("div", { class: "course-buttons" }, this.lock));
    this.after = element("div", { class: "course-after" });
    this.steps = element("div", { class: "course-buttons course-steps" }, this.previous, this.next);
    this.steps.hidden = this.cards.length === 1;
    this.counts = element("p");
    this.root = element("div", { class: "course-learning", role: "group", "aria-labelledby": title.id },
      title, form, this.verdict, this.after, element("div", { class: "course-buttons" }, this.change),
      this.steps, this.notice, this.messages.node,
      foldOut("How your numbers are scored", this.counts, element("p", {}, this.spec.how)));
  }

  isOpen(at) {
    return !this.state.cards[at].times || this.cards[at].again;
  }

  setLock() {
    const open = this.isOpen(this.at);
    const said = this.cards[this.at].probability.read();
    setIdle(this.lock, !open || said === null);
    this.why.textContent = !open ? "" : said === null ? this.spec.notSaid : "Lock it in, then see the verdict.";
    this.lock.textContent = open ? "Lock it in" : `Locked in: ${this.state.cards[this.at].said} %`;
  }

  ask() {
    const probability = this.cards[this.at].probability.read();
    if (!this.isOpen(this.at)) return;
    this.verdict.replaceChildren();
    if (probability === null) {
      this.verdict.replaceChildren(element("p", {}, this.spec.notSaid));
      return;
    }
    const { times } = this.state.cards[this.at];
    this.exchange.ask({ action: "lock", card: this.at, probability, times });
  }

  reopen() {
    const card = this.cards[this.at];
    card.again = true;
    card.probability.write(null);
    this.paint();
    this.verdict.replaceChildren(element("p", {}, "Say a second number. The first stays in your record."));
    card.probability.slider.focus();
  }

  receive(state) {
    const before = this.state;
    this.state = state;
    const { reply } = state;
    const mine = this.exchange.isMine(reply);
    if (mine) this.exchange.say("");
    this.cards.forEach((card, at) => {
      if (state.cards[at].times !== before.cards[at].times || (mine && at === reply.card)) {
        this.restore(card, state.cards[at]);
      }
    });
    this.messages.show(state.messages);
    this.paint();
    if (mine && reply.card === this.at) this.verdict.prepend(...paragraphs(reply.note));
  }

  restore(card, state) {
    if (!state.times) return;
    card.again = false;
    card.probability.write(state.said);
  }

  go(at) {
    this.at = at;
    this.paint();
    this.cards[at].start.focus();
  }

  paint() {
    const state = this.state.cards[this.at];
    this.cards.forEach((card, at) => {
      card.fieldset.hidden = at !== this.at;
      // The focus must not fall out of a field that closes.
      const inside = card.probability.inputs.includes(document.activeElement);
      if (!this.isOpen(at) && inside) this.lock.focus();
      card.probability.inputs.forEach((input) => { input.disabled = !this.isOpen(at); });
    });
    this.setLock();
    const closed = !this.isOpen(this.at);
    fill(this.verdict, closed ? [paragraph(state.verdict)] : []);
    this.after.replaceChildren(...(closed ? this.results(state) : []));
    this.counts.replaceChildren(...(closed ? runNodes(state.counts) : []));
    this.counts.hidden = !closed;
    this.change.hidden = !closed;
    this.previous.disabled = this.at === 0;
    this.next.disabled = this.at === this.cards.length - 1;
  }

  results(state) {
    const nodes = paragraphs(state.told);
    if (state.history.length) nodes.push(element("p", {}, "What you said:"), list(state.history));
    return nodes;
  }
}

export default { render: renderWith(ClaimPage) };
