// While somebody writes: what kind of matter it may be, what else the committee would ask, what neighbours reported.
// The pieces come ready from the portal; without this file the next page asks the same.
const pieces = document.querySelector("[data-suggest]");
const form = pieces.closest("form");
const PAUSE = 700;
const SHORTEST = 4;
let waiting = 0;
let asked = 0;

function part(name, html) {
  const fresh = html?.querySelector(`[data-part=${name}]`);
  form.querySelector(`[data-part=${name}]`).replaceChildren(...(fresh ? fresh.childNodes : []));
}

async function look(names) {
  // out of the phone's own store: nobody to ask yet
  if (form.dataset.outbox === "kept") return;
  const mine = ++asked;
  const body = new FormData();
  const picked = form.querySelector("input[name=category]:checked");
  body.set("text", form.elements.text.value);
  body.set("unit", form.elements.unit.value);
  body.set("category", picked ? picked.value : "");
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(pieces.dataset.suggest, { method: "POST", body }).catch(() => null);
  // without a network, too often, or overtaken by what was typed since
  if (!answer?.ok || mine !== asked) return;
  const html = new DOMParser().parseFromString(await answer.text(), "text/html");
  names.forEach((name) => part(name, html));
}

function soon() {
  clearTimeout(waiting);
  if (form.elements.text.value.trim().length >= SHORTEST) waiting = setTimeout(() => look(["veil", "chips", "same"]), PAUSE);
}

form.elements.text.addEventListener("input", soon);
form.addEventListener("change", (event) => {
  if (event.target.name === "category") look(["questions", "same"]);
  else if (event.target.name === "unit") soon();
});
form.addEventListener("reset", () => ["veil", "chips", "same", "questions"].forEach((name) => part(name, null)));

// “我也遇到” beside the form takes along what was typed; a button in the form would answer to the Enter key
form.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-carry]");
  if (!link) return;
  event.preventDefault();
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = link.href;
  sent.hidden = true;
  ["csrfmiddlewaretoken", "text", "unit", "name", "phone"].forEach((name) => {
    const typed = form.elements[name]?.value;
    if (typed) sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: typed }));
  });
  sent.append(Object.assign(document.createElement("input"), { type: "hidden", name: "carry", value: "1" }));
  document.body.append(sent);
  sent.submit();
});
