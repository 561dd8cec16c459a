// The browser's own voice, where it has one: each sentence in its language, cut off when a key is pressed.

const synthesis = window.speechSynthesis;
let waiting = 0;

/** Call back when the browser has a voice; some have none, and some find theirs late. */
export function when_there_is_a_voice(tell) {
  const look = () => synthesis.getVoices().length > 0 && tell();
  if (!synthesis) return;
  synthesis.addEventListener("voiceschanged", look);
  look();
}

/** Read a sentence aloud, after those that are being read; the longer the queue, the faster. */
export function read_aloud(text, language, speed) {
  if (!synthesis || synthesis.getVoices().length === 0 || text.startsWith("[")) return;
  const spoken = new SpeechSynthesisUtterance(text);
  if (language) spoken.lang = language;
  spoken.rate = Math.min(3, speed * (1 + 0.25 * waiting));
  waiting += 1;
  spoken.onend = spoken.onerror = () => (waiting = Math.max(0, waiting - 1));
  synthesis.speak(spoken);
}

/** Fall silent in the middle of a word. */
export function hush() {
  waiting = 0;
  synthesis?.cancel();
}
