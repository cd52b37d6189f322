import { addItem, readItems } from "./items.js";

const list = document.querySelector("#list");

function show() {
  list.replaceChildren(
    ...readItems(localStorage).map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }),
  );
}

document.querySelector("#add").addEventListener("submit", (event) => {
  event.preventDefault();
  addItem(localStorage, new FormData(event.target).get("text"));
  event.target.reset();
  show();
});
show();
