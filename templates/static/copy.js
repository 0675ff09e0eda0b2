// Buttons that copy what stands beside them. Without this file the text can still be selected.
const status = document.getElementById("skopiowano");
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = "";
      // A reader of the screen hears the same word again only when it is new on the page.
      setTimeout(() => { status.textContent = button.dataset.done; }, 50);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
    }
  });
}
