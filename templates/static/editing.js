// Saves while one types, and keeps in this window what could not be saved. Without it every button works.
(() => {
  const form = document.getElementById("formularz");
  const saver = document.getElementById("samozapis");
  const read = (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => { try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* no room or no right to keep: saving goes on */ } };
  const drop = (name) => { try { sessionStorage.removeItem(name); } catch { /* as above */ } };
  const names = () => { try { return Object.keys(sessionStorage).filter((name) => name.startsWith("szkic:")); } catch { return []; } };
  if (!form) {
    // A page that says that a text was not saved: what was sent last is kept for the next look at the form.
    for (const name of names()) { const kept = read(name); if (kept) write(name, { ...kept, sent: false }); }
    return;
  }
  const key = `szkic:${form.dataset.kept}`;
  const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["_znak", "wersja", "co"].includes(name));
  const before = JSON.stringify(pairs());
  let running = 0;
  let pressed = null;
  let timer = 0;

  const say = (reason) => {
    const line = document.getElementById("zapis");
    if (line && line.dataset[reason]) { line.textContent = line.dataset[reason]; line.classList.add("failed"); }
  };
  const keep = (sent = false) => write(key, { pairs: pairs(), sent });
  const forget = () => drop(key);
  // A form that opens after a press was answered: what was sent has arrived.
  for (const name of names()) { const kept = read(name); if (!kept || kept.sent) drop(name); }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    keep();
    clearTimeout(timer);
    if (saver && window.htmx) timer = setTimeout(() => window.htmx.trigger(saver, "samozapis"), 1200);
  });

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running && !pressed) { event.preventDefault(); pressed = event.submitter || true; return; }
    keep(true);
  });
  document.body.addEventListener("htmx:beforeRequest", () => { running += 1; });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    running -= 1;
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (event.detail.successful) forget();
    else say(status === 401 || status === 403 ? "expired" : status === 409 ? "conflict" : "failed");
    if (pressed && running === 0) {
      const button = pressed;
      // Out-of-band parts, the version among them, are in place after the swap.
      setTimeout(() => { if (button === true) form.requestSubmit(); else form.requestSubmit(button); pressed = null; }, 0);
    }
  });

  const kept = read(key);
  if (kept && JSON.stringify(kept.pairs) !== before) {
    const note = document.getElementById("niezapisane");
    note.hidden = false;
    note.querySelector("[data-forget]").addEventListener("click", () => { forget(); note.hidden = true; });
    note.querySelector("[data-restore]").addEventListener("click", () => {
      const again = document.createElement("form");
      again.method = "post";
      again.action = form.action;
      const own = ["_znak", "wersja"].map((name) => [name, form.elements[name].value]);
      for (const [name, value] of [...own, ["co", "zapisz"], ...kept.pairs]) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        field.hidden = true;
        again.append(field);
      }
      forget();
      document.body.append(again);
      again.submit();
    });
  } else if (kept) forget();
})();
