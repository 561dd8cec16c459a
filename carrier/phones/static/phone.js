// The telephone of the page: keys, words and hooks in, captions and sounds out. The network does the rest.

import * as captions from "./captions.js";
import * as faults from "./faults.js";
import { listen } from "./incoming.js";
import { sound_beep, sound_key, start_ringing, stop_ringing } from "./tones.js";
import { hush, read_aloud, when_there_is_a_voice } from "./voice.js";

const KEYS = "0123456789*#";
const CHOICES = ["tones", "voice"]; // remembered on this machine
const at = (id) => document.getElementById(id);

let call = null; // { sid, line, from, begun, events, heard, failure } while a call lives
let incoming = null; // { sid, from } while somebody rings here
let stop_listening = () => {}; // a telephone that talks hears nothing of others: they find it busy
let has_called = false;
let ticking = 0;
let last_act = Promise.resolve();

// What is shown

function spoken_number(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `+1 ${parts[1]} ${parts[2]} ${parts[3]}` : number;
}

function show_state(state, words) {
  at("state").dataset.state = state;
  at("state-words").textContent = words;
  if (state === "ringing" && at("tones").checked) start_ringing();
  else stop_ringing();
}

function show_hooks() {
  const calling = call !== null;
  at("call-words").textContent = incoming ? "Answer" : "Call";
  at("hang-up-words").textContent = incoming ? "Decline" : "Hang up";
  at("call").disabled = calling;
  at("hang-up").disabled = !calling && !incoming;
  for (const id of ["from", "speed"]) at(id).disabled = calling || incoming !== null;
  for (const id of ["words", "speak"]) at(id).disabled = !calling;
  for (const id of ["copy", "save"]) at(id).disabled = !has_called;
}

