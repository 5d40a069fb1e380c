// Forms: the error summary takes the focus, and a form is sent once however often the button is pressed.
document.querySelector(".error-summary")?.focus();

const sending = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  sending.add(form);
  // after this turn, so that the pressed button's own name and value are still sent
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
});

// back button, or the page shown again from memory: everything can be pressed again
window.addEventListener("pageshow", () => {
  sending.forEach((form) => form.querySelectorAll("button").forEach((button) => (button.disabled = false)));
  sending.clear();
});
