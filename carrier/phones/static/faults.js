// The panel of faults: which are switched on. Knows no call, only whom to tell of a change.

const form = document.getElementById("switches");

/** Return what is switched on, by name; null when nothing is, and the network's own faults hold. */
export function chosen() {
  const faults = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") {
      if (field.checked) faults[field.name] = true;
    } else if (field.value !== "" && field.validity.valid) faults[field.name] = field.value;
  }
  return Object.keys(faults).length > 0 ? faults : null;
}

/** Tell of every change. */
export function when_changed(tell) {
  const changed = () => {
    const count = Object.keys(chosen() ?? {}).length;
    document.getElementById("tally").textContent = count > 0 ? ` (${count} on)` : "";
    tell();
  };
  form.addEventListener("change", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => event.preventDefault());
}
