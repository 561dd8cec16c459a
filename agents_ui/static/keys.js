// Single keys go where a hand on the mouse would go, and unfold what is folded there. They never count while somebody
// types, and press a button only where a telephone rings and seconds count.

const REMEMBERED = "single-keys";
const TYPED_IN = 'input:not([type="radio"], [type="checkbox"]), select, textarea, [contenteditable]';
const sheet = document.getElementById("keys");
const choice = document.querySelector("[data-single-keys]");
const opener = document.querySelector('[data-opens="keys"]');

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) !== "off";
  } catch {
    return true;
  }
}

if (choice) {
  choice.checked = remembered();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(REMEMBERED, choice.checked ? "on" : "off");
    } catch {
      // It holds for this page.
    }
  });
}

if (opener && sheet) {
  opener.hidden = false;
  opener.addEventListener("click", () => sheet.showModal());
}

function target(key) {
  if (key === "c") return document.querySelector(".way[data-chosen] input:not([type=hidden])");
  if (key === "t") return document.querySelector("#take select, #take input:checked, #take input:not([type=hidden])");
  return document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
  if (modified || event.defaultPrevented || event.isComposing || !choice?.checked) return;
  if (event.target.matches?.(TYPED_IN) || sheet?.open) return;
  if (event.key === "?" && sheet) sheet.showModal();
  else {
    const found = target(event.key);
    if (!found) return;
    const field = found.matches("summary") && found.parentElement.querySelector("input:not([type=hidden]), select, button");
    if (field) found.parentElement.open = true;
    (field || found).focus();
    if (found.type === "radio") found.checked = true;
    if ("presses" in found.dataset) found.click();
    found.scrollIntoView({ block: "nearest" });
  }
  event.preventDefault();
});
