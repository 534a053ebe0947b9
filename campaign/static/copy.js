// Copies what stands in a field.
//
// <input id="address" readonly value="https://…">
// <button type="button" hidden data-copy aria-controls="address" data-done="Copied">Copy</button>
// <span role="status"></span>
//
// Without script, or where the browser lends no clipboard, the button stays away.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
    } catch {
      field.select();
    }
  });
}
