import { el } from "../dom.js";
import { t } from "../words.js";

export const view = {
  name: "entity", title: "view_entity",
  async show(container) {
    container.append(el("h1", null, t("view_entity")));
  },
};
