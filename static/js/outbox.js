// What was written without a network, and how it is sent: used by the page and by the worker alike.
// An entry: {key, path, fields: [[name, value]], photos: [{name, blob}], text, at}, later {errors} or {sent}.
// The form's key names the entry and, at the portal, the matter: however often it is sent, there is one of each.
self.outbox = (() => {
  const STORE = "reports";
  const KEPT_DAYS = 30;

  function open() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("linli-outbox", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async function ask(mode, question) {
    const base = await open();
    try {
      return await new Promise((done, failed) => {
        const deal = base.transaction(STORE, mode);
        const asked = question(deal.objectStore(STORE));
        deal.oncomplete = () => done(asked.result);
        deal.onerror = deal.onabort = () => failed(deal.error);
      });
    } finally {
      base.close();
    }
  }

  const put = (entry) => ask("readwrite", (store) => store.put(entry));
  const remove = (key) => ask("readwrite", (store) => store.delete(key));
  const all = async () => (await ask("readonly", (store) => store.getAll())).sort((one, other) => one.at - other.at);

  // randomUUID is there on https only
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function entryOf(path, data) {
    const sent = [...data].filter(([name]) => name !== "csrfmiddlewaretoken");
    const files = sent.filter(([, value]) => value instanceof File && value.size > 0);
    return {
      key: data.get("key"),
      path,
      fields: sent.filter(([, value]) => typeof value === "string"),
      photos: files.map(([, file]) => ({ name: file.name, blob: file })),
      text: data.get("text") || "",
      at: Date.now(),
    };
  }

  const newToken = async () => (await (await fetch("/report/token/", { cache: "no-store" })).json()).token;

  async function post(entry) {
    // the page was fetched long ago, perhaps by another session: its token is no good any more
    const token = await newToken();
    const body = new FormData();
    entry.fields.forEach(([name, value]) => body.append(name, value));
    entry.photos.forEach(({ name, blob }) => body.append("photos", blob, name));
    body.set("csrfmiddlewaretoken", token);
    return fetch(entry.path, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  function renamed(entry) {
    const key = newKey();
    return { ...entry, key, fields: entry.fields.map(([name, value]) => [name, name === "key" ? key : value]) };
  }

  async function send(entry, again = true) {
    const answer = await post(entry);
    if (answer.status === 409 && again) {
      // the page came back from the browser's memory: its key already belongs to another matter
      const fresh = renamed(entry);
      await put(fresh);
      await remove(entry.key);
      return send(fresh, false);
    }
    if (answer.status === 200) {
      const { key, path, text, at } = entry;
      return put({ key, path, text, at, sent: await answer.json() });
    }
    if (answer.status === 422) return put({ ...entry, errors: (await answer.json()).errors });
    throw new Error(`not sent: ${answer.status}`);
  }

  async function everything() {
    const entries = await all();
    const old = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const entry of entries.filter((one) => one.sent && one.at < old)) await remove(entry.key);
    for (const entry of entries.filter((one) => !one.sent && !one.errors)) await send(entry);
  }

  // the page and the worker may both wake up; one of them is enough
  const sendAll = () => (navigator.locks ? navigator.locks.request("linli-outbox", everything) : everything());

  return { all, entryOf, newKey, newToken, put, remove, sendAll };
})();
