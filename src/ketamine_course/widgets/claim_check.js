// A claim check: one claim at a time; a number first, then what became of the claim. See claim_check.py.

// A slider and a number field that show the same; nothing is said until one of them is used.
class Probability {
  constructor(id, question, changed) {
    this.slider = focusable("input", { type: "range", id: `${id}-slider`, min: 0, max: 100, step: 5 });
    this.field = focusable("input", {
      type: "text", id: `${id}-field`, inputmode: "decimal", autocomplete: "off",
    });
    // What the slider stands at before it is used is no number that was said.
    this.shown = element("p", { class: "course-number", "aria-hidden": "true" });
    this.write(null);
    this.slider.addEventListener("input", () => { this.take(this.slider.value); changed(); });
    // Half-way is a stance too, once it has been pointed at.
    this.slider.addEventListener("click", () => { this.take(this.slider.value); changed(); });
    this.field.addEventListener("input", () => { this.follow(); changed(); });
    const scale = element("div", { class: "course-scale", "aria-hidden": "true" },
      element("span", {}, "0: surely not"), element("span", {}, "100: surely so"));
    this.nodes = [
      element("label", { for: this.slider.id }, `${question} (per cent)`), this.slider, scale, this.shown,
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
    this.shown.textContent = value === null ? "Your number: none yet" : `Your number: ${value} %`;
    if (this.unusable) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    this.slider.setAttribute("aria-valuetext", value === null ? "nothing said yet" : `${value} per cent`);
  }

  read() {
    const [, digits] = /^\s*(\d+([.,]\d+)?)\s*%?\s*$/.exec(this.field.value) ?? [];
    const value = Number(digits?.replace(",", "."));
    return value >= 0 && value <= 100 ? value : null;
  }

  // What was typed, where it cannot be taken as a number from 0 to 100; "" where it can, or nothing was.
  get unusable() {
    return this.read() === null ? this.field.value.trim() : "";
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
    const stem = element("span", { class: "course-stem" },
      ...place, "The article claims: ", ...runNodes(card.claim));
    this.fieldset = focusable("fieldset", { tabindex: "-1" }, element("legend", {}, stem),
      ...this.probability.nodes);
  }
}

class ClaimPage extends AnsweringPage {
  constructor(model) {
    super(model);
    const { cards, question } = this.spec;
    this.cards = cards.map((card, at) => new ClaimCard(
      card, at, cards.length, `${this.exchange.page}-${at}`, question, () => this.numberChanged()));
    this.assemble();
    this.cards.forEach((card, at) => this.restore(card, this.state.cards[at]));
    this.at = Math.max(0, this.state.cards.findIndex((card) => !card.times));
    this.messages.show(this.state.messages, this.state.unsaved);
    this.paint();
  }

  assemble() {
    const id = this.exchange.page;
    const title = heading(this.spec.title, 3, { id: `${id}-title` });
    this.why = element("p", { class: "course-ask", id: `${id}-why` });
    this.lock = button("Lock it in", null, { type: "submit", "aria-describedby": this.why.id });
    this.keep = button("Keep my number", () => this.keepNumber());
    this.change = button("Change my mind", () => this.reopen());
    this.previous = button("Previous", () => this.go(this.at - 1));
    this.next = button("Next", () => this.go(this.at + 1));
    const form = formThat(() => this.ask(), ...this.cards.map((card) => card.fieldset), this.why,
      element("div", { class: "course-buttons" }, this.lock, this.keep));
    this.after = element("div", { class: "course-after" });
    this.steps = element("div", { class: "course-buttons course-steps" }, this.previous, this.next);
    this.steps.hidden = this.cards.length === 1;
    this.counts = element("p");
    this.closing = element("div");
    this.root = frame(title, form, this.notice, this.messages.node, this.messages.offer, this.verdict, this.after,
      element("div", { class: "course-buttons" }, this.change), this.closing, this.steps,
      foldOut("How your numbers are scored", this.counts, element("p", {}, this.spec.how)));
  }

  isOpen(at) {
    return !this.state.cards[at].times || this.cards[at].again;
  }

