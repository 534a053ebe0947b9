// What is selected in one place goes into a field: a recipient is pointed at instead of typed.
//
// <pre id="source-text">…</pre> <textarea id="quote"></textarea>
// <button type="button" data-quote="quote" data-from="source-text" hidden>Take it</button>
//
// Without script the button stays hidden, and the lines are copied by hand.

for (const button of document.querySelectorAll("[data-quote]")) {
  const source = document.getElementById(button.dataset.from);
  const field = document.getElementById(button.dataset.quote);
  let selected = "";
  button.hidden = false;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    // pressing the button may end the selection: what was selected last is remembered
    if (source.contains(selection.anchorNode) && selection.toString().trim())
      selected = selection.toString();
  });
  button.addEventListener("click", () => {
    if (selected) field.value = selected.trim();
    field.focus();
  });
}
