import { el } from "../dom.js";
import { t } from "../words.js";

export const view = {
  name: "facts", title: "view_facts",
  async show(container) {
    container.append(el("h1", null, t("view_facts")));
  },
};
