// Codes that are shown once: onto the clipboard or onto paper.

for (const button of document.querySelectorAll("[data-copy]")) {
  const list = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const lines = [...list.children].map((line) => line.textContent.trim());
    await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
    document.querySelector("[data-copy-said]").textContent = list.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
