// What is heard, said and pressed, on the page and as a transcript. Knows no call.

const at = (id) => document.getElementById(id);
const languages = new Intl.DisplayNames([navigator.language || "en"], { type: "language" });

let record = []; // the transcript, line by line
let keys = null; // the row that the keys pressed now stand in
let language_before = null;

/** Begin anew. */
export function begin(first) {
  at("said").replaceChildren();
  record = [first];
  keys = null;
  language_before = null;
}

/** Return the transcript. */
export function transcript() {
  return record.join("\n") + "\n";
}

/** A sentence of the line. */
export function spoke(text, language) {
  rest();
  const row = add("caption", text, language, language_before === language ? "" : speaker("The line", language));
  row.classList.add("now");
  record.push(`Line${language ? ` (${language})` : ""}: ${text}`);
  language_before = language;
}

/** A key of the caller; keys in a row stand together. */
export function pressed(key) {
  if (keys) {
    keys.lastChild.textContent += key;
    record[record.length - 1] += key;
    return;
  }
  rest();
  keys = add("pressed", `You pressed ${key}`);
  record.push(`You pressed: ${key}`);
  language_before = null;
}

/** Words of the caller. */
export function said(words) {
  rest();
  add("pressed", `You said “${words}”`);
  record.push(`You said: ${words}`);
  language_before = null;
}

/** What nobody said. */
export function remark(words) {
  rest();
  add("remark", words);
  record.push(`(${words})`);
}

/** Nobody speaks now. */
export function rest() {
  keys = null;
  document.querySelector(".said .now")?.classList.remove("now");
}

function speaker(name, language) {
  return language ? `${name} · ${languages.of(language.split("-")[0])}` : name;
}

function add(kind, words, language, who) {
  const row = document.createElement("li");
  row.className = kind;
  if (who) row.append(mark(who));
  const text = document.createElement("span");
  text.textContent = words;
  if (language) {
    row.lang = language;
  }
  row.append(text);
  const heard = at("heard");
  const follows = heard.scrollHeight - heard.scrollTop - heard.clientHeight < 90;
  at("blank").hidden = true;
  at("said").append(row);
  if (follows) heard.scrollTop = heard.scrollHeight;
  return row;
}

function mark(who) {
  const name = document.createElement("span");
  name.className = "speaker";
  name.lang = navigator.language || "en";
  name.textContent = who;
  return name;
}
