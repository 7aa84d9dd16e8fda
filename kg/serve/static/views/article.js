import { el } from "../dom.js";
import { t } from "../words.js";

export const view = {
  name: "article", title: "view_article",
  async show(container) {
    container.append(el("h1", null, t("view_article")));
  },
};
