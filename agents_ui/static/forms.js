// Forms that are sent once, and fields that forget. A second press would spend a second check.

// Asked of the document, because parts of a page renew themselves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  const words = form.dataset.waits && button?.querySelector("span");
  const before = words?.textContent;
  if (words) words.textContent = form.dataset.waits;
  // An answer that never came must not leave a dead button behind.
  setTimeout(() => {
    delete form.dataset.sent;
    button?.removeAttribute("aria-disabled");
    if (words) words.textContent = before;
  }, 15_000);
});

// Whoever goes back finds the page as it was before anybody typed.
const forget = () => document.querySelectorAll("form[data-forgets]").forEach((form) => form.reset());
addEventListener("pagehide", forget);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
  else forget();
});

// What is unfolded at the edge of its column comes into sight.
for (const task of document.querySelectorAll("details.task")) {
  task.addEventListener("toggle", () => {
    const tall = task.offsetHeight > (task.closest(".pane")?.clientHeight ?? innerHeight);
    if (task.open) task.scrollIntoView({ block: tall ? "start" : "nearest" });
  });
}

// A menu closes when somebody presses Escape or looks elsewhere.
const menuOf = (event) => event.target.closest?.("details[data-menu]");
document.addEventListener("keydown", (event) => {
  const menu = menuOf(event);
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("focusout", (event) => {
  const menu = menuOf(event);
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
