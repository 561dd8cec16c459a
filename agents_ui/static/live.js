// Parts of a page that renew themselves: every twenty seconds, and at once when the desk has changed. A part in which
// somebody types is left alone, and a button that has the focus keeps it.

const EVERY = 20_000;
const TYPED_IN = "input:not([type=hidden]), select, textarea, audio";
const parts = () => [...document.querySelectorAll("[data-live][id]")];

function isBusy(part) {
  const focus = document.activeElement;
  return (part.contains(focus) && focus.matches(TYPED_IN)) || part.querySelector("details[open]");
}

function replace(part, next) {
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  part.replaceWith(document.adoptNode(next));
  if (!focus) return;
  const same = [...next.querySelectorAll(focus.localName)].find((one) => one.dataset.key === focus.dataset.key);
  // Never another button: whoever presses Enter once more must not do something else.
  (same ?? next.querySelector("[tabindex]"))?.focus();
}

let leaving = false;
addEventListener("beforeunload", () => (leaving = true));

// Whether every part is as the server has it now.
async function renew() {
  // The header tells the server that nobody pressed anything: an unattended page must not keep a session alive.
  const reply = await fetch(location.href, { headers: { "X-Renewed-By-Itself": "yes" }, redirect: "manual" });
  if (leaving) return false;
  if (reply.type === "opaqueredirect" || reply.status === 401) return location.reload();
  if (!reply.ok) return false;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const changed = parts().flatMap((part) => {
    const next = fresh.getElementById(part.id);
    return next && next.outerHTML !== part.outerHTML ? [[part, next]] : [];
  });
  const left = changed.filter(([part]) => isBusy(part));
  for (const [part, next] of changed) if (!isBusy(part)) replace(part, next);
  return !left.length;
}

if (parts().length) {
  setInterval(() => document.hidden || renew().catch(() => {}), EVERY);
  document.addEventListener("desk:changed", async ({ detail: stamp }) => {
    // Until all of it is there the next beat asks for it again.
    if (await renew().catch(() => false)) document.documentElement.dataset.stamp = stamp;
  });
}
