// A page of the site inside the widget's frame: hands Escape and the focus on to the clinic's page around it, and opens
// outside the frame what does not belong in it. On its own, the page is left as it is.
(() => {
  if (parent === window) return;
  document.documentElement.classList.add("embedded");

  // Where the page around comes from, once it has spoken. The browser has checked it against `frame-ancestors`.
  let around = null;
  const tell = (word) => around && parent.postMessage({ faqBot: word }, around);

  const focusLast = () => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
    all.filter((one) => !one.disabled && one.getClientRects().length).at(-1)?.focus();
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent) return;
    if (data?.faqBot === "last") focusLast();
    if (data?.faqBot === "hello") {
      around = origin;
      tell("ready");
    }
  });

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) tell("close");
  });

  // A browser that blocks storage in frames would lose the conversation on the way to an article and back.
  const forgets = (() => {
    try {
      return !sessionStorage;
    } catch {
      return true;
    }
  })();

  const point = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    const stays = link.origin === location.origin && (!forgets || link.pathname === location.pathname);
    // A number called from the frame would be a page that the clinic's policy does not let into the frame.
    if (link.protocol === "tel:") link.target = "_top";
    else if (!stays) link.target = "_blank";
  };
  addEventListener("click", point, true);
  addEventListener("auxclick", point, true);
})();
