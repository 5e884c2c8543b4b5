// Brings each new turn of the conversation into view at its start, tells it to screen readers once, keeps the phone's
// keyboard from covering it, and stores the patient's own messages for this tab, so that a way to an article and back
// loses nothing.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const touch = matchMedia("(pointer: coarse)");
  const box = () => document.querySelector("#question textarea");

  // Screen readers. The page holds two live regions and nothing else that speaks by itself: Gradio draws the
  // conversation anew by place, so once it is full every turn in it changes with each message.
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

  // Gradio lets the box grow with what is typed, and leaves it as large as it was when it has been emptied.
  const shrink = () => setTimeout(() => box().value || (box().style.height = ""), TOLD_MS);

  const store = (said) => {
    try {
      sessionStorage.setItem("said", said);
    } catch {
      // Storage is off in this browser: the conversation lives as long as the page.
    }
  };

  const isStored = () => {
    try {
      return JSON.parse(sessionStorage.getItem("said") ?? "[]").length > 0;
    } catch {
      return false;
    }
  };

  let last = 0;
  let isTakenUp = isStored();
  const show = () => {
    const turns = document.querySelectorAll(".turn[data-turn]");
    const turn = turns[turns.length - 1];
    const number = Number(turn?.dataset.turn ?? 0);
    if (number > last) {
      if (!isTakenUp) {
        announce(turn);
        focus(turn);
        shrink();
      }
      turn.scrollIntoView({ block: "start", behavior: calm.matches || isTakenUp ? "auto" : "smooth" });
      isTakenUp = false;
    }
    last = number;
  };

  new MutationObserver((changes) => {
    const renamed = changes.find(({ type, attributeName }) => type === "attributes" && attributeName === "data-said");
    if (renamed) store(renamed.target.dataset.said);
    requestAnimationFrame(show);
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-said", "data-turn"] });

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
