"use strict";
// What the page of a large graph carries, which is compressed. In: the name of a block. Out: what it says.

const packed = JSON.parse(await inflated(document.getElementById("packed").textContent));
const read = (id) => packed[id];

function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
