// Reporting: photos are made small before they travel, and words that sound like an emergency are answered at once.
const SMALL = 500 * 1024;
const MOST = 5;
const KEPT = ["image/jpeg", "image/png", "image/webp"];
// longest side and quality, tried in turn until the photo is small
const STEPS = [[2048, 0.8], [2048, 0.6], [1600, 0.6], [1280, 0.6], [1024, 0.5]];

function draw(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// rejects when the browser cannot open the file
async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  if (file.size <= SMALL && KEPT.includes(file.type)) return file;
  let blob = null;
  for (const [side, quality] of STEPS) {
    blob = await new Promise((done) => draw(bitmap, side).toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= SMALL) break;
  }
  bitmap.close();
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

function photoList(input) {
  const list = document.getElementById("chosen") || document.createElement("ul");
  list.className = "chosen";
  if (!list.isConnected) input.closest(".field").after(list);
  return list;
}

function button(className, text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

// the camera first; with JavaScript a second button opens the pictures the phone already holds
function gallery(input) {
  if (!input.hasAttribute("capture")) return [];
  const other = input.cloneNode();
  other.removeAttribute("capture");
  other.removeAttribute("name");
  other.id += "_gallery";
  other.dataset.shrink = input.dataset.gallery;
  input.after(other);
  return [other];
}

function careFor(input) {
  const list = photoList(input);
  const told = document.createElement("p");
  const words = input.dataset;
  let kept = [];
  told.className = "wrong";
  told.setAttribute("role", "status");

  const keep = (files) => {
    kept = files;
    const basket = new DataTransfer();
    kept.forEach((file) => basket.items.add(file));
    input.files = basket.files;
    list.replaceChildren(...kept.map(row));
    list.hidden = kept.length === 0;
  };
  const row = (file) => {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.onload = () => URL.revokeObjectURL(image.src);
    const remove = button("btn btn-quiet", words.remove, () => {
      keep(kept.filter((other) => other !== file));
      input.focus();
    });
    remove.setAttribute("aria-label", `${words.remove} ${file.name}`);
    item.append(image, remove);
    return item;
  };

  async function take(chooser, label) {
    const send = input.form.querySelector("button.btn-act");
    const added = [...chooser.files];
    const problems = [];
    const files = [...kept];
    send.disabled = true;
    label.textContent = words.busy;
    for (const file of added) {
      if (files.length === MOST) {
        problems.push(words.most);
        break;
      }
      await shrink(file).then((small) => files.push(small), () => problems.push(words.bad.replace("%s", file.name)));
    }
    if (chooser !== input) chooser.value = "";
    keep(files);
    told.textContent = problems.join(" ");
    label.textContent = chooser.dataset.shrink;
    send.disabled = false;
  }

  for (const chooser of [...gallery(input), input]) {
    // our own words on the button instead of the browser's
    const label = document.createElement("label");
    label.className = "btn btn-quiet pick-file";
    label.htmlFor = chooser.id;
    label.textContent = chooser.dataset.shrink;
    chooser.classList.add("js-file");
    chooser.after(label);
    chooser.addEventListener("change", () => take(chooser, label));
  }
  (input.closest(".field") || input.parentElement).append(told);
  input.form.addEventListener("reset", () => setTimeout(() => keep([])));
}

document.querySelectorAll("input[data-shrink]").forEach(careFor);

const words = document.querySelector("[data-emergency]");
const danger = document.getElementById("danger");
const table = document.getElementById("emergencies");
if (words && danger && table) {
  const emergencies = JSON.parse(table.textContent).map((row) => ({ sign: new RegExp(row.words), sentence: row.sentence }));
  const warn = () => {
    const found = emergencies.find((row) => row.sign.test(words.value));
    danger.textContent = found ? found.sentence : "";
    danger.hidden = !found;
  };
  words.addEventListener("input", warn);
  // what came back with a mistake in it may still be an emergency
  warn();
}
