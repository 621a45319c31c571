// A quiz: one question at a time, and the score as the last card. See quiz.py for what the state holds.

class QuizPage extends AnsweringPage {
  constructor(model) {
    super(model);
    this.practice = this.spec.mode === "practice";
    this.hint = speaker("course-hint");
    this.spoken = speaker("course-spoken");
    this.makeCards();
    this.makeButtons();
    this.assemble();
    this.cards.forEach((card, at) => card.write(this.state.cards[at].response));
    const open = this.state.cards.findIndex((card) => !card.answered);
    this.at = open < 0 ? this.cards.length : open;
    this.messages.show(this.state.messages, this.state.unsaved);
    this.paint();
  }

  makeCards() {
    const { cards } = this.spec;
    const speak = (words) => { this.spoken.textContent = words; };
    this.cards = cards.map((card, at) => new QuestionCard(
      card, at, cards.length, `${this.exchange.page}-${at}`, () => this.changed(), speak));
    this.scoreTitle = focusable("p", { tabindex: "-1", class: "course-stem" });
    this.score = element("div");
    this.scoreCard = element("div", { class: "course-score" }, this.scoreTitle, this.score);
  }

  makeButtons() {
    this.check = button(this.practice ? "Check" : "Keep this answer", null, { type: "submit" });
    this.askHint = button("Hint", () => this.ask("hint"));
    this.showAnswer = button("Show the answer (ends this try)", () => this.ask("show"));
    this.previous = button("Previous", () => this.go(this.at - 1));
    this.next = button("Next", () => this.go(this.at + 1));
    this.finish = button("Finish", () => this.ask("finish"));
  }

  assemble() {
    const title = heading(this.spec.title, 3, { id: `${this.exchange.page}-title` });
    this.buttons = element("div", { class: "course-buttons" }, this.check, this.askHint, this.showAnswer);
    const form = formThat(() => this.ask("check"), ...this.cards.map((card) => card.fieldset), this.buttons);
    this.after = element("div", { class: "course-after" });
    const steps = element("div", { class: "course-buttons course-steps" }, this.previous, this.next);
    this.root = frame(title, form, this.notice, this.messages.node, this.messages.offer, this.scoreCard, this.finish, this.hint,
      this.verdict, this.after, steps, this.spoken);
  }

  changed() {
    this.verdict.replaceChildren();
    this.paintAfter(null);
    this.sure = false;
  }

  ask(action) {
    const card = this.cards[this.at];
    if (action === "hint") this.hint.replaceChildren();
    else this.verdict.replaceChildren();
    const content = { action, card: card ? this.at : null };
    if (action === "check") content.response = card.controls.read();
    if (action === "finish") content.sure = this.sure === true;
    const { edits } = card ?? {};
    const seq = this.exchange.ask(content);
    if (action === "check" || action === "show") card.asked = { seq, edits };
  }

  receive(state) {
    const before = this.state;
    const ended = state.finished && !before.finished;
    this.state = state;
    const { reply } = state;
    if (!reply) this.takeOver(before.cards);
    const mine = this.exchange.isMine(reply);
    if (mine) this.exchange.say("");
    const card = this.cards[reply?.card];
    // A verdict is shown only beside the answer that it is about, not beside one changed since.
    const fits = card?.asked?.seq === reply?.seq && card?.asked?.edits === card?.edits;
    if (mine && card && fits && !reply.note.length) card.checked = card.edits;
    if (!mine && card) card.write(state.cards[reply.card].response);
    if (mine) this.sure = reply.confirm === true;
    this.messages.show(state.messages, state.unsaved);
    this.paint();
    if (mine && ended) {
      this.scoreTitle.focus();
      this.spoken.textContent = state.score.overall;
    }
    if (mine && reply.note.length && (reply.card ?? this.cards.length) === this.at) {
      this.verdict.replaceChildren(...paragraphs(reply.note));
    }
    if (mine && !ended) this.bringVerdictIntoSight();
  }

