import { el } from "../dom.js";
import { t } from "../words.js";

export const view = {
  name: "articles", title: "view_articles",
  async show(container) {
    container.append(el("h1", null, t("view_articles")));
  },
};
