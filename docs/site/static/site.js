// What scrolls sideways (code, wide tables, pictures on a narrow screen) can be scrolled by keyboard too: it takes the focus and has a name.
function reach() {
  for (const box of document.querySelectorAll("article pre, article .table-wrapper, article p:has(> img)")) {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", { PRE: "Code", P: "Picture" }[box.tagName] ?? "Table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

addEventListener("load", reach);
addEventListener("resize", reach);
