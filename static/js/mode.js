// Change 长辈版 in place, so that nothing typed on this page is lost; without this file the form does it by reloading.
document.querySelectorAll("form.mode").forEach((form) => {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("button");
    const chosen = button.value;
    const body = new URLSearchParams({ mode: chosen, next: "/healthz" });
    event.preventDefault();
    fetch(form.action, { method: "POST", body })
      .then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        const elder = chosen === "elder";
        if (elder) document.documentElement.dataset.mode = "elder";
        else delete document.documentElement.dataset.mode;
        button.value = elder ? "standard" : "elder";
        button.textContent = elder ? form.dataset.standard : form.dataset.elder;
      })
      .catch(() => {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "mode";
        field.value = chosen;
        form.append(field);
        form.submit();
      });
  });
});
