// Keeps the empty forms and the page for no network, never a page of somebody's own; sends what waits in the outbox.
importScripts(self.PORTAL.outbox);
const { shells, offline, report, door, static: files } = self.PORTAL;
const CACHE = "linli-shells";
const HALF_A_DAY = 12 * 3600 * 1000;
const ASSET = /(?:href|src)="([^"]+)"/g;

// as nobody in particular: without a cookie there is nothing personal in the page
async function keepShells() {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(offline);
  if (kept && Date.now() - Date.parse(kept.headers.get("Date")) < HALF_A_DAY) return;
  const wanted = new Set();
  for (const path of shells) {
    const page = await fetch(path, { credentials: "omit", cache: "no-store" });
    if (!page.ok) throw new Error(`${path}: ${page.status}`);
    const html = await page.clone().text();
    for (const [, address] of html.matchAll(ASSET)) if (address.startsWith(files)) wanted.add(address);
    await cache.put(path, page);
  }
  for (const address of wanted) await cache.put(address, await fetch(address));
  for (const one of await cache.keys()) {
    const { pathname } = new URL(one.url);
    if (!shells.includes(pathname) && !wanted.has(pathname)) await cache.delete(one);
  }
}

// each opening of a kept form is a form of its own
async function shell(path) {
  const page = await caches.match(path);
  if (!page) return Response.error();
  const fresh = (await page.text()).replace(/(name="key" value=")[^"]*/, `$1${self.outbox.newKey()}`);
  const html = fresh.replace("data-outbox", 'data-outbox="kept"');
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page.headers.get("Content-Security-Policy") } });
}

async function visit(event, path) {
  try {
    const answer = await fetch(event.request);
    if (shells.includes(path)) event.waitUntil(keepShells().catch(() => {}));
    return answer;
  } catch {
    return shell(path.startsWith(door) ? report : shells.includes(path) ? path : offline);
  }
}

// the button was pressed and the network was gone
async function sendOrKeep(request, url) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    await self.outbox.put(self.outbox.entryOf(url.pathname + url.search, await copy.formData()));
    await self.registration.sync?.register("outbox").catch(() => {});
    return Response.redirect(offline);
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepShells().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(visit(event, url.pathname));
  else if (request.mode === "navigate" && shells.includes(url.pathname)) event.respondWith(sendOrKeep(request, url));
  else if (request.method === "GET" && url.pathname.startsWith(files)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreVary: true }).then((kept) => kept || Response.error())));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "outbox") return;
  event.waitUntil(
    self.outbox.sendAll().finally(async () => {
      for (const page of await self.clients.matchAll()) page.postMessage("outbox");
    }),
  );
});
