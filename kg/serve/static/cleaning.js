"use strict";
// A classic script, run before YASGUI. In: markup that any script of the page is about to write; out: the same without
// whatever could run. The page's policy (kg/serve/headers.py) lets no markup be written that has not been through here;
// scripts and their addresses have no such way, so none can be written at all.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (markup) => window.DOMPurify.sanitize(markup, { RETURN_TRUSTED_TYPE: false, ADD_ATTR: ["target"], FORBID_TAGS: ["style"] }),
  });
}
