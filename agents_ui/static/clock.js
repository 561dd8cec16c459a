// Clocks that count up, and hours in the time of whoever reads. The server's text stays where there is no script.

// How far this computer's clock is from the server's, as far as the page tells.
const { now } = document.documentElement.dataset;
let ahead = now ? Date.now() - Date.parse(now) : 0;
const two = (number) => String(number).padStart(2, "0");

function elapsed(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - ahead - since) / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function tick() {
  for (const clock of document.querySelectorAll("time[data-clock]")) {
    const since = Date.parse(clock.dateTime);
    if (!Number.isNaN(since)) clock.textContent = elapsed(since);
  }
  setTimeout(tick, 1000 - (Date.now() % 1000));
}

// A page that renews itself for days learns it anew each time.
document.addEventListener("desk:time", ({ detail }) => (ahead = Date.now() - Date.parse(detail)));

for (const time of document.querySelectorAll("time[data-at]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  }
}
tick();
