// "All" and "none" for a list of checkboxes, and how many are chosen.
//
// <fieldset data-pick>
//   <div data-pick-tools hidden>
//     <button type="button" data-pick-all>All</button>
//     <button type="button" data-pick-none>None</button>
//     <span role="status" data-pick-count data-words="{n} of {all} chosen"></span>
//   </div>
//   ... checkboxes ...
// </fieldset>
//
// The tools are hidden in the page and shown from here: without script the list works by itself.

// digits as the server writes them, in Arabic, too
const number = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);

function enhance(list) {
  const boxes = [...list.querySelectorAll("input[type=checkbox]:not(:disabled)")];
  const tools = list.querySelector("[data-pick-tools]");
  const count = list.querySelector("[data-pick-count]");
  if (!tools || boxes.length < 2) return;

  const say = () => {
    if (!count) return;
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = count.dataset.words
      .replace("{n}", number.format(chosen))
      .replace("{all}", number.format(boxes.length));
  };
  const set = (checked) => () => {
    for (const box of boxes) box.checked = checked;
    say();
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  list.querySelector("[data-pick-all]")?.addEventListener("click", set(true));
  list.querySelector("[data-pick-none]")?.addEventListener("click", set(false));
  for (const box of boxes) box.addEventListener("change", say);
  tools.hidden = false;
  say();
}

for (const list of document.querySelectorAll("[data-pick]")) enhance(list);
