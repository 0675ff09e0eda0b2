// Buttons that copy what stands beside them, and one that prints. Without this file the text can be selected
// and the browser's own menu prints.
const status = document.getElementById("skopiowano");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.done;
      status.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; status.textContent = ""; }, 4000);
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
