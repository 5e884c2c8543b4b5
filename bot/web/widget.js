// The widget: a button in the corner of the clinic's own page, and the chat in a frame behind it. It loads nothing
// before the button is pressed, and lives in a shadow root, where the page's style sheets do not reach. The server
// calls this function with the clinic's words and the style sheet.
((texts) => {
  const TAG = "faq-bot-widget";
  const page = document.documentElement;
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  if (!script || page.querySelector(`:scope > ${TAG}`)) return;
  const bot = new URL(script.src).origin;
  const small = matchMedia("(max-width: 480px), (max-height: 480px)");

  // Whether the chat is open, for this visit.
  const visit = {
    wasOpen: () => {
      try {
        return sessionStorage.getItem(TAG) === "open";
      } catch {
        return false;
      }
    },
    note: (isOpen) => {
      try {
        if (isOpen) sessionStorage.setItem(TAG, "open");
        else sessionStorage.removeItem(TAG);
      } catch {
        // Storage is off in this browser: the next page starts with the chat closed.
      }
    },
  };

  // Elements are made one by one: a page may forbid HTML in strings (Trusted Types) and style attributes.
  const fill = (node, attributes, children) => {
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  };
  const make = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const icon = (path) => {
    const svg = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
    return fill(svg("svg"), { viewBox: "0 0 24 24", "aria-hidden": "true" }, [fill(svg("path"), { d: path }, [])]);
  };

  const bubble = "M5 4h14a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-7l-5 4v-4H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM12 7v7M8.500 10.500h7";
  const label = script.dataset.label?.trim() || texts.open;
  const button = make("button", { type: "button", class: "open", "aria-haspopup": "dialog" }, icon(bubble), make("span", {}, label));
  const close = make("button", { type: "button", class: "close", "aria-label": texts.close }, icon("M6 6l12 12M18 6L6 18"));
  const bar = make("div", { class: "bar" }, make("h2", { id: "title" }, texts.title), close);
  const call = () => make("a", { href: `tel:${texts.dial}` }, texts.phone);
  const sentence = texts.dial ? texts.failed.split(texts.phone) : [texts.failed];
  const failed = make("p", { class: "failed", hidden: "" }, ...sentence.flatMap((part, at) => (at ? [call(), part] : [part])));
  const frame = make("iframe", { title: texts.title, referrerpolicy: "no-referrer" });
  const end = make("div", { class: "end", tabindex: "0" });
  const dialog = make("dialog", { tabindex: "-1", "aria-labelledby": "title" }, bar, make("div", { role: "status" }, failed), end);

  const host = make(TAG, { popover: "manual" });
  const shadow = host.attachShadow({ mode: "open" });
  const side = make("div", { class: script.dataset.position === "left" ? "left" : "right" }, button, dialog);
  shadow.append(side);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(texts.css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.append(make("style", {}, texts.css));
  }

  // The chat's page says that it is there; when it does not, the patient gets the number to call.
  let patience = 0;
  const wait = (seconds) => {
    clearTimeout(patience);
    patience = setTimeout(() => (failed.hidden = false), seconds * 1000);
  };
  const tell = (word) => frame.contentWindow.postMessage({ faqBot: word }, bot);

  const load = () => {
    frame.src = `${bot}/`;
    frame.addEventListener("load", () => {
      tell("hello");
      wait(5);
    });
    end.before(frame);
    wait(30);
  };

  const show = () => {
    dialog.classList.toggle("full", small.matches);
    if (small.matches) {
      dialog.setAttribute("aria-modal", "true");
      dialog.showModal();
    } else {
      // Not show(), which takes the focus: a chat that is open again after a reload leaves it where it is.
      dialog.removeAttribute("aria-modal");
      dialog.setAttribute("open", "");
    }
    button.hidden = true;
    if (!frame.isConnected) load();
    visit.note(true);
  };

  button.addEventListener("click", () => {
    show();
    dialog.focus();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    if (dialog.open) return;
    button.hidden = false;
    button.focus();
    visit.note(false);
  });
  small.addEventListener("change", () => {
    if (!dialog.open) return;
    const focused = shadow.activeElement;
    dialog.close();
    show();
    focused?.focus();
  });

  // The focus goes round: the close button, what is in the frame, the close button.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Tab" && event.shiftKey && [dialog, close].includes(shadow.activeElement)) {
      event.preventDefault();
      frame.focus();
      tell("last");
    }
  });
  end.addEventListener("focus", () => close.focus());

  addEventListener("message", ({ source, origin, data }) => {
    if (!source || source !== frame.contentWindow || origin !== bot) return;
    if (data?.faqBot === "close") dialog.close();
    if (data?.faqBot === "ready") {
      clearTimeout(patience);
      failed.hidden = true;
    }
  });

  const start = () => {
    page.append(host);
    // The top layer, above whatever the page stacks; a browser without it has the highest z-index.
    host.showPopover?.();
    if (visit.wasOpen()) show();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})
