"""axe-core on a page: every rule of WCAG 2.2 A and AA, and axe's own best practices.

The script comes with the package axe-playwright-python and is evaluated by the browser's debugger, so the page's
Content-Security-Policy stays as it is.
"""

from axe_playwright_python.base import AXE_SCRIPT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


STILL = """async () => {
    const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
    return "axe" in window;
}"""
"""Waits until nothing fades in or out, whose colours are on their way; then tells whether axe is there already."""


def violations(page) -> list[str]:
    """List what axe finds on a page as it is now, one line an element; no rule and no element is left out."""
    page.wait_for_load_state()
    if not page.evaluate(STILL):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options)", options)
    assert found["testEngine"]["version"] >= "4.12"
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
