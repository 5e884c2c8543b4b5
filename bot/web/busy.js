// Shows the clinic's words for "too busy" above the message box when a message could not be taken, until one is taken.
// Gradio's own notice would vanish after ten seconds, with the number to call.
(() => {
  const REFUSED = new Set([429, 503]);
  const SENT = "/gradio_api/run/predict";

  const clear = () => document.querySelector("#busy")?.remove();

  const tell = () => {
    clear();
    const said = document.createElement("div");
    said.id = "busy";
    said.setAttribute("role", "alert");
    document.querySelector("#composer")?.before(said);
    said.append(document.querySelector("#busy-words").content.cloneNode(true));
    said.scrollIntoView({ block: "nearest" });
  };

  const plainFetch = window.fetch;
  window.fetch = async (...request) => {
    const response = await plainFetch(...request);
    if (new URL(response.url).pathname !== SENT) return response;
    if (!REFUSED.has(response.status)) {
      clear();
      return response;
    }
    tell();
    // To Gradio: a message with nothing to find fault with, so that it gives up and adds no words of its own.
    return new Response('{"error": []}', { status: 422, headers: { "Content-Type": "application/json" } });
  };
})();
