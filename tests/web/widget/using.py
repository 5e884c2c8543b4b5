"""What the tests of the widget share."""

QUESTION = "knees bend every day"
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}"""
"""What a browser does that blocks storage, in the page and in its frames."""


def box(locator) -> dict[str, float]:
    return locator.bounding_box()


def window_of(visit) -> dict[str, float]:
    return {"x": 0, "y": 0, **visit.page.viewport_size}


def press(visit, *keys: str) -> None:
    for key in keys:
        visit.page.keyboard.press(key)
