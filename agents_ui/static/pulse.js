// Has anything changed at the desk? Asked every two seconds, in a few bytes, on every page: a call rings for twenty.
// What is so is on the server, so a page that slept, or one of two, shows it as soon as it asks.

const desk = document.documentElement.dataset;
const stale = document.querySelector("[data-stale]");
const elsewhere = document.querySelector("[data-rings-elsewhere]");
const atTheDesk = Boolean(document.querySelector("[data-screen]"));
const PATIENCE = 8_000; // without an answer, before the page says so
const LATEST = 6_000; // an answer that takes longer is none

let heard = Date.now();
let asking = false;
let leaving = false;

// The header tells the server that nobody pressed anything: an unattended page must not keep a session alive.
const ask = () =>
  fetch(desk.pulse, {
    headers: { "X-Renewed-By-Itself": "yes", Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(LATEST),
  });

function follow(now) {
  if (atTheDesk && now.page !== desk.page) return location.reload();
  if (elsewhere) elsewhere.hidden = !now.rings;
  document.dispatchEvent(new CustomEvent("desk:rings", { detail: now.rings }));
  if (now.stamp === desk.stamp) return;
  document.dispatchEvent(new CustomEvent("desk:changed", { detail: now.stamp }));
}

async function beat() {
  if (asking || leaving) return;
  asking = true;
  try {
    const reply = await ask();
    if (leaving) return;
    if (reply.type === "opaqueredirect" || reply.status === 401) return location.reload();
    if (!reply.ok) throw new Error("no answer");
    const now = await reply.json();
    heard = Date.now();
    if (!leaving) follow(now);
  } catch {
    // The next beat asks again.
  } finally {
    asking = false;
    if (stale) stale.hidden = Date.now() - heard < PATIENCE;
  }
}

if (desk.pulse) {
  new Worker(desk.ticks).addEventListener("message", beat);
  // Whoever comes back to the page, or opens the lid, sees at once what is so.
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  addEventListener("online", beat);
  // What was sent leads on by itself. If it leads nowhere, the page goes on asking.
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), PATIENCE);
  });
}
