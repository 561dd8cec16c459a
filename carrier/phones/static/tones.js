// Every sound of the telephone but the voice, made here: the two true tones of each key, ringing, a beep.

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = "123456789*0#";
const RINGING = [440, 480]; // what a caller hears in North America: two seconds of ringing, four of silence
const BEEP = [1000];

let sound;
let ringing = null;
let rung = null; // the volume of the last ring

/** Return the two frequencies of a key, in hertz. */
export function frequencies_of(key) {
  const place = KEYS.indexOf(key);
  return [ROWS[Math.floor(place / 3)], COLUMNS[place % 3]];
}

/** Sound one key, softly. */
export function sound_key(key) {
  play(frequencies_of(key), 0.14);
}

/** Sound the beep before a recording. */
export function sound_beep() {
  play(BEEP, 0.6);
}

/** Ring until stop_ringing. */
export function start_ringing() {
  if (ringing !== null) return;
  play(RINGING, 2, 0.025);
  ringing = setInterval(() => play(RINGING, 2, 0.025), 6000);
}

/** Stop ringing at once. */
export function stop_ringing() {
  clearInterval(ringing);
  ringing = null;
  if (rung === null) return;
  rung.gain.cancelScheduledValues(0);
  rung.gain.value = 0;
  rung = null;
}

function play(frequencies, seconds, loudness = 0.05) {
  sound ??= new AudioContext();
  const volume = new GainNode(sound, { gain: 0.0001 });
  const now = sound.currentTime;
  volume.gain.exponentialRampToValueAtTime(loudness, now + 0.012);
  volume.gain.setValueAtTime(loudness, now + seconds - 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + seconds);
  volume.connect(sound.destination);
  if (frequencies === RINGING) rung = volume;
  for (const frequency of frequencies) {
    const tone = new OscillatorNode(sound, { frequency });
    tone.connect(volume);
    tone.start(now);
    tone.stop(now + seconds);
  }
}
