// Reporting: photos are made small before they travel, and words that sound like an emergency are answered at once.
const SIDE = 2048;
const SMALL = 500 * 1024;
const LARGEST = 15 * 1024 * 1024;
const MOST = 5;

async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

// a photo the browser cannot open goes to the server as it is, and the server says what is wrong with it
const made = async (file) => (file.size > SMALL ? shrink(file).catch(() => file) : file);

function show(list, files) {
  list.replaceChildren(
    ...files.map((file) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      item.append(image);
      return item;
    }),
  );
  list.hidden = files.length === 0;
}

document.querySelectorAll("input[data-shrink]").forEach((input) => {
  const list = document.getElementById("chosen") || input.insertAdjacentElement("afterend", document.createElement("ul"));
  list.className = "chosen";
  // our own words on the button instead of the browser's
  const label = document.createElement("label");
  label.className = "btn btn-quiet pick-file";
  label.htmlFor = input.id;
  label.textContent = input.dataset.shrink;
  input.classList.add("js-file");
  input.after(label);
  input.addEventListener("change", async () => {
    const button = input.form.querySelector("button.btn-act");
    button.disabled = true;
    const files = [];
    for (const file of [...input.files]) files.push(files.length < MOST && file.size < 4 * LARGEST ? await made(file) : file);
    const basket = new DataTransfer();
    files.forEach((file) => basket.items.add(file));
    input.files = basket.files;
    show(list, files);
    button.disabled = false;
  });
});

const words = document.querySelector("[data-emergency]");
const danger = document.getElementById("danger");
const table = document.getElementById("emergencies");
if (words && danger && table) {
  const emergencies = JSON.parse(table.textContent).map((row) => ({ sign: new RegExp(row.words), sentence: row.sentence }));
  words.addEventListener("input", () => {
    const found = emergencies.find((row) => row.sign.test(words.value));
    danger.textContent = found ? found.sentence : "";
    danger.hidden = !found;
  });
}
