// "/" goes to the search field, Escape closes an open menu; of the pages beside, the open one is in sight.
// In lists: j and k go to the next and previous row, Enter opens it, x ticks it, "?" shows these keys.
// On the page of a matter e goes to the next step.
const rooms = document.querySelector(".rooms");
const here = rooms?.querySelector("[aria-current]");
if (here) rooms.scrollLeft = here.offsetLeft - rooms.offsetLeft - (rooms.clientWidth - here.offsetWidth) / 2;

const list = document.querySelector("[data-rows]");
// the page's own search comes before the one in the heading, which then must not promise the key
const search = document.querySelector('main [data-key="/"]') ?? document.querySelector('[data-key="/"]');
for (const other of document.querySelectorAll('[data-key="/"]')) {
  if (other !== search) other.placeholder = other.placeholder.replace(/（.*）/, "");
}

function step(by) {
  const links = [...list.querySelectorAll("tbody th a, [data-row] a")];
  const row = document.activeElement.closest("tr, [data-row]");
  const at = links.findIndex((link) => row?.contains(link));
  const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "/": () => search && (search.focus(), search.select(), true),
  j: () => list && (step(1), true),
  k: () => list && (step(-1), true),
  x: () => {
    const box = document.activeElement.closest("tr")?.querySelector("input[name=pick]");
    box?.click();
    return box;
  },
  e: () => {
    const field = document.querySelector(`[data-key="e"] :is(input:not([type="hidden"]), select, textarea, button)`);
    field?.focus();
    return field;
  },
  "?": () => {
    const help = document.querySelector("[data-keys]");
    if (help) help.open = !help.open;
    if (help?.open) help.scrollIntoView({ block: "nearest" });
    return help;
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox])");
  const free = !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (free && Object.hasOwn(KEYS, event.key) && KEYS[event.key]()) event.preventDefault();
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
