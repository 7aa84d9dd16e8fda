"use strict";
// What the page carries, as it stands. In: the name of a block. Out: what it says.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
