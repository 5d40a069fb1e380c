// A letter goes to what is marked with it (data-key): the search field, a form's first control, or a link. Escape closes
// an open menu; of the pages beside, the open one is in sight.
const CONTROLS = "input:not([type=hidden]), select, textarea, button";
const rooms = document.querySelector(".rooms");
const here = rooms?.querySelector("[aria-current]");
if (here) rooms.scrollLeft = here.offsetLeft - rooms.offsetLeft - (rooms.clientWidth - here.offsetWidth) / 2;

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const marked = event.key.length === 1 && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (marked && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    if (marked.matches("a")) return marked.click();
    const field = marked.matches("input") ? marked : marked.querySelector(CONTROLS);
    field?.focus();
    if (field?.matches("input")) field.select();
  }
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
