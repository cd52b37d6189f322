const main = document.querySelector("#main");
const text = document.createElement("p");
text.textContent = `Opened on ${new Date().toLocaleDateString()}.`;
main.append(text);
