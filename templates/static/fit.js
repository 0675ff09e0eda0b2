/* The reader's own library, kept in this browser alone. It is sent when the reader presses the button, as part of
   an address; without this file the same form works and remembers nothing. */
"use strict";

(() => {
  const KEY = "moja-biblioteka";
  const fields = () => [...document.querySelectorAll("#moja-biblioteka select")];

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  function keep(values) {
    try {
      if (Object.keys(values).length) localStorage.setItem(KEY, JSON.stringify(values));
      else localStorage.removeItem(KEY);
    } catch {
      /* A browser that keeps nothing still shows what fits. */
    }
  }

  function show() {
    const place = document.getElementById("moja-biblioteka");
    if (!place) return;
    const values = kept();
    const isKept = Object.keys(values).length > 0;
    /* What is in force stands in the address; else what was kept is offered. */
    const isOn = document.querySelector(".fit-on") !== null;
    const shown = isOn ? Object.fromEntries(new URLSearchParams(location.search)) : values;
    for (const field of fields()) field.value = [...field.options].some((option) => option.value === shown[field.name]) ? shown[field.name] : "";
    place.querySelector(".fit-kept").hidden = false;
    place.querySelector(".fit-forget").hidden = !isKept;
    const shortcut = document.querySelector(".fit-shortcut");
    if (shortcut) shortcut.hidden = isOn || !isKept;
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "dopasuj") return;
    document.getElementById("moja-biblioteka").open = false;
    keep(Object.fromEntries(fields().filter((field) => field.value).map((field) => [field.name, field.value])));
  }, true);
  /* What was not said stays out of the address, and what was said stands last, as the server writes it. */
  document.addEventListener("formdata", (event) => {
    if (event.target.id !== "dopasuj") return;
    for (const field of fields()) {
      event.formData.delete(field.name);
      if (field.value) event.formData.append(field.name, field.value);
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".fit-forget")) return;
    keep({});
    for (const field of fields()) field.value = "";
    show();
    document.querySelector("#moja-biblioteka > summary").focus();
  });
  document.addEventListener("htmx:afterSwap", show);
  show();
})();
