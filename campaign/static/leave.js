// "Leave this page quickly": goes elsewhere without leaving this page in the tab's history.
//
// <a href="https://…" rel="noreferrer" data-leave>Leave this page quickly</a>
//
// Without script it is a link like any other.

for (const link of document.querySelectorAll("a[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
