// The exchange desk: a scanner types a code and Enter; Enter alone goes to the button that confirms.
// Everything here is convenience: the same form works without it, one step slower.
const till = document.querySelector("[data-till]");
const scan = till?.querySelector("[data-scan]");
const said = till?.querySelector("[data-said]");

function rows() {
  return [...till.querySelectorAll("[data-price]")];
}

function reckon() {
  let total = 0;
  for (const row of rows()) {
    const count = Number(row.querySelector("input[type=number]").value) || 0;
    row.classList.toggle("is-chosen", count > 0);
    total += count * Number(row.dataset.price);
  }
  const after = Number(till.dataset.balance) - total;
  till.querySelector("[data-total]").textContent = total;
  const left = till.querySelector("[data-after]");
  left.textContent = after;
  left.classList.toggle("is-short", after < 0);
}

function say(words, wrong) {
  said.textContent = words;
  said.classList.toggle("is-wrong", Boolean(wrong));
}

function add(row, by) {
  const field = row.querySelector("input[type=number]");
  const most = Number(field.max) || 99;
  field.value = Math.min(most, Math.max(0, (Number(field.value) || 0) + by));
  reckon();
  return Number(field.value);
}

if (till) {
  till.addEventListener("click", (event) => {
    const button = event.target.closest("[data-by]");
    if (button) add(button.closest("[data-price]"), Number(button.dataset.by));
  });
  till.addEventListener("input", reckon);
  scan.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const code = scan.value.trim();
    scan.value = "";
    const confirm = till.querySelector("[data-confirm]");
    if (!code) {
      confirm.focus();
      return;
    }
    const row = rows().find((each) => each.dataset.code === code);
    if (!row) say(till.dataset.unknown.replace("%s", code), true);
    else say(`${row.dataset.name} × ${add(row, 1)}`);
  });
  for (const button of till.querySelectorAll("[data-by]")) button.hidden = false;
  // the browser's own autofocus comes a moment later, and a quick scanner would type into nothing
  if (scan.autofocus) scan.focus();
  reckon();
}
