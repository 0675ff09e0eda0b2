/* Practices chosen for a comparison outlive a swap of the results. Without this file the boxes of one page are sent. */
"use strict";

(() => {
  const form = document.getElementById("porownanie");
  const chosen = new Set();

  const boxes = () => [...document.querySelectorAll("input[type=checkbox][name=p]")];

  /* What is chosen and not among these results goes along as a hidden field. */
  function show() {
    const present = new Set(boxes().map((box) => box.value));
    for (const box of boxes()) box.checked = chosen.has(box.value);
    form.replaceChildren(
      ...[...chosen].filter((slug) => !present.has(slug)).map((slug) => {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: "p", value: slug });
        return field;
      }),
    );
    const count = document.querySelector(".picked-count");
    if (count) count.textContent = chosen.size ? ` (${chosen.size})` : "";
  }

  document.addEventListener("change", (event) => {
    if (event.target.name !== "p") return;
    if (event.target.checked) chosen.add(event.target.value);
    else chosen.delete(event.target.value);
    show();
  });
  document.addEventListener("htmx:afterSwap", show);
  /* A browser that comes back to the page has kept the boxes. */
  addEventListener("pageshow", () => {
    for (const box of boxes()) if (box.checked) chosen.add(box.value);
    show();
  });
})();
