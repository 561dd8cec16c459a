// Questions narrow down while somebody types: every word must stand somewhere, in either language, with or without accents.

const box = document.querySelector("[data-search]");
const field = box?.querySelector("input");
const questions = [...document.querySelectorAll("[data-question]")];

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const texts = questions.map((question) => plain(question.textContent));

function search() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  let found = 0;
  questions.forEach((question, at) => {
    const fits = words.every((word) => texts[at].includes(word));
    question.hidden = !fits;
    found += fits;
  });
  const said = box.querySelector("[data-found]");
  const some = box.dataset.some.replace("{found}", found).replace("{all}", questions.length);
  said.textContent = !words.length ? "" : found ? some : box.dataset.none;
}

if (field) {
  box.hidden = false;
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const first = questions.find((question) => !question.hidden);
    if (event.key === "Escape") {
      field.value = "";
      search();
    } else if (event.key === "Enter" && first) {
      first.open = true;
      first.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" && first) {
      first.querySelector("summary").focus();
    } else return;
    event.preventDefault();
  });
}

document.querySelector(".questions")?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const seen = questions.filter((question) => !question.hidden);
  const at = seen.findIndex((question) => question.querySelector("summary") === event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  const next = seen[at + step];
  if (next) next.querySelector("summary").focus();
  else if (step < 0) field?.focus();
});
