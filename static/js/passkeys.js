// Passkeys: a button asks the device, and the answer goes into the form's hidden field.
// Without a device that can, the sentence beside the button says so and the other ways stay open.
(() => {
  const can = window.PublicKeyCredential && window.webauthnJSON;

  function options(button) {
    return JSON.parse(document.getElementById(button.dataset.options).textContent);
  }

  function say(button, sentence) {
    const place = document.getElementById(button.dataset.say);
    place.textContent = sentence;
    place.hidden = false;
  }

  async function add(button, form) {
    const wanted = options(button).creation_options;
    const alone = form.elements.passwordless.checked;
    const choice = wanted.publicKey.authenticatorSelection;
    choice.residentKey = alone ? "required" : "discouraged";
    choice.requireResidentKey = alone;
    if (alone) choice.userVerification = "required";
    return window.webauthnJSON.create(wanted);
  }

  async function confirm(button) {
    return window.webauthnJSON.get(options(button).request_options);
  }

  async function signIn(button, form) {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error("no options");
    return window.webauthnJSON.get((await response.json()).request_options);
  }

  const deeds = { add, confirm, login: signIn };

  document.querySelectorAll("button[data-passkey]").forEach((button) => {
    if (!can) {
      say(button, button.dataset.cannot);
      button.disabled = true;
      return;
    }
    button.addEventListener("click", async () => {
      const form = button.form;
      try {
        const credential = await deeds[button.dataset.passkey](button, form);
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        say(button, button.dataset.failed);
      }
    });
  });
})();
