// The five kinds of question as native controls. Each maker returns the nodes, how to read the response (places
// in the order of the bank, or what was typed), and how to write one back. ``changed`` is called when the
// learner changes something; ``speak`` says what cannot be seen to change.

const inOrder = (card) => card.order.map((place) => [place, card.choices[place]]);

function ticks(type) {
  return (card, id, changed) => {
    const inputs = new Map();
    const nodes = inOrder(card).map(([place, runs]) => {
      const input = focusable("input", { type, name: id, value: place });
      inputs.set(place, input);
      return element("label", { class: "course-tick" }, input, element("span", {}, ...runNodes(runs)));
    });
    nodes.forEach((node) => node.addEventListener("change", changed));
    const chosen = () => [...inputs].filter(([, input]) => input.checked).map(([place]) => place);
    const one = type === "radio";
    return {
      nodes,
      read: () => (one ? chosen()[0] ?? null : chosen()),
      write: (response) => {
        const wanted = one ? [response] : response ?? [];
        for (const [place, input] of inputs) input.checked = wanted.includes(place);
      },
    };
  };
}

function numeric(card, id, changed) {
  const input = focusable("input", { type: "text", id, inputmode: "decimal", autocomplete: "off" });
  input.addEventListener("input", changed);
  const label = element("label", { for: id }, card.label);
  return {
    nodes: [element("div", { class: "course-typed" }, label, input)],
    read: () => input.value,
    write: (response) => { input.value = response ?? ""; },
  };
}

function order(card, id, changed, speak) {
  const box = element("ol", { class: "course-order" });
  const items = new Map();
  let touched = false; // the order that is shown at first is nobody's answer
  // The neighbour is moved, not the item itself: so the focus stays where it is.
  const move = (place, up) => {
    const item = items.get(place).node;
    const neighbour = up ? item.previousElementSibling : item.nextElementSibling;
    const words = item.firstChild.textContent;
    if (!neighbour) {
      speak(`“${words}” is already ${up ? "the first" : "the last"}.`);
      return;
    }
    if (up) item.after(neighbour);
    else item.before(neighbour);
    touched = true;
    mark();
    speak(`“${words}” is now number ${[...box.children].indexOf(item) + 1} of ${items.size}.`);
    changed();
  };
  const mark = () => {
    const last = box.children.length - 1;
    [...box.children].forEach((node, at) => {
      const [up, down] = node.querySelectorAll("button");
      setIdle(up, at === 0);
      setIdle(down, at === last);
    });
  };
  for (const [place, runs] of inOrder(card)) {
    const text = element("span", {}, ...runNodes(runs));
    const named = (words) => ({ "aria-label": `${words}: ${text.textContent}` });
    const node = element("li", { "data-place": place }, text, element("span", { class: "course-moves" },
      button("Move up", () => move(place, true), named("Move up")),
      button("Move down", () => move(place, false), named("Move down"))));
    items.set(place, { node });
    box.append(node);
  }
  mark();
  return {
    nodes: [box],
    read: () => (touched ? [...box.children].map((node) => Number(node.dataset.place)) : null),
    write: (response) => {
      touched = Array.isArray(response);
      box.append(...(response ?? card.order).map((place) => items.get(place)?.node).filter(Boolean));
      mark();
    },
  };
}

function match(card, id, changed) {
  const selects = card.lefts.map((_, at) => {
    const options = inOrder(card).map(([place, runs]) =>
      element("option", { value: place }, runs.map((run) => run.text).join("")));
    const none = element("option", { value: "" }, "Choose…");
    const select = focusable("select", { id: `${id}-${at}` }, none, ...options);
    select.addEventListener("change", changed);
    return select;
  });
  const nodes = card.lefts.map((runs, at) => element("div", { class: "course-pair" },
    element("label", { for: `${id}-${at}` }, ...runNodes(runs)), selects[at]));
  return {
    nodes,
    read: () => selects.map((select) => (select.value === "" ? null : Number(select.value))),
    write: (response) => selects.forEach((select, at) => { select.value = response?.[at] ?? ""; }),
  };
}

const makers = { single: ticks("radio"), multiple: ticks("checkbox"), numeric, order, match };

// One question: its fieldset, what is chosen in it, and whether that was changed since it was checked.
class QuestionCard {
  constructor(card, at, count, id, changed, speak) {
    this.edits = 0;
    this.checked = 0;
    this.controls = makers[card.kind](card, id, () => { this.edits += 1; changed(); }, speak);
    const stem = element("span", { class: "course-stem" },
      element("span", { class: "course-place" }, count > 1 ? `Question ${at + 1} of ${count}. ` : "Question. "), ...runNodes(card.stem));
    const ask = element("p", { class: "course-ask", id: `${id}-ask` }, card.ask);
    this.fieldset = focusable("fieldset", { tabindex: "-1", "aria-describedby": ask.id },
      element("legend", {}, stem), ask, ...this.controls.nodes);
  }

  get isStale() {
    return this.edits !== this.checked;
  }

  write(response) {
    this.controls.write(response);
    this.checked = this.edits;
  }
}