function show_time() {
  const seconds = Math.floor((Date.now() - call.begun) / 1000);
  at("timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// What is noticed

const NOTICED = {
  ringing: () => call.is_incoming || show_state("ringing", "Ringing …"),
  answered: () => show_state("speaking", call.is_incoming ? "You have answered." : "The line has answered."),
  queued: () => captions.remark("You wait in a queue."),
  spoke: ({ text, language }) => {
    show_state("speaking", "The line is speaking. You may press a key at any time.");
    captions.spoke(text, language);
    if (at("voice").checked) read_aloud(text, language, Number(at("speed").value));
    call.heard = true;
  },
  pressed: ({ text }) => {
    hush();
    captions.pressed(text);
    show_state("waiting", "The line is waiting for your keys.");
  },
  said: ({ text }) => {
    hush();
    captions.said(text);
  },
  listening: ({ text }) => {
    captions.rest();
    if (text === "words") at("say").classList.add("wanted");
    show_state("waiting", "The line is waiting for your keys.");
  },
  recording: () => {
    at("say").classList.add("wanted");
    if (at("tones").checked) sound_beep();
    show_state("recording", "You are being recorded. Say something; a key or silence ends it.");
    captions.remark("Beep. You are being recorded.");
  },
  recorded: ({ text }) => captions.remark(`The recording has ${text} seconds.`),
  dialling: ({ text }) => {
    show_state("ringing", `Another telephone is ringing: ${spoken_number(text)}`);
    captions.remark(`The line dials ${text}.`);
  },
  connected: ({ text }) => {
    const whom = text ? ` to ${spoken_number(text)}` : "";
    show_state("connected", `You are connected${whom}.`);
    captions.remark(`You are connected${whom}.`);
  },
  dialled: ({ text }) => captions.remark(`The other telephone: ${text}.`),
  failed: ({ text }) => {
    call.failure = text;
    show_state("failed", `The call failed: ${text}`);
    captions.remark(`The call failed: ${text}`);
  },
  ended,
};

const ENDINGS = { completed: "The call has ended.", busy: "The line is busy.", "no-answer": "The line does not take this call." };

function ended({ text }) {
  const words = call.failure ? `The call failed: ${call.failure}` : ENDINGS[text] ?? `The call has ended: ${text}.`;
  finish(call.failure ? "failed" : "ready", words);
}

/** The stream broke: the browser asks again by itself, unless the network has forgotten the call. */
function lost() {
  if (call.events.readyState !== EventSource.CLOSED) {
    show_state("failed", "The network does not answer. Trying again …");
    return;
  }
  leave();
  finish("failed", "The call was lost: the network no longer knows it.");
}

function finish(state, words) {
  captions.rest();
  show_state(state, `${words} Press Call to try again.`);
  captions.remark(words);
  clearInterval(ticking);
  at("say").classList.remove("wanted");
  call.events.close();
  call = null;
  show_hooks();
  wait_for_calls();
}

// Who rings here

/** Listen for whoever rings this number, unless it is in a call. */
function wait_for_calls() {
  stop_listening();
  if (call === null) stop_listening = listen(at("caller").value.trim(), rings, stopped);
}

function rings({ call: sid, from }) {
  if (call || incoming) return;
  incoming = { sid, from };
  show_hooks();
  show_state("ringing", `${spoken_number(from)} is calling. Press Answer, or Enter.`);
  captions.remark(`${from} is calling.`);
}

function stopped({ call: sid }) {
  if (incoming?.sid !== sid) return;
  incoming = null;
  show_hooks();
  show_state("ready", "It has stopped ringing.");
  captions.remark("It has stopped ringing.");
}

async function answer() {
  const { sid, from } = incoming;
  incoming = null;
  call = { line: at("caller").value.trim(), from, begun: Date.now(), is_incoming: true };
  has_called = true;
  at("keys").textContent = "";
  captions.begin(`Call from ${from} to ${call.line}, ${new Date().toLocaleString()}`);
  show_hooks();
  show_state("speaking", "You have answered.");
  stop_listening();
  call.sid = sid;
  await send(`/calls/${sid}/answer`, {}).catch((error) => show_state("failed", error.message));
  follow();
}

function decline() {
  send(`/calls/${incoming.sid}/decline`, {}).catch((error) => show_state("failed", error.message));
}

// What the caller does

/** Send one act after the other: two requests at once may overtake each other, and with them the keys. */
function send(path, body, method = "POST") {
  const sent = last_act.then(() => request(path, body, method));
  last_act = sent.catch(() => {});
  return sent;
}

async function request(path, body, method = "POST") {
  const reply = await fetch(path, {
    method,
    keepalive: true, // so that leaving the page still hangs up
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!reply.ok && reply.status !== 409) throw new Error(`the network refused it (${reply.status})`);
  return reply.status === 201 ? reply.json() : null;
}

/** Act on the call, if there is one. */
function act(what, body, method) {
  if (call?.sid) send(`/calls/${call.sid}/${what}`, body, method).catch((error) => show_state("failed", error.message));
}

async function dial() {
  if (incoming) return answer();
  if (call) return;
  const from = at("withheld").checked ? "anonymous" : at("caller").value.trim();
  const line = at("line")?.value ?? at("line-number").dataset.number;
  call = { line, from, begun: Date.now() };
  has_called = true;
  at("keys").textContent = "";
  captions.begin(`Call to ${line} from ${from}, ${new Date().toLocaleString()}`);
  show_hooks();
  show_state("ringing", "Ringing …");
  stop_listening();
  const chosen = faults.chosen();
  try {
    const wanted = { from, line, speed: Number(at("speed").value), ...(chosen ? { faults: chosen } : {}) };
    call.sid = (await send("/calls", wanted)).call;
  } catch (error) {
    return cannot_call(error);
  }
  follow();
}

/** Hear what goes on in the call. */
function follow() {
  ticking = setInterval(show_time, 500);
  show_time();
  call.events = new EventSource(`/calls/${call.sid}/events`);
  call.events.onmessage = (message) => {
    const event = JSON.parse(message.data);
    NOTICED[event.name]?.(event);
  };
  call.events.onerror = lost;
}

function cannot_call(error) {
  call = null;
  show_hooks();
  wait_for_calls();
  show_state("failed", `No call could be made: ${error.message}. Is your number right, and is the network running?`);
}

function press(key) {
  const button = document.querySelector(`.key[data-key="${CSS.escape(key)}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 140);
  if (at("tones").checked) sound_key(key);
  if (!call?.sid) return;
  hush();
  at("keys").textContent = ((call.heard ? "" : at("keys").textContent) + key).slice(-16);
  call.heard = false;
  act("keys", { keys: key });
}

function say(event) {
  event.preventDefault();
  const words = at("words").value.trim();
  if (words) act("words", { words });
  at("words").value = "";
}

function hang_up() {
  if (incoming) return decline();
  hush();
  act("hang-up", {});
}

/** Hang up out of turn. Leaving the page closes the stream first, so a lost call comes through here too. */
function leave() {
  hush();
  if (call?.sid) request(`/calls/${call.sid}/hang-up`, {}).catch(() => {});
}

// Transcript, choices, keyboard

async function copy() {
  await navigator.clipboard.writeText(captions.transcript());
  const button = at("copy");
  button.textContent = "Copied";
  button.ariaLabel = "Copied";
  setTimeout(() => ((button.textContent = "Copy"), (button.ariaLabel = "Copy transcript")), 1600);
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([captions.transcript()], { type: "text/plain" }));
  link.download = "call.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Be the telephone that the address of this page names: ?number=…&name=…, or any. */
function be_somebody() {
  const asked = new URLSearchParams(location.search);
  another_number();
  if (asked.get("number")) at("caller").value = asked.get("number");
  if (!asked.get("name")) return wait_for_calls();
  at("whose").textContent = `${asked.get("name")} · ${spoken_number(at("caller").value)}`;
  at("whose").hidden = false;
  document.title = `Telephone of ${asked.get("name")}`;
  wait_for_calls();
}

function another_number() {
  at("caller").value = `+1573555${String(Math.floor(Math.random() * 10000)).padStart(4, "0")}`;
  at("withheld").checked = false;
  at("caller").disabled = false;
}

function remember_choices() {
  for (const id of CHOICES) {
    at(id).checked = localStorage.getItem(id) !== "off";
    at(id).addEventListener("change", () => localStorage.setItem(id, at(id).checked ? "on" : "off"));
  }
  at("voice").addEventListener("change", () => at("voice").checked || hush());
  at("tones").addEventListener("change", () => at("tones").checked || stop_ringing());
}

function on_keyboard(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || at("help-box").open) return;
  const typing = event.target.matches("input:not([type=checkbox]), select");
  if (event.key === "Escape") hang_up();
  else if (event.key === "Enter" && !event.target.matches("button, select, summary, #words")) dial();
  else if (!typing && event.key === "?") at("help-box").showModal();
  else if (!typing && KEYS.includes(event.key)) press(event.key);
}

// The whole

for (const button of document.querySelectorAll(".key")) {
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // so that Enter goes on meaning Call
  button.addEventListener("click", () => press(button.dataset.key));
}
at("call").addEventListener("click", dial);
at("hang-up").addEventListener("click", hang_up);
at("copy").addEventListener("click", copy);
at("save").addEventListener("click", save);
at("say").addEventListener("submit", say);
at("help").addEventListener("click", () => at("help-box").showModal());
at("another").addEventListener("click", () => (another_number(), wait_for_calls()));
at("caller").addEventListener("change", wait_for_calls);
at("withheld").addEventListener("change", () => (at("caller").disabled = at("withheld").checked));
document.addEventListener("keydown", on_keyboard);
addEventListener("pagehide", leave);
faults.when_changed(() => act("faults", { faults: faults.chosen() ?? {} }, "PUT"));
when_there_is_a_voice(() => (at("voice-choice").hidden = false));
for (const option of document.querySelectorAll("#line option")) option.textContent = spoken_number(option.value);
if (at("line-number").dataset.number) at("line-number").textContent = spoken_number(at("line-number").dataset.number);
remember_choices();
be_somebody();
show_hooks();
