// The wallboard renews itself every four seconds, says since when it can't, and is heard when an alarm begins.

const EVERY = 4_000;
const LATEST = 3_500; // an answer that takes longer is none
const PATIENCE = 10_000; // without an answer, before the board says that it is not current
const AGAIN = 60_000; // a severe alarm that lasts is heard again
const REMEMBERED = "wallboard-sound";

const wall = document.getElementById("wallboard");
const parts = (board) => board.querySelectorAll("[data-part]");
const current = () => document.getElementById("board");

let heard = Date.now();
let asked = 0;
let asking = false;
let leaving = false;
let loud = true; // as somebody has chosen it on this screen
let known = new Set();
let told = 0; // when an alarm was last heard

function look() {
  // A clock that was set back must not make old figures fresh.
  const stale = Math.abs(Date.now() - heard) > PATIENCE;
  if (wall.classList.contains("is-stale") === stale) return;
  wall.classList.toggle("is-stale", stale);
  wall.querySelector("[data-wall-since]").textContent = current().dataset.clockSays;
  wall.querySelector("[data-wall-stale]").hidden = !stale;
  if (!stale) return;
  for (const clock of wall.querySelectorAll("[data-clock]")) {
    clock.textContent = clock.dataset.said; // nobody knows whether they still wait
    delete clock.dataset.clock;
  }
}

function show(next) {
  const board = current();
  for (const fresh of parts(next)) {
    const part = board.querySelector(`[data-part="${fresh.dataset.part}"]`);
    // The part itself stays, so that a screen reader says what has changed in it and nothing else.
    if (part.innerHTML !== fresh.innerHTML) part.replaceChildren(...fresh.childNodes);
    part.className = fresh.className;
  }
  Object.assign(board.dataset, next.dataset);
  for (const field of wall.querySelectorAll("[name=csrf_token]")) field.value = next.dataset.token;
  document.dispatchEvent(new CustomEvent("desk:time", { detail: next.dataset.now }));
}

async function renew() {
  asking = true;
  asked = Date.now();
  try {
    // The header tells the server that nobody pressed anything: an unattended page must not keep a session alive.
    const headers = { "X-Renewed-By-Itself": "yes" };
    const reply = await fetch(wall.dataset.wallboard, { headers, redirect: "manual", signal: AbortSignal.timeout(LATEST) });
    if (leaving) return;
    if (reply.type === "opaqueredirect") return location.reload();
    if (!reply.ok) return;
    const next = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("board");
    if (!next || leaving) return;
    if (next.dataset.made !== current().dataset.made) return location.reload(); // the program is a newer one
    heard = Date.now();
    show(document.adoptNode(next));
    look();
    tell();
  } catch {
    // The next beat asks again.
  } finally {
    asking = false;
  }
}

function beat() {
  look();
  if (!asking && !leaving && Math.abs(Date.now() - asked) >= EVERY - 500) renew();
}

function tell() {
  const { alarms, severe } = current().dataset;
  const now = new Set(alarms.split(" ").filter(Boolean));
  const begun = [...now].some((key) => !known.has(key));
  known = now;
  document.title = now.size ? `⚠ ${now.size} · ${wall.dataset.title}` : wall.dataset.title;
  if (!begun && !(Number(severe) && Date.now() - told > AGAIN)) return;
  told = Date.now();
  if (loud) document.dispatchEvent(new Event("desk:alarm"));
}

const button = wall?.querySelector("[data-sound]");
let allowed = false;

function showSound() {
  const state = loud ? (allowed ? "on" : "blocked") : "off";
  for (const words of button.querySelectorAll("[data-sound-is]")) words.hidden = words.dataset.soundIs !== state;
  button.classList.toggle("is-blocked", state === "blocked");
}

function remember() {
  try {
    localStorage.setItem(REMEMBERED, loud ? "on" : "off");
  } catch {
    // It holds for this page.
  }
}

function press() {
  // Where it is only kept back by the browser, this press is the one that lets it out.
  if (!loud || allowed) loud = !loud;
  remember();
  showSound();
  if (loud) document.dispatchEvent(new Event("desk:alarm"));
}

// A screen that nobody touches would go dark.
async function keepAwake() {
  if (document.hidden || !("wakeLock" in navigator)) return;
  await navigator.wakeLock.request("screen").catch(() => {});
}

function fillTheScreen() {
  const fills = wall.querySelector("[data-fills]");
  fills.hidden = !document.fullscreenEnabled;
  fills.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : wall.requestFullscreen()));
}

if (wall) {
  wall.dataset.title = document.title;
  try {
    loud = localStorage.getItem(REMEMBERED) !== "off";
  } catch {
    // It is on.
  }
  button.hidden = false;
  button.addEventListener("click", press);
  document.addEventListener("desk:sound", ({ detail }) => {
    allowed = detail;
    showSound();
  });
  showSound();
  fillTheScreen();
  tell();
  new Worker(wall.dataset.ticks).addEventListener("message", beat);
  // Whoever opens the lid, or has the network back, sees at once what is so.
  document.addEventListener("visibilitychange", beat);
  addEventListener("online", beat);
  addEventListener("pageshow", beat);
  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), PATIENCE);
  });
  if ("hangs" in wall.dataset) {
    keepAwake();
    document.addEventListener("visibilitychange", keepAwake);
  }
}
