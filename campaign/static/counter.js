// Says how many characters are left.
//
// <textarea id="own" data-limit="1500"></textarea>
// <p id="own-left" data-counter="own"
//    data-left="Characters left: {n}" data-over="Characters too many: {n}">Up to 1,500 characters</p>
//
// Counts characters as the server does (code points; a line break is one, so are spaces in a row,
// and none at the ends of lines; at most one empty line in a row), and never cuts:
// what is too long stays in the field to be shortened.

// digits as the server writes them, in Arabic, too
const number = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);
const PAUSE_BEFORE_SAYING = 1000;

function tidied(text) {
  const lines = text.normalize("NFC").split("\n").map((line) => line.trim().replace(/\s+/gu, " "));
  return lines.join("\n").replace(/^\n+|\n+$/g, "").replace(/\n{3,}/g, "\n\n");
}

function watch(field, note) {
  const limit = Number(field.dataset.limit);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  note.after(spoken);
  let timer = 0;

  const words = () => {
    const left = limit - [...tidied(field.value)].length;
    const pattern = left < 0 ? note.dataset.over : note.dataset.left;
    return { over: left < 0, text: pattern.replace("{n}", number.format(Math.abs(left))) };
  };
  const show = () => {
    const { over, text } = words();
    note.textContent = text;
    note.classList.toggle("over", over);
  };
  field.addEventListener("input", () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = words().text; }, PAUSE_BEFORE_SAYING);
  });
  show();
}

for (const note of document.querySelectorAll("[data-counter]")) {
  const field = document.getElementById(note.dataset.counter);
  if (field && Number(field.dataset.limit) > 0) watch(field, note);
}
