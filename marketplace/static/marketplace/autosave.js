// Keeps what is typed while it is typed: posts the form to its own address with `autosave`.
// Progressive enhancement: without it the form works, and an expired session still gives the text back.
(() => {
  "use strict";
  const QUIET_MS = 1500; // long enough for a pause in typing

  function watch(form) {
    const status = form.querySelector("[data-autosave-status]");
    let timer = 0;
    let isSending = false;

    function say(words) {
      if (status) status.textContent = words || "";
    }

    function typed() {
      const data = new FormData(form);
      for (const [name, value] of [...data]) {
        if (value instanceof File) data.delete(name);
      }
      for (const secret of form.querySelectorAll("input[type=password]")) data.delete(secret.name);
      data.set("autosave", "1");
      return data;
    }

    async function save() {
      try {
        const answer = await fetch(form.getAttribute("action") || location.href, {
          method: "POST",
          body: typed(),
          credentials: "same-origin",
          redirect: "manual",
        });
        say(answer.status === 204 ? form.dataset.saved : form.dataset.failed);
      } catch {
        say(form.dataset.failed);
      }
    }

    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => isSending || save(), QUIET_MS);
    });
    form.addEventListener("submit", () => {
      isSending = true;
      clearTimeout(timer);
    });
  }

  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
