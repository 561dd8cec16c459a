// Passkeys: the server says what it wants, the browser asks its owner, and the reply goes back as JSON.

const able = Boolean(window.PublicKeyCredential && navigator.credentials);
const token = document.querySelector('meta[name="csrf-token"]')?.content;

for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !able;
for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = able;

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked(options) {
  const ready = { ...options, challenge: bytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) ready.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) ready.allowCredentials = known(options.allowCredentials);
  return ready;
}

function answered(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

async function post(address, content) {
  const reply = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(content),
  });
  const told = await reply.json();
  if (!reply.ok) throw Object.assign(new Error("refused"), { sentence: told.sentence });
  return told;
}

async function begin(button) {
  const options = asked(await post(button.dataset.options, {}));
  if (button.dataset.passkey === "authenticate") {
    return post(button.dataset.verify, answered(await navigator.credentials.get({ publicKey: options })));
  }
  const credential = answered(await navigator.credentials.create({ publicKey: options }));
  const name = document.querySelector('input[name="passkey_name"]')?.value ?? "";
  return post(button.dataset.verify, { ...credential, passkey_name: name });
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  const fault = button.parentElement.querySelector("[data-passkey-fault]");
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    fault.hidden = true;
    try {
      location.assign((await begin(button)).next);
    } catch (error) {
      fault.textContent = error.sentence ?? button.dataset.failed;
      fault.hidden = false;
      button.removeAttribute("aria-disabled");
    }
  });
}
