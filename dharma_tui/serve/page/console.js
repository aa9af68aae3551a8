// What textual.js leaves open: the font before the first measure, the keyboard, long pastes, files, and words for why a tab ended.
"use strict";
(() => {
  const LONGEST = 8192; // characters a message; even if each became six bytes it would pass the server's limit

  class ConsoleSocket extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("open", () => document.querySelector(".xterm-helper-textarea").focus());
      this.addEventListener("message", (event) => {
        if (typeof event.data !== "string") return;
        const [kind, content] = JSON.parse(event.data);
        if (kind === "notice") document.querySelector("#why").textContent = content;
        if (kind === "deliver_file_start") {
          event.stopImmediatePropagation(); // textual.js would open a window, which browsers block
          const link = document.createElement("a");
          link.href = `/download/${encodeURIComponent(content)}`;
          link.download = "";
          link.click();
        }
      });
      this.addEventListener("close", () => {
        document.body.classList.add("-closed");
        document.querySelector("#again").focus();
      });
    }

    send(data) {
      if (this.readyState !== WebSocket.OPEN) return;
      if (typeof data !== "string" || data.length <= LONGEST) return super.send(data);
      const [kind, text] = JSON.parse(data);
      for (const piece of pieces(text)) super.send(JSON.stringify([kind, piece]));
    }
  }

  function* pieces(text) {
    for (let start = 0; start < text.length; ) {
      let end = Math.min(start + LONGEST, text.length);
      const last = text.charCodeAt(end - 1);
      if (end < text.length && last >= 0xd800 && last < 0xdc00) end -= 1; // keep a surrogate pair together
      yield text.slice(start, end);
      start = end;
    }
  }

  window.WebSocket = ConsoleSocket;
  const open = window.onload;
  window.onload = (event) => {
    document.querySelector("#again").addEventListener("click", () => window.location.reload());
    const late = new Promise((resolve) => setTimeout(resolve, 2000));
    Promise.race([document.fonts.load("16px 'Roboto Mono'"), late]).catch(() => {}).then(() => open.call(window, event));
  };
})();
