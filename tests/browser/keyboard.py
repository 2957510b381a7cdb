"""Somebody without a mouse: goes through a page with Tab and Shift-Tab, presses Enter, Space and arrows, and types.

After every key the focus is looked at: it is somewhere, and it can be seen (an outline of two pixels at least, in the
window, under nothing). What a mouse would do is counted, and must be nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

MOST = 400
"""Presses of Tab to one place: who needs more is lost."""
NO_MOUSE = """
window.__mouse = 0;
for (const kind of ["pointerdown", "mousedown", "touchstart"])
    addEventListener(kind, () => { window.__mouse += 1; }, true);
"""
LOOK = """(target) => {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return { lost: true, said: "nothing" };
    const box = at.getBoundingClientRect(), style = getComputedStyle(at), plate = at.querySelector(".plate");
    const said = `${at.tagName.toLowerCase()} ${at.id || at.name || at.textContent.trim().slice(0, 40)}`;
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const outlined = drawn || (plate && parseFloat(getComputedStyle(plate).strokeWidth) >= 3) || at.id === "main";
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    let seen = false;
    for (const x of [0.1, 0.5, 0.9]) for (const y of [0.15, 0.5, 0.85]) {
        const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        seen ||= Boolean(hit && (at.contains(hit) || hit.contains(at) && hit.closest("label")));
    }
    return {
        said, outlined: Boolean(outlined), seen: seen && right > left && bottom > top, there: target === at,
        within: Boolean(target && target.contains(at)),
        ahead: Boolean(target && at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING),
    };
}"""


@dataclass
class Hands:
    """A page under two hands and no mouse. `loads`: the pages that were loaded; `stops`: presses of Tab."""

    page: Any
    loads: list[str] = field(default_factory=list)
    stops: int = 0
    unseen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.add_init_script(NO_MOUSE)
        self.page.on("domcontentloaded", lambda it: self.loads.append(urlsplit(it.url).path))

    def look(self, target: Any = None) -> dict[str, Any]:
        """Where the focus is; what is wrong with it is kept."""
        found: dict[str, Any] = self.page.evaluate(LOOK, target)
        where = urlsplit(self.page.url).path
        if found.get("lost"):
            return found
        if not found["outlined"]:
            self.unseen.add(f"{where}: no outline at {found['said']}")
        if not found["seen"]:
            self.unseen.add(f"{where}: hidden under something, or out of the window: {found['said']}")
        return found

    def go(self, target: Any) -> None:
        """By Tab, or by Shift-Tab when it lies behind, to this place."""
        target.first.wait_for()
        handle = target.first.element_handle()
        before = self.look(handle)
        if before.get("there"):
            return
        key = "Tab" if before.get("lost") or before["ahead"] else "Shift+Tab"
        met = []
        for _ in range(MOST):
            self.page.keyboard.press(key)
            self.stops += 1
            found = self.look(handle)
            met.append(found["said"])
            if found.get("there"):
                return
        raise AssertionError(f"Tab never comes to {target}: {met[:60]}")

    def press(self, target: Any, key: str = "Enter") -> None:
        """Go there and press: what it does stays on the page."""
        self.go(target)
        self.page.keyboard.press(key)

    def follow(self, target: Any, key: str = "Enter") -> None:
        """Go there and press, and wait for the page that answers."""
        self.go(target)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, target: Any, text: str) -> None:
        """Go to a field, and type in place of what stands there."""
        self.go(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target: Any, text: str) -> None:
        """Go to a list of choices and type how the choice begins."""
        self.go(target)
        self.page.keyboard.type(text)

    def main(self) -> None:
        """Past the frame, by the skip link: the first stop of every page."""
        self.page.keyboard.press("Tab")
        assert self.page.evaluate("document.activeElement.className") == "skip", "the skip link is the first stop"
        self.look()
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "main"

    def check(self) -> None:
        """At the end: all was seen, and no mouse was used."""
        assert not self.unseen, "\n".join(sorted(self.unseen))
        assert self.page.evaluate("window.__mouse") == 0
