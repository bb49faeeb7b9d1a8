"use strict";
// The token of a server that was started with one. It is kept in the memory of this page only, until the page is closed.
saidso.token = (() => {
  const dialog = document.getElementById("token");
  const [form, input, wrong] = [dialog.querySelector("form"), dialog.querySelector("input"), dialog.querySelector("[role=alert]")];
  let token = "";
  // The question that is open: files dropped together ask once.
  let question = null;

  // Asks for a token, unless another one than `refused` has been entered meanwhile.
  const ask = (refused) => {
    if (token && token !== refused) return Promise.resolve();
    token = "";
    question ??= new Promise((resolve, reject) => {
      wrong.textContent = refused ? "The server does not accept this token." : "";
      input.value = "";
      dialog.returnValue = "";
      dialog.showModal();
      dialog.addEventListener("close", () => {
        question = null;
        token = dialog.returnValue === "send" ? input.value.trim() : "";
        input.value = "";
        if (token) resolve();
        else reject(new Error("this server needs a token. Press the button once more to enter it."));
      }, { once: true });
    });
    return question;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close("send");
  });
  dialog.querySelector("[type=button]").addEventListener("click", () => dialog.close());

  return { get: () => token, ask };
})();
