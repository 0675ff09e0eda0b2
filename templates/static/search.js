/* Results while somebody types. htmx asks and puts the answer in; here is when it asks, what becomes of the
   address, and what must outlive a swap. Without this file the form is a plain form. */
"use strict";

(() => {
  const PAUSES = [350, 700, 1400];
  const LULL = 1500;
  const SHORTEST = 2;

  let timer = 0;
  let asks = 0;
  let lastKey = 0;
  let lastAsked = null;
  let typedEntry = false;
  let kept = null;

  const form = () => document.getElementById("szukanie");
  const box = () => document.getElementById("q");
  const panel = () => document.getElementById("zawezanie");
  const address = () => location.pathname + location.search;
  /* Written as the server writes it, so that one state has one address. */
  const written = (path) => {
    const query = new URL(path, location.href).searchParams.toString();
    return path.split("?")[0] + (query && `?${query}`);
  };
  /* Which facets are unfolded is no other search. */
  const search = (path) => {
    const url = new URL(path, location.href);
    url.searchParams.delete("wszystkie");
    return url.pathname + url.search;
  };
  /* How to find an element again after a swap: a box of a facet has a name and a value and no id. */
  const markOf = (element) =>
    element?.id ? `#${CSS.escape(element.id)}` : element?.type === "checkbox" ? `[type=checkbox][name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]` : null;
  const textOf = (query) => new URLSearchParams(query).get("q") ?? "";
  /* Where a browser knows no popovers the panel is part of the page. */
  const isOpen = (element) => "popover" in HTMLElement.prototype && (element?.matches(":popover-open") ?? false);

  /* Who writes on after an answer is asked about less and less often, so that a sentence costs three answers. */
  function typed() {
    const now = Date.now();
    if (now - lastKey > LULL) asks = 0;
    lastKey = now;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSES[Math.min(asks, PAUSES.length - 1)]);
  }

  function ask() {
    const text = box().value.trim();
    if (text.length > 0 && text.length < SHORTEST) return;
    if (text === (lastAsked ?? textOf(location.search)).trim()) return;
    asks += 1;
    htmx.trigger(box(), "pisanie");
  }

  /* One entry of the history for each search that somebody meant, and at most one for a run of typing. */
  function decideEntry(event) {
    const { history, requestConfig } = event.detail;
    history.path = written(history.path);
    if (requestConfig.elt === box()) {
      const isWorthKeeping = !typedEntry && textOf(location.search) !== "";
      history.type = isWorthKeeping ? "push" : "replace";
      typedEntry = true;
    } else {
      history.type = search(history.path) === search(address()) ? "replace" : "push";
      typedEntry = false;
    }
  }

  function keep() {
    const focused = document.activeElement;
    kept = {
      focus: markOf(focused),
      facet: focused?.closest(".facet")?.id,
      open: new Map([...document.querySelectorAll("#wyniki details[id]")].map((part) => [part.id, part.open])),
      isPanelOpen: isOpen(panel()),
      scroll: panel()?.scrollTop ?? 0,
    };
  }

  function putBack(event) {
    const asker = event.detail.requestConfig?.elt;
    for (const [id, open] of kept?.open ?? []) {
      const part = document.getElementById(id);
      if (part) part.open ||= open;
    }
    if (kept?.isPanelOpen && asker === form()) {
      panel()?.showPopover();
      panel()?.scrollTo(0, kept.scroll);
    }
    const focus = (kept?.focus && document.querySelector(kept.focus)) || (kept?.facet && document.querySelector(`#${kept.facet} > summary`)) || null;
    if (focus && focus !== document.activeElement) focus.focus({ preventScroll: true });
    if (asker !== box() && asker !== form()) {
      box().value = textOf(location.search);
      // What was pressed is often gone with the old results.
      if (!focus) document.querySelector(".hits-count")?.focus();
    }
    for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
    kept = null;
  }

  function trouble(isShown) {
    const note = document.getElementById("klopot");
    if (note) note.hidden = !isShown;
  }

  /* Back and forward ask the address again, in the same queue as everything else, so that nothing overtakes. */
  function restore(event) {
    event.preventDefault();
    clearTimeout(timer);
    typedEntry = false;
    htmx.ajax("GET", address(), { source: "#wyniki", target: "#wyniki", push: "false" }).catch(() => {});
  }

  document.addEventListener("input", (event) => {
    if (event.target === box() && form()) typed();
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    clearTimeout(timer);
    asks = 0;
    if (event.submitter?.name === "wszystkie") return;
    if (isOpen(panel())) panel().hidePopover();
  }, true);
  /* A link that is opened beside stays a plain link. */
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest?.("a[hx-get]")) event.stopPropagation();
  }, true);
  /* Who leaves the open panel by the keyboard leaves it for good, and nothing has the focus below it. */
  document.addEventListener("focusin", (event) => {
    if (isOpen(panel()) && !panel().contains(event.target)) panel().hidePopover();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const link = event.detail.elt.getAttribute("href");
    if (link) event.detail.path = link;
    const sent = event.detail.formData;
    for (const name of new Set(sent.keys())) {
      const values = sent.getAll(name).filter((value) => value.trim() !== "");
      sent.delete(name);
      for (const value of values) sent.append(name, value);
    }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    clearTimeout(timer);
    lastAsked = textOf(event.detail.pathInfo.finalRequestPath.split("?")[1] ?? "");
  });
  document.addEventListener("htmx:beforeHistoryUpdate", decideEntry);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap) keep();
    trouble(false);
  });
  document.addEventListener("htmx:afterSwap", putBack);
  document.addEventListener("htmx:responseError", () => trouble(true));
  document.addEventListener("htmx:sendError", () => trouble(true));
  document.addEventListener("htmx:historyCacheMiss", restore);
})();
