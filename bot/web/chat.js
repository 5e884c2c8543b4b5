// Keeps the conversation: adds each new turn, brings it into view at its start, tells it to screen readers once, keeps the
// phone's keyboard from covering it, and stores the patient's own messages for this tab, so that a way to an article and
// back loses nothing.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const touch = matchMedia("(pointer: coarse)");
  const box = () => document.querySelector("#question textarea");

  // Screen readers. The page holds two live regions and nothing else that speaks by itself: of a
  // turn, not all is to be read aloud.
  const TOLD_MS = 100;
  const FORGOTTEN_MS = 10_000;
  const timers = {};

  const tell = (text, name = "spoken") => {
    const region = document.getElementById(name);
    clearTimeout(timers[name]);
    region.textContent = "";
    timers[name] = setTimeout(() => {
      region.textContent = text;
      timers[name] = setTimeout(() => (region.textContent = ""), FORGOTTEN_MS);
    }, TOLD_MS);
  };
  addEventListener("tell", ({ detail }) => tell(detail));

  const words = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll('[aria-hidden="true"]').forEach((one) => one.replaceWith(" "));
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  const announce = (turn) => {
    const all = (selector) => [...turn.querySelectorAll(selector)].map(words).join(" ");
    const urgent = all(".message-urgent p");
    if (urgent) return tell(urgent, "alarm");
    const quotes = turn.querySelectorAll(".quote").length;
    const more = quotes > 1 ? `${quotes - 1} more ${quotes > 2 ? "quotations follow" : "quotation follows"}.` : "";
    const first = [".quote-first .lead-in", ".quote-first .quote-text", ".quote-first .title"].map(all);
    tell([all(".message p"), all(".read-as"), all(".doubt-said"), ...first, more].filter(Boolean).join(" "));
  };

  // The focus stays in the message box; whoever pressed a suggested question is taken to its turn.
  const focus = (turn) => {
    const now = document.activeElement;
    if (touch.matches) {
      if (now === box()) now.blur();
    } else if (now?.closest("#composer")) {
      box().focus({ preventScroll: true });
    } else {
      turn.tabIndex = -1;
      turn.focus({ preventScroll: true });
    }
  };

  // What was sent leaves the box, but not what has been typed since. Gradio leaves the emptied box as large as it was.
  const empty = () => {
    if (typed !== null && box().value === typed) {
      box().value = "";
      box().dispatchEvent(new Event("input", { bubbles: true }));
      setTimeout(() => box().value || (box().style.height = ""), TOLD_MS);
    }
    typed = null;
  };

  // The conversation. Each turn remembers what the server must be told of it; the page's messages go out with that.
  const room = () => document.querySelector(".conversation");
  const turns = () => [...room().children];
  const remembered = () => `[${turns().map((turn) => turn.dataset.said).join()}]`;

  const store = () => {
    try {
      sessionStorage.setItem("said", remembered());
    } catch {
      // Storage is off in this browser: the conversation lives as long as the page.
    }
  };

  const stored = () => {
    try {
      const said = sessionStorage.getItem("said") ?? "[]";
      return JSON.parse(said).length > 0 && said;
    } catch {
      return false;
    }
  };

  const add = (turn) => {
    const number = Number(turns().at(-1)?.dataset.turn ?? 0) + 1;
    turn.dataset.turn = number;
    turn.querySelector("h2").append(` ${number}`);
    room().append(turn);
    if (number > room().dataset.kept) turns()[0].remove();
  };

  // What is sent other than by the message box: a pressed question, or null to take a stored conversation up again.
  let other = null;
  let typed = null;
  let isTakenUp = false;
  const sendOther = (question) => {
    other = question;
    document.querySelector("#send-other").click();
  };

  // Gradio calls these: for what it is to send, and with what came back (bot/web/chat.py).
  window.conversation = {
    open: () => stored() && sendOther(null),
    sendTyped: (question) => {
      typed = question;
      isTakenUp = false;
      return [question, remembered()];
    },
    sendOther: () => {
      isTakenUp = other === null;
      return [other, isTakenUp ? stored() : remembered()];
    },
    show: (html) => {
      const made = document.createElement("template");
      made.innerHTML = html;
      [...made.content.children].forEach(add);
      store();
      const turn = turns().at(-1);
      if (!turn) return;
      if (!isTakenUp) {
        announce(turn);
        empty();
        focus(turn);
      }
      turn.scrollIntoView({ block: "start", behavior: calm.matches || isTakenUp ? "auto" : "smooth" });
    },
  };

  addEventListener("click", ({ target }) => {
    const suggestion = target.closest?.(".suggestion");
    if (suggestion) sendOther(suggestion.textContent);
    if (!target.closest?.("#start-over")) return;
    room().replaceChildren();
    store();
    box().focus({ preventScroll: true });
  });

  // On paper: one answer, or all. What is folded is opened for the print and folded again.
  addEventListener("click", ({ target }) => {
    const button = target.closest?.(".print-turn, .print-all");
    if (!button) return;
    const turn = button.closest(".turn");
    turn?.classList.add("printing");
    document.body.classList.toggle("print-one", Boolean(turn));
    print();
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    const today = document.getElementById("printed-on");
    today.textContent = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    opened = [...document.querySelectorAll(".words:not([open])")];
    opened.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => {
    opened.forEach((one) => (one.open = false));
    document.querySelectorAll(".printing").forEach((one) => one.classList.remove("printing"));
    document.body.classList.remove("print-one");
  });
})();