  // What was answered elsewhere is shown, unless something else is chosen here already.
  takeOver(before) {
    this.cards.forEach((card, at) => {
      const { response, kept } = this.state.cards[at];
      const same = JSON.stringify(before[at].response) === JSON.stringify(response);
      if (!same && (kept || !card.isStale)) card.write(response);
    });
  }

  go(at) {
    this.at = at;
    this.sure = false;
    this.exchange.say("");
    this.spoken.textContent = "";
    this.paint();
    (this.cards[at]?.fieldset ?? this.scoreTitle).focus();
  }

  paint() {
    const shown = this.cards[this.at];
    const state = this.state.cards[this.at];
    this.cards.forEach((card, at) => {
      card.fieldset.hidden = at !== this.at;
      this.lock(card, this.state.cards[at].kept);
    });
    this.buttons.hidden = !shown;
    this.scoreCard.hidden = Boolean(shown);
    const over = this.practice || this.state.finished;
    this.finish.hidden = Boolean(shown) || over;
    this.scoreTitle.textContent = this.spec.end ?? (over ? "How it went" : "The end of the assessment");
    this.previous.disabled = this.at === 0;
    this.next.hidden = !shown;
    const last = this.at === this.cards.length - 1;
    this.next.textContent = !last ? "Next" : over && !this.spec.end ? "Next: how it went" : "Next: the end";
    if (shown) this.paintQuestion(shown, state);
    else this.paintScore();
  }

  // An answer that is kept can be read, but not changed; the focus must not fall out of it.
  lock(card, kept) {
    const inside = document.activeElement !== card.fieldset && card.fieldset.contains(document.activeElement);
    if (kept && inside) this.check.focus();
    for (const node of card.fieldset.querySelectorAll("input, select, button")) node.disabled = kept;
  }

  paintQuestion(card, state) {
    const stale = card.isStale;
    fill(this.verdict, stale ? [] : paragraphs(state.verdict));
    fill(this.hint, state.hint.length ? [paragraph(state.hint)] : []);
    this.paintAfter(stale ? null : state);
    setIdle(this.check, state.kept);
    this.askHint.hidden = !state.hint_offered && !state.hint.length;
    const done = state.right && !stale && document.activeElement !== this.showAnswer;
    this.showAnswer.hidden = !this.practice || done;
  }

  paintAfter(state) {
    const part = state && [state.answer, state.explanation, state.every];
    repaint(this.after, this.at, part, () => (state ? this.solution(state) : []));
  }

  solution(state) {
    const nodes = [];
    if (state.answer.length === 1) {
      nodes.push(paragraph([{ text: "The answer:", strong: true }, { text: " " }, ...state.answer[0]]));
    } else if (state.answer.length) {
      nodes.push(paragraph([{ text: "The answer:", strong: true }]), list(state.answer));
    }
    if (state.explanation.length) {
      nodes.push(paragraph([{ text: "Why:", strong: true }, { text: " " }, ...state.explanation]));
    }
    if (state.every.length) nodes.push(foldOut("Every answer, and why", list(state.every)));
    return nodes;
  }

  paintScore() {
    const { overall, lines, unanswered } = this.state.score;
    repaint(this.score, "", [overall, lines, unanswered], () => {
      const left = unanswered.length
        ? [element("p", {}, `Not answered yet: ${unanswered.length === 1 ? "question" : "questions"} ` +
            `${unanswered.join(", ")}.`), element("div", { class: "course-buttons" },
            ...unanswered.map((place) => button(`Go to question ${place}`, () => this.go(place - 1))))]
        : [];
      const lead = this.spec.end ? "Where you will meet them:" : "Goal by goal:";
      const byAim = lines.length ? [element("p", {}, lead), list(lines)] : [];
      return [element("p", {}, overall), ...left, ...byAim];
    });
    [this.verdict, this.hint].forEach((node) => node.replaceChildren());
    this.paintAfter(null);
  }
}

export default { render: renderWith(QuizPage) };
