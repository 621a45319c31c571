// A link to a notebook. A widget's link knows nothing of JupyterLab, which would be loaded anew; the twin's link,
// an HTML output, does, so a click is handed on to it where it is there.
function notebookLink(link, root) {
  const node = focusable("a", { href: link.href }, link.text);
  node.addEventListener("click", (event) => {
    const output = root.closest(".jp-OutputArea") ?? document;
    const twins = [...output.querySelectorAll(".course-learning-twin a")];
    const twin = twins.find((one) => one.href.split(/[?#]/)[0].endsWith(`/${link.href}`));
    if (!twin) return;
    event.preventDefault();
    twin.click();
  });
  return node;
}
