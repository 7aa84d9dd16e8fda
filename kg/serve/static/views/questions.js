import { el } from "../dom.js";
import { t } from "../words.js";

export const view = {
  name: "questions", title: "view_questions",
  async show(container) {
    container.append(el("h1", null, t("view_questions")));
  },
};
