// Brings one part of a page up to date without moving anything under the reader's hand.
//
// <div id="letters" data-refresh="60"> ... </div>
// <p data-refresh-note hidden>This page refreshes itself.
//   <button type="button" data-refresh-toggle data-stop="Stop" data-start="Start again">Stop</button></p>
// <p class="visually-hidden" role="status" data-refresh-said data-words="The page has been updated"></p>
//
// Asks again for the same address every so many seconds, only while the page is looked at, waits
// longer when the server has trouble or data are to be saved, leaves the part alone while the
// focus or a selection is in it, keeps opened <details> open, and stops when asked to, when the
// answer is not a page of this kind, or after SPAN.

const LONGEST_PAUSE = 900;
const SPAN = 12 * 60 * 60 * 1000;
const begun = Date.now();

function inUse(part) {
  const selection = document.getSelection();
  return part.contains(document.activeElement)
    || (selection && !selection.isCollapsed && part.contains(selection.anchorNode));
}

function replace(part, fresh) {
  for (const mark of ["[data-refresh-note]", "[data-refresh-said]"]) {
    const ours = part.querySelector(mark);
    if (ours) fresh.querySelector(mark)?.replaceWith(ours);
  }
  const before = part.querySelectorAll("details");
  const after = fresh.querySelectorAll("details");
  if (before.length === after.length) before.forEach((one, i) => { after[i].open = one.open; });
  part.replaceChildren(...fresh.childNodes);
}

function keepFresh(part) {
  const note = document.querySelector("[data-refresh-note]");
  const toggle = note?.querySelector("[data-refresh-toggle]");
  const said = document.querySelector("[data-refresh-said]");
  const usual = Math.max(15, Number(part.dataset.refresh) || 60) * (navigator.connection?.saveData ? 5 : 1);
  let pause = usual;
  let known = part.textContent;
  let running = true;
  let timer = 0;

  const next = () => {
    clearTimeout(timer);
    if (running && Date.now() - begun < SPAN) timer = setTimeout(ask, pause * 1000);
  };
  const stop = () => {
    running = false;
    if (note) note.hidden = true;
  };

  async function ask() {
    if (document.hidden || inUse(part)) return next();
    try {
      const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
      if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
      if (!answer.ok || answer.redirected) return stop();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (!fresh) return stop();
      pause = usual;
      if (!inUse(part)) {
        const words = fresh.textContent;
        replace(part, fresh); // even if it says the same: the tokens of its forms are new
        if (said) said.textContent = words === known ? "" : said.dataset.words;
        known = words;
      }
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    return next();
  }

  toggle?.addEventListener("click", () => {
    running = !running;
    toggle.textContent = running ? toggle.dataset.stop : toggle.dataset.start;
    next();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && running) { clearTimeout(timer); ask(); }
  });
  if (note) note.hidden = false;
  next();
}

const part = document.querySelector("[data-refresh][id]");
if (part) keepFresh(part);
