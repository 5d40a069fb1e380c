// Uploading a roster: a file may be dropped anywhere on the form, and one that is too big is told before it travels.
const upload = document.querySelector("form.upload");
if (upload) {
  const input = upload.querySelector("input[type=file]");
  const told = upload.querySelector(".upload-told");
  const words = upload.dataset;

  const say = (sentence, busy = false) => {
    told.textContent = sentence;
    told.hidden = !sentence;
    told.classList.toggle("is-busy", busy);
  };
  const fault = () => (input.files[0]?.size > Number(words.most) ? words.tooBig : "");

  input.addEventListener("change", () => say(fault()));
  for (const kind of ["dragenter", "dragover"]) {
    upload.addEventListener(kind, (event) => {
      event.preventDefault();
      upload.classList.add("is-over");
    });
  }
  upload.addEventListener("dragleave", () => upload.classList.remove("is-over"));
  upload.addEventListener("drop", (event) => {
    event.preventDefault();
    upload.classList.remove("is-over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    say(fault());
  });
  // before the form is marked as sent, so that a refused one can be sent again
  upload.addEventListener("submit", (event) => {
    const sentence = fault();
    if (sentence) {
      event.preventDefault();
      event.stopPropagation();
    }
    say(sentence || words.busy, !sentence);
  });
}
