// Shows an appeal within a page of another site: puts a frame where this script stands.
//
// <script src="https://letters.example.org/static/embed.js" data-appeal="some-appeal"
//         data-language="fr" data-height="600" data-title="Write a letter" async></script>
//
// Sets no cookie, reads nothing of the page, and tells our site nothing of it.

{
  const { src, dataset, parentNode, nextSibling } = document.currentScript;
  const language = dataset.language && dataset.language !== "en" ? `${dataset.language}/` : "";
  const frame = document.createElement("iframe");
  frame.src = new URL(`../${language}embed/${encodeURIComponent(dataset.appeal)}`, src);
  frame.title = dataset.title || "Write a letter";
  frame.width = "100%";
  frame.height = dataset.height || "600";
  frame.setAttribute("frameborder", "0");
  frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  parentNode.insertBefore(frame, nextSibling);
}
