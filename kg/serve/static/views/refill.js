// New content in an old place. In: an element and what it is to hold; out: the same element, with the focus where it was.

// Puts new children into an element, and the focus back to where it was among them. `settle` is done in between.
export function refill(root, children, settle = () => {}) {
  const held = root.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const top = root.scrollTop;
  root.replaceChildren(...[children].flat().filter(Boolean));
  settle();
  root.scrollTop = top;
  if (held) (root.querySelector(held) || root).focus({ preventScroll: true });
}

// What finds the same field or link again.
function keyOf({ id, dataset }) {
  if (id) return `#${CSS.escape(id)}`;
  const [name] = ["key", "iri"].filter((one) => dataset[one]);
  return name ? `[data-${name}="${CSS.escape(dataset[name])}"]` : ":scope";
}
