import { el } from "../dom.js";
import { t } from "../words.js";

export const view = {
  name: "home", title: "view_home",
  async show(container) {
    container.append(el("h1", null, t("view_home")));
  },
};
