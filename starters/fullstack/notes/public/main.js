const [form, text, list] = ["form", "text", "notes"].map((id) => document.querySelector(`#${id}`));

async function show() {
  const notes = await (await fetch("/api/notes")).json();
  list.replaceChildren(
    ...notes.map((note) => Object.assign(document.createElement("li"), { textContent: note.text })),
  );
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch("/api/notes", { method: "POST", body: text.value });
  form.reset();
  await show();
});
await show();
