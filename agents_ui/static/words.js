// How many words a text has, beside how many can be listened to; and fields that only one choice needs.

const counted = (text) => text.trim().split(/\s+/).filter(Boolean).length;

for (const field of document.querySelectorAll("textarea[data-most]")) {
  const place = document.querySelector(`[data-count-of="${field.id}"]`);
  const count = () => {
    const words = counted(field.value);
    place.hidden = false;
    place.textContent = `${words} /`;
    place.classList.toggle("over", words > Number(field.dataset.most));
  };
  field.addEventListener("input", count);
  count();
}

for (const part of document.querySelectorAll("[data-only-if]")) {
  const [id, wanted] = part.dataset.onlyIf.split("=");
  const choice = document.getElementById(id);
  const show = () => { part.hidden = choice.value !== wanted; };
  choice.addEventListener("change", show);
  show();
}
