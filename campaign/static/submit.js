// A form is sent once, however often the button is pressed, and the button says what happens.
//
// <form method="post"> <button data-doing="Signing…">Sign</button> </form>
//
// The button is not disabled, or its name would not be sent and the focus would be lost; further
// submissions are simply not made. A form that answers with a download says data-many.

const GIVE_UP = 20_000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-said]")) {
    button.textContent = button.dataset.said;
    button.removeAttribute("aria-disabled");
    delete button.dataset.said;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "many" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button instanceof HTMLButtonElement) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.said = button.textContent;
    if (button.dataset.doing) button.textContent = button.dataset.doing;
  }
  setTimeout(() => release(form), GIVE_UP);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});
