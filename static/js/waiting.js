// Beside the forms: keeps a report when there is no network, shows what waits, and sends it when there is one again.
const box = document.getElementById("outbox");
const form = document.querySelector("form[data-outbox]");
const registered = navigator.serviceWorker?.register("/sw.js").catch(() => null);
const say = box.dataset;

// a kept page was fetched as nobody in particular, so it does not know how large this reader wants the words
if (document.cookie.split("; ").includes("mode=elder")) document.documentElement.dataset.mode = "elder";

function made(tag, className, text = "") {
  const one = document.createElement(tag);
  one.className = className;
  one.textContent = text;
  return one;
}

function pressed(text, act, about) {
  const one = made("button", "btn btn-quiet", text);
  one.type = "button";
  one.setAttribute("aria-label", `${text}：${about}`);
  one.addEventListener("click", act);
  return one;
}

function row(entry) {
  const item = made("li", "");
  const words = made("div", "grow");
  const about = entry.text.slice(0, 24);
  words.append(made("div", "", about));
  if (entry.sent) words.append(made("small", "", say.sent.replace("%s", entry.sent.number)));
  else if (entry.errors) words.append(made("p", "wrong", entry.errors.join(" ")));
  else words.append(made("small", "", say.waits.replace("%s", entry.photos.length)));
  item.append(words);
  if (entry.sent) {
    const link = made("a", "btn btn-quiet", say.receipt);
    link.href = entry.sent.receipt;
    item.append(link);
  }
  if (entry.errors && form && entry.path.startsWith(location.pathname)) {
    item.append(pressed(say.mend, () => refill(entry), about));
  }
  item.append(pressed(entry.sent ? say.known : say.remove, () => self.outbox.remove(entry.key).then(draw), about));
  return item;
}

async function draw() {
  const entries = await self.outbox.all();
  box.hidden = entries.length === 0;
  box.querySelector("ul").replaceChildren(...entries.map(row));
  box.querySelector("p").hidden = entries.every((entry) => entry.sent);
}

// what was refused goes back into the form, under the same key
function refill(entry) {
  const values = new Map(entry.fields);
  for (const control of form.elements) {
    if (control.type === "file" || !values.has(control.name)) continue;
    if (["radio", "checkbox"].includes(control.type)) control.checked = control.value === values.get(control.name);
    else control.value = values.get(control.name);
  }
  const basket = new DataTransfer();
  entry.photos.forEach(({ name, blob }) => basket.items.add(new File([blob], name, { type: blob.type })));
  const input = form.querySelector("input[type=file]");
  input.files = basket.files;
  input.dispatchEvent(new Event("change"));
  form.elements.text.focus();
}

async function keep() {
  const missing = [...form.elements].find((control) => control.required && !control.value.trim());
  const status = box.querySelector("[role=status]");
  box.hidden = false;
  if (missing) {
    status.textContent = say.missing;
    missing.focus();
    return;
  }
  await self.outbox.put(self.outbox.entryOf(location.pathname + location.search, new FormData(form)));
  form.reset();
  form.elements.key.value = self.outbox.newKey();
  status.textContent = say.kept;
  await draw();
  box.scrollIntoView({ block: "center" });
  (await registered)?.sync?.register("outbox").catch(() => {});
}

async function send() {
  try {
    await self.outbox.sendAll();
  } catch {
    // still no way through: it stays, and is tried again
  }
  await draw();
}

// a page out of the phone's own store holds a token of nobody
async function renew() {
  form.elements.csrfmiddlewaretoken.value = await self.outbox.newToken();
  form.dataset.outbox = "";
}

form?.addEventListener("submit", (event) => {
  if (navigator.onLine && form.dataset.outbox !== "kept") {
    self.outbox.remove(form.elements.key.value);
    return;
  }
  event.preventDefault();
  if (navigator.onLine) renew().then(() => form.requestSubmit(), keep);
  else keep();
});
window.addEventListener("online", send);
navigator.serviceWorker?.addEventListener("message", draw);
send();
