/* Suggestions below the search box, after the ARIA pattern of an editable combobox with list autocomplete.
   The list and its addresses come from the server; without this file the box is a plain box. */
"use strict";

(() => {
  const PAUSE = 120;
  const box = document.getElementById("q");
  if (!box?.dataset.suggestions) return;

  let timer = 0;
  let asking = null;
  let active = -1;

  const options = () => [...place.querySelectorAll("[role=option]")];
  const isOpen = () => !place.hidden;

  const place = document.createElement("div");
  place.className = "suggestions-place";
  place.hidden = true;
  box.after(place);

  /* A search field may not be a combobox; a text field that is one loses nothing by it. */
  box.type = "text";
  box.inputMode = "search";
  for (const [name, value] of Object.entries({
    "role": "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "podpowiedzi",
    "aria-haspopup": "listbox",
  })) box.setAttribute(name, value);

  function close() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
    activate(-1);
    place.hidden = true;
    place.replaceChildren();
    box.setAttribute("aria-expanded", "false");
  }

  function activate(number) {
    const all = options();
    all[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = all[active];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", option.id);
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  /* `then` is called once the list is open. */
  async function open(then = () => {}) {
    clearTimeout(timer);
    asking?.abort();
    const typed = box.value.trim();
    if (!typed) return close();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${box.dataset.suggestions}?${new URLSearchParams({ q: typed })}`, { signal: mine.signal });
      if (!answer.ok) return close();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      const list = page.querySelector("[role=listbox]");
      if (!list || document.activeElement !== box) return close();
      activate(-1);
      place.replaceChildren(list);
      place.hidden = false;
      box.setAttribute("aria-expanded", "true");
      then();
    } catch (error) {
      if (!mine.signal.aborted) close();
    }
  }

  function move(step) {
    const last = options().length - 1;
    const next = active + step;
    activate(next < -1 ? last : next > last ? -1 : next);
  }

  const keys = {
    ArrowDown(event) {
      if (isOpen()) move(1);
      else open(event.altKey ? undefined : () => move(1));
      return true;
    },
    ArrowUp(event) {
      if (event.altKey) close();
      else if (isOpen()) move(-1);
      else open(() => move(-1));
      return true;
    },
    /* The two leave the list for the text, where the caret then goes on its own. */
    Home: () => activate(-1),
    End: () => activate(-1),
    Escape() {
      if (isOpen()) {
        close();
        return true;
      }
      return false;
    },
    Enter() {
      const option = options()[active];
      close();
      option?.click();
      return Boolean(option);
    },
    Tab: close,
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (keys[event.key]?.(event)) event.preventDefault();
  });
  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (box.value.trim()) timer = setTimeout(open, PAUSE);
    else close();
  });
  box.addEventListener("click", () => {
    if (!isOpen()) open();
  });
  box.addEventListener("blur", close);
  /* Results have come below: the list makes way for them, unless somebody is in it. */
  document.addEventListener("htmx:afterSwap", () => {
    if (active < 0 && !place.matches(":hover")) close();
  });
  box.form.addEventListener("submit", close);
  /* A press keeps the focus in the box, so that the list is still there when it ends. */
  place.addEventListener("mousedown", (event) => event.preventDefault());
})();
