// The grids of the community on a map of their own: no tiles, no foreign host.
const place = document.getElementById("map");

async function draw() {
  const answer = await fetch(place.dataset.from, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  // without boundaries the table below says it all
  if (found.features.length === 0) return;
  place.hidden = false;
  const map = L.map(place, { attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25 });
  const grids = L.geoJSON(found, {
    style: (feature) => ({ className: `grid-tint grid-tint-${feature.properties.tint}`, weight: 2 }),
    onEachFeature: (feature, layer) => {
      const { name, count } = feature.properties;
      const words = count ? `${name}：${count} ${place.dataset.unit}` : `${name}：${place.dataset.few}`;
      const label = document.createElement("span");
      label.textContent = words;
      layer.bindTooltip(label, { sticky: true });
    },
  }).addTo(map);
  map.fitBounds(grids.getBounds(), { padding: [12, 12] });
}

if (place) draw();
