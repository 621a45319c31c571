// What live figures and learning widgets share. It stands before the script of either; see page_files.py.

// How long an answer is waited for without a word, and until it counts as lost.
const CALM_AFTER_MS = 2000;
const LOST_AFTER_MS = 10000;

// How to go on. Where there is no kernel, Run All Cells only starts one, and empties the cells.
const RUN_ALL = "choose Run, then Run All Cells, in the menu at the very top.";
const RESTART = "choose Run, then Restart Kernel and Run All Cells, in the menu at the very top.";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// JupyterLab takes arrow keys, Enter and letters for itself unless the focused element itself says otherwise.
const focusable = (tag, attributes = {}, ...children) =>
  element(tag, { "data-lm-suppress-shortcuts": "true", ...attributes }, ...children);
