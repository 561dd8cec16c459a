// Parts of a page that renew themselves. A part in which somebody works is left alone.

const EVERY = 20_000;
const parts = () => [...document.querySelectorAll("[data-live][id]")];
const busy = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");

async function renew() {
  if (document.hidden) return;
  // The header tells the server that nobody pressed anything: an unattended page must not keep a session alive.
  const reply = await fetch(location.href, { headers: { "X-Renewed-By-Itself": "yes" }, redirect: "manual" });
  if (reply.type === "opaqueredirect" || reply.status === 401) return location.reload();
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const part of parts()) {
    const next = fresh.getElementById(part.id);
    if (next && !busy(part) && next.innerHTML !== part.innerHTML) part.replaceWith(document.adoptNode(next));
  }
}

if (parts().length) setInterval(() => renew().catch(() => {}), EVERY);