  // A warning that no number was given is out of date as soon as one is.
  numberChanged() {
    this.setLock();
    if (!this.warned || this.cards[this.at].probability.read() === null) return;
    this.warned = false;
    this.tell();
  }

  setLock() {
    const open = this.isOpen(this.at);
    const said = this.cards[this.at].probability.read();
    setIdle(this.lock, !open || said === null);
    const { again } = this.cards[this.at];
    const lockIn = again ? "Lock it in; the first number stays too." : "Lock it in, then see the verdict.";
    this.why.textContent = !open ? "" : said === null ? this.notSaid() : lockIn;
    this.lock.textContent = open ? "Lock it in" : `Locked in: ${this.state.cards[this.at].said} %`;
  }

  notSaid() {
    const { unusable } = this.cards[this.at].probability;
    return unusable ? `“${unusable}” is not a number from 0 to 100. Type one, such as 55.` : this.spec.notSaid;
  }

  // The verdict stays while a second number is being said; before the first there is none.
  tell(...words) {
    const { times, verdict } = this.state.cards[this.at];
    fill(this.verdict, [...words.map((one) => element("p", {}, one)), ...(times ? [paragraph(verdict)] : [])]);
  }

  ask() {
    const probability = this.cards[this.at].probability.read();
    if (!this.isOpen(this.at)) return;
    this.verdict.replaceChildren();
    this.warned = probability === null;
    this.tell(...(probability === null ? [this.notSaid()] : []));
    if (probability === null) return;
    const { times } = this.state.cards[this.at];
    this.exchange.ask({ action: "lock", card: this.at, probability, times });
  }

  reopen() {
    const card = this.cards[this.at];
    card.again = true;
    card.probability.write(null);
    this.paint();
    this.tell("Say a second number. The first stays in your record.");
    card.probability.slider.focus();
  }

  keepNumber() {
    this.restore(this.cards[this.at], this.state.cards[this.at]);
    this.paint();
    this.change.focus();
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
    this.messages.show(state.messages, state.unsaved);
    this.paint();
    if (mine && reply.card === this.at) this.verdict.prepend(...paragraphs(reply.note));
    if (mine) this.bringVerdictIntoSight();
  }

  restore(card, state) {
    if (!state.times) return;
    card.again = false;
    card.probability.write(state.said);
  }

  go(at) {
    this.at = at;
    this.exchange.say("");
    this.paint();
    this.cards[at].fieldset.focus();
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
    const said = state.times > 0;
    if (closed && document.activeElement === this.keep) this.lock.focus();
    this.keep.hidden = closed || !said;
    this.tell();
    repaint(this.after, this.at, [state.told, state.history], () => (said ? this.results(state) : []));
    repaint(this.counts, this.at, state.counts, () => (said ? runNodes(state.counts) : []));
    this.counts.hidden = !said;
    this.change.hidden = !closed;
    this.paintClosing(closed);
    this.previous.disabled = this.at === 0;
    this.next.disabled = this.at === this.cards.length - 1;
  }

  // After the last claim: whether a number was said on each, and the way to those without one.
  paintClosing(closed) {
    const count = this.cards.length;
    const left = [...this.cards.keys()].filter((at) => !this.state.cards[at].times);
    const atEnd = closed && count > 1 && this.at === count - 1;
    repaint(this.closing, "", [atEnd, left], () => {
      if (!atEnd) return [];
      if (!left.length) return [element("p", {}, `${count} of ${count} numbers said. Read on.`)];
      const places = left.map((at) => at + 1);
      const claims = places.length === 1 ? "claim" : "claims";
      return [element("p", {}, `Not said yet: ${claims} ${places.join(", ")}.`), element("div",
        { class: "course-buttons" }, ...left.map((at) => button(`Go to claim ${at + 1}`, () => this.go(at))))];
    });
  }

  results(state) {
    const nodes = paragraphs(state.told);
    if (state.history.length) nodes.push(element("p", {}, "What you said:"), list(state.history));
    return nodes;
  }
}

export default { render: renderWith(ClaimPage) };
