// Brings each new turn of the conversation into view at its start, keeps the phone's keyboard from covering it, and
// stores the patient's own messages for this tab, so that a way to an article and back loses nothing.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const touch = matchMedia("(pointer: coarse)");

  const show = (turns) => {
    if (touch.matches && document.activeElement?.tagName === "TEXTAREA") document.activeElement.blur();
    const behavior = calm.matches || turns.length > 1 ? "auto" : "smooth";
    turns[turns.length - 1].scrollIntoView({ block: "start", behavior });
  };

  const store = (said) => {
    try {
      sessionStorage.setItem("said", said);
    } catch {
      // Storage is off in this browser: the conversation lives as long as the page.
    }
  };

  const notice = (changes) => {
    const renamed = changes.find((change) => change.type === "attributes");
    if (renamed) store(renamed.target.dataset.said);
    const added = changes.flatMap((change) => [...change.addedNodes]);
    const turns = added.filter((node) => node.nodeType === Node.ELEMENT_NODE && node.matches(".turn"));
    if (turns.length) requestAnimationFrame(() => show(turns));
  };

  const whatMatters = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-said"] };
  new MutationObserver(notice).observe(document.body, whatMatters);
})();
