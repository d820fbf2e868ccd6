// Keeps the changing part of a page up to date by polling, and adds copying and a few keys. Without it, pages are whole.

const PERIOD = 1000; // milliseconds between two polls
const LOST_PERIOD = 2000; // while the server does not answer

const live = document.querySelector("[data-live]");
const linkState = document.querySelector("[data-link-state]");
const linkText = document.querySelector("[data-link-text]");
const pauseButton = document.querySelector("[data-pause]");
let paused = false;

function show(state, text) {
  if (linkState.dataset.state === state) return;
  linkState.dataset.state = state;
  linkText.textContent = text;
}

async function poll() {
  const address = new URL(location.href);
  address.searchParams.delete("done");
  const headers = { accept: "text/html" };
  const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(5000) });
  if (answer.status === 401 || answer.status === 403) location.reload();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  merge(live, page.querySelector("[data-live]"));
}

async function follow() {
  let wait = PERIOD;
  if (!paused && !document.hidden) {
    try {
      await poll();
      show("live", "Live");
    } catch {
      wait = LOST_PERIOD;
      if (!paused) show("lost", "Disconnected, trying again");
    }
  }
  setTimeout(follow, wait);
}

const key = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset.key : undefined);
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);

// Changes `there` to equal `wanted` and keeps the nodes that stay, so that focus, selection and open details stay too.
function merge(there, wanted) {
  const keyed = new Map([...there.children].filter(key).map((child) => [key(child), child]));
  let place = there.firstChild;
  for (const child of [...wanted.childNodes]) {
    const known = key(child) ? keyed.get(key(child)) : place;
    if (known && alike(known, child)) {
      if (known === place) place = place.nextSibling;
      else there.insertBefore(known, place);
      update(known, child);
    } else {
      if (key(child)) child.dataset.new = "";
      there.insertBefore(child, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function update(there, wanted) {
  if (there.nodeType !== Node.ELEMENT_NODE) {
    if (there.nodeValue !== wanted.nodeValue) there.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name, value } of wanted.attributes) if (there.getAttribute(name) !== value) there.setAttribute(name, value);
  for (const { name } of [...there.attributes]) {
    if (!wanted.hasAttribute(name) && name !== "open" && name !== "data-new") there.removeAttribute(name);
  }
  merge(there, wanted);
}

if (live) {
  linkState.hidden = false;
  show("live", "Live");
  pauseButton.addEventListener("click", () => {
    paused = !paused;
    pauseButton.setAttribute("aria-pressed", String(paused));
    show(paused ? "paused" : "live", paused ? "Paused" : "Live");
  });
  setTimeout(follow, PERIOD);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const said = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = said; }, 1500);
  });
}

// The key / leads to the first field of the filters, as on many sites.
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("form[role=search] input");
  if (event.key !== "/" || event.target.closest("input, select, textarea") || !field) return;
  event.preventDefault();
  field.focus();
});
