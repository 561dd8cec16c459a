// Whoever sits still is signed out. Two minutes before, the page says so and offers to stay.

const WARNING = 120_000;
const sheet = document.querySelector("dialog[data-idle]");

if (sheet) {
  const left = sheet.querySelector("[data-left]");
  const allowed = Number(sheet.dataset.idle) * 1000;
  let end = Date.now() + allowed;

  const stay = async () => {
    const reply = await fetch(location.href, { redirect: "manual" });
    if (!reply.ok) return location.reload();
    end = Date.now() + allowed;
    sheet.close();
  };

  const look = () => {
    const remaining = end - Date.now();
    if (remaining <= 0) return location.reload();
    if (remaining > WARNING) return;
    const seconds = Math.ceil(remaining / 1000);
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (sheet.open) return;
    sheet.showModal();
    // Whoever waits for a call may look elsewhere, and calls would go on to others.
    document.dispatchEvent(new Event("desk:asks"));
  };

  sheet.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay().catch(() => {});
  });
  sheet.querySelector("button").addEventListener("click", () => stay().catch(() => {}));
  setInterval(look, 1000);
}
