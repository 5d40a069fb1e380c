// A ready reply goes into the answer with one tap; without this file its words stand there to be copied.
for (const button of document.querySelectorAll("[data-fill]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = button.closest("form").querySelector("textarea");
    field.value = [field.value.trimEnd(), button.dataset.fill].filter(Boolean).join("\n");
    button.closest("details").open = false;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
