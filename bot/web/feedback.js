// Sends a pressed thumb or reason, and shows what has been pressed in this tab, however often a reply is drawn again.
(() => {
  const said = {
    none: "Was this helpful?",
    up: "Thank you.",
    down: "Thank you. What was wrong?",
    reason: "Thank you, noted.",
    failed: "That did not get through. Please try again.",
  };
  const untouched = { thumb: 0, reason: null };

  const recall = () => {
    try {
      return JSON.parse(sessionStorage.getItem("thumbs")) ?? {};
    } catch {
      return {};
    }
  };
  const marks = recall();

  const store = () => {
    try {
      sessionStorage.setItem("thumbs", JSON.stringify(marks));
    } catch {
      // Storage is off in this browser: the thumbs are shown as long as the page lives.
    }
  };

  const words = ({ thumb, reason, failed }) => {
    if (failed) return said.failed;
    if (thumb === 0) return said.none;
    if (thumb === 1) return said.up;
    return reason ? said.reason : said.down;
  };

  const tell = (text) => dispatchEvent(new CustomEvent("tell", { detail: text }));

  const press = (button, pressed) => {
    const value = String(pressed);
    if (button.getAttribute("aria-pressed") !== value) button.setAttribute("aria-pressed", value);
  };

  const draw = (feedback) => {
    const mark = marks[feedback.dataset.key] ?? untouched;
    const line = feedback.querySelector(".feedback-said");
    const reasons = feedback.querySelector(".reasons");
    if (line.textContent !== words(mark)) line.textContent = words(mark);
    feedback.querySelectorAll(".thumb").forEach((one) => press(one, Number(one.dataset.thumb) === mark.thumb));
    feedback.querySelectorAll(".reason").forEach((one) => press(one, one.dataset.reason === mark.reason));
    if (reasons.hidden !== (mark.thumb !== -1)) reasons.hidden = mark.thumb !== -1;
  };

  const drawAll = () => document.querySelectorAll(".feedback").forEach(draw);

  const send = async (key, { thumb, reason }) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ key, thumb, reason });
    try {
      return (await fetch("/api/feedback", { method: "POST", headers, body, keepalive: true })).ok;
    } catch {
      return false;
    }
  };

  const mark = (key, state) => {
    marks[key] = state;
    store();
    drawAll();
  };

  addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".feedback button");
    if (!button) return;
    const { key } = button.closest(".feedback").dataset;
    const before = marks[key] ?? untouched;
    const wanted = button.getAttribute("aria-pressed") !== "true";
    const after = button.matches(".thumb")
      ? { thumb: wanted ? Number(button.dataset.thumb) : 0, reason: null }
      : { thumb: -1, reason: wanted ? button.dataset.reason : null };
    mark(key, after);
    tell(words(after));
    button.closest(".feedback").querySelector(".reasons").scrollIntoView({ block: "nearest" });
    if (!(await send(key, after)) && marks[key] === after) {
      mark(key, { ...before, failed: true });
      tell(said.failed);
    }
  });

  new MutationObserver(drawAll).observe(document.body, { childList: true, subtree: true });
})();
