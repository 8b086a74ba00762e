// What scrolls sideways (code, wide tables) can be scrolled by keyboard too: it takes the focus and has a name.
function reach() {
  for (const box of document.querySelectorAll("article pre, article .table-wrapper")) {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.matches("pre") ? "Code" : "Table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

addEventListener("load", reach);
addEventListener("resize", reach);
