// The table of telephones: each is a page of its own. Knows only who has one.

const at = (id) => document.getElementById(id);

/** Put one more telephone on the table, and go to it. */
function add(event) {
  event.preventDefault();
  const [name, address] = [at("name").value.trim(), at("address").value.trim()];
  const place = at("place").content.firstElementChild.cloneNode(true);
  const phone = place.firstElementChild;
  phone.src = `/?${new URLSearchParams({ number: address, name })}`;
  phone.title = `Telephone of ${name}`;
  at("table").append(place);
  at("add").reset();
  phone.focus();
}

at("add").addEventListener("submit", add);
