// A call that rings is heard, and stands in the title, whichever tab is in front. A browser may keep sounds back until
// somebody has pressed something on the page: then the page says so.

const TONES = [[659, 0], [880, 0.18], [659, 0.36]]; // hertz, and seconds after the beginning
const ALARM = [[494, 0], [392, 0.22], [494, 0.6], [392, 0.82]]; // lower, and not to be taken for a call
const rings = document.querySelector("[data-rings]");
const tries = document.querySelector("[data-tries-sound]");
const titles = [document.title, rings?.dataset.rings ?? document.querySelector("[data-rings-elsewhere]")?.dataset.title];

let context;

async function sound() {
  context ??= new AudioContext();
  // Where it isn't allowed, this promise waits for a press.
  await Promise.race([context.resume(), new Promise((go) => setTimeout(go, 200))]);
  const allowed = context.state === "running";
  for (const words of document.querySelectorAll("[data-silent]")) words.hidden = allowed;
  document.dispatchEvent(new CustomEvent("desk:sound", { detail: allowed }));
  return allowed;
}

async function chime(tones = TONES) {
  if (!(await sound())) return;
  for (const [tone, after] of tones) {
    const [source, volume] = [context.createOscillator(), context.createGain()];
    const begins = context.currentTime + after;
    source.frequency.value = tone;
    volume.gain.setValueAtTime(0.0001, begins);
    volume.gain.exponentialRampToValueAtTime(0.2, begins + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.4);
    source.connect(volume).connect(context.destination);
    source.start(begins);
    source.stop(begins + 0.45);
  }
}

let odd = false;
function ring(now) {
  odd = now && !odd;
  if (titles[1]) document.title = odd ? titles[1] : titles[0];
  if (now) chime().catch(() => {});
}

tries?.addEventListener("click", () => chime().catch(() => {}));
document.addEventListener("desk:rings", ({ detail }) => (detail || odd) && ring(detail));
document.addEventListener("desk:asks", () => chime().catch(() => {}));
document.addEventListener("desk:alarm", () => chime(ALARM).catch(() => {}));
if (rings) ring(true);
else if ((tries || document.querySelector("[data-sound]")) && "AudioContext" in window) sound().catch(() => {});
