// The telephone of the page: keys and hooks in, captions out. The network does the rest.

import { sound_key } from "./tones.js";

const KEYS = "0123456789*#";
const at = (id) => document.getElementById(id);
const languages = new Intl.DisplayNames([navigator.language || "en"], { type: "language" });

let call = null; // { sid, line, from, begun, events, keys, heard, failure } while a call lives
let record = []; // the transcript, line by line
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
}

function show_hooks() {
  at("call").disabled = call !== null;
  at("hang-up").disabled = call === null;
  at("from").disabled = call !== null;
  at("copy").disabled = record.length === 0;
}

function show_time() {
  const seconds = Math.floor((Date.now() - call.begun) / 1000);
  at("timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function add(kind, words, language) {
  const row = document.createElement("li");
  row.className = kind;
  if (language) {
    row.lang = language;
    row.append(language_mark(language));
  }
  const text = document.createElement("span");
  text.textContent = words;
  row.append(text);
  const heard = at("heard");
  const follows = heard.scrollHeight - heard.scrollTop - heard.clientHeight < 60;
  at("blank").hidden = true;
  at("said").append(row);
  if (follows) heard.scrollTop = heard.scrollHeight;
  return row;
}

function language_mark(language) {
  const mark = document.createElement("span");
  const rows = [...document.querySelectorAll(".said .caption")];
  mark.className = "language";
  mark.lang = navigator.language || "en";
  mark.textContent = languages.of(language.split("-")[0]);
  mark.hidden = rows.at(-1)?.lang === language;
  return mark;
}

// What is noticed

function spoke({ text, language }) {
  show_state("speaking", "The line is speaking. You may press a key at any time.");
  document.querySelector(".said .now")?.classList.remove("now");
  add("caption", text, language).classList.add("now");
  record.push(`Line${language ? ` (${language})` : ""}: ${text}`);
  call.keys = null;
  call.heard = true;
}

function pressed({ text }) {
  document.querySelector(".said .now")?.classList.remove("now");
  show_state("waiting", "The line is waiting for your keys.");
  if (call.keys) {
    call.keys.lastChild.textContent += text;
    record[record.length - 1] += text;
  } else {
    call.keys = add("pressed", `You pressed ${text}`);
    record.push(`You pressed: ${text}`);
  }
}

function remark(words) {
  add("remark", words);
  record.push(`(${words})`);
}

const NOTICED = {
  ringing: () => show_state("ringing", "Ringing …"),
  answered: () => show_state("speaking", "The line has answered."),
  spoke,
  pressed,
  listening: () => {
    document.querySelector(".said .now")?.classList.remove("now");
    show_state("waiting", "The line is waiting for your keys.");
  },
  dialling: ({ text }) => {
    show_state("ringing", `Another telephone is ringing: ${spoken_number(text)}`);
    remark(`The line dials ${text}.`);
  },
  connected: ({ text }) => {
    show_state("connected", `You are connected to ${spoken_number(text)}.`);
    remark(`You are connected to ${text}.`);
  },
  dialled: ({ text }) => remark(`The other telephone: ${text}.`),
  failed: ({ text }) => {
    call.failure = text;
    show_state("failed", `The call failed: ${text}`);
    remark(`The call failed: ${text}`);
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
  show_state(state, `${words} Press Call to try again.`);
  remark(words);
  clearInterval(ticking);
  document.querySelector(".said .now")?.classList.remove("now");
  call.events.close();
  call = null;
  show_hooks();
}

// What the caller does

/** Send one act after the other: two requests at once may overtake each other, and with them the keys. */
function send(path, body) {
  const sent = last_act.then(() => request(path, body));
  last_act = sent.catch(() => {});
  return sent;
}

async function request(path, body) {
  const reply = await fetch(path, {
    method: "POST",
    keepalive: true, // so that leaving the page still hangs up
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!reply.ok && reply.status !== 409) throw new Error(`the network refused it (${reply.status})`);
  return reply.status === 201 ? reply.json() : null;
}

function chosen_line() {
  return at("line")?.value ?? at("line-number").dataset.number;
}

async function dial() {
  if (call) return;
  const from = at("withheld").checked ? "anonymous" : at("caller").value.trim();
  call = { line: chosen_line(), from, begun: Date.now(), keys: null };
  at("said").replaceChildren();
  at("keys").textContent = "";
  record = [`Call to ${call.line} from ${from}, ${new Date().toLocaleString()}`];
  show_hooks();
  show_state("ringing", "Ringing …");
  try {
    call.sid = (await send("/calls", { from, line: call.line })).call;
  } catch (error) {
    return cannot_call(error);
  }
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
  show_state("failed", `No call could be made: ${error.message}. Is your number right, and is the network running?`);
}

function press(key) {
  const button = document.querySelector(`.key[data-key="${CSS.escape(key)}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 140);
  if (at("tones").checked) sound_key(key);
  if (!call?.sid) return;
  at("keys").textContent = ((call.heard ? "" : at("keys").textContent) + key).slice(-16);
  call.heard = false;
  send(`/calls/${call.sid}/keys`, { keys: key }).catch((error) => show_state("failed", error.message));
}

function hang_up() {
  if (call?.sid) send(`/calls/${call.sid}/hang-up`, {}).catch((error) => show_state("failed", error.message));
}

/** Hang up out of turn. Leaving the page closes the stream first, so a lost call comes through here too. */
function leave() {
  if (call?.sid) request(`/calls/${call.sid}/hang-up`, {}).catch(() => {});
}

async function copy() {
  await navigator.clipboard.writeText(record.join("\n") + "\n");
  at("copy").textContent = "Copied";
  setTimeout(() => (at("copy").textContent = "Copy transcript"), 1600);
}

function another_number() {
  at("caller").value = `+1573555${String(Math.floor(Math.random() * 10000)).padStart(4, "0")}`;
  at("withheld").checked = false;
}

function on_keyboard(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const typing = event.target.matches("input:not([type=checkbox]), select");
  if (event.key === "Escape") hang_up();
  else if (event.key === "Enter" && !event.target.matches("button, select")) dial();
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
at("another").addEventListener("click", another_number);
at("withheld").addEventListener("change", () => (at("caller").disabled = at("withheld").checked));
document.addEventListener("keydown", on_keyboard);
addEventListener("pagehide", leave);
for (const option of document.querySelectorAll("#line option")) option.textContent = spoken_number(option.value);
if (at("line-number").dataset.number) at("line-number").textContent = spoken_number(at("line-number").dataset.number);
another_number();
show_hooks();
