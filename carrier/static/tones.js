// The two tones of each key, made here: no recording, and nothing from elsewhere.

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = "123456789*0#";
const SECONDS = 0.14;

let sound;

/** Sound one key, softly. */
export function sound_key(key) {
  const place = KEYS.indexOf(key);
  sound ??= new AudioContext();
  const volume = new GainNode(sound, { gain: 0.0001 });
  const now = sound.currentTime;
  volume.gain.exponentialRampToValueAtTime(0.05, now + 0.012);
  volume.gain.setValueAtTime(0.05, now + SECONDS - 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + SECONDS);
  volume.connect(sound.destination);
  for (const frequency of [ROWS[Math.floor(place / 3)], COLUMNS[place % 3]]) {
    const tone = new OscillatorNode(sound, { frequency });
    tone.connect(volume);
    tone.start(now);
    tone.stop(now + SECONDS);
  }
}
