// What a page does beyond being read: values under pointer and keys, pictures as files, search. It is whole without this.
(function () {
  "use strict";
  var words = JSON.parse(document.getElementById("words").textContent);
  var NEAR = 48;

  function make(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    if (text) node.textContent = text;
    return node;
  }

  // Values: a ring on the nearest point and what it says beside it; with the keyboard the picture is a slider over its points.
  function values(frame, points) {
    var image = frame.querySelector("img");
    var ring = make("span", {class: "ring", "aria-hidden": "true", hidden: ""});
    var label = make("span", {class: "says-value", "aria-hidden": "true", hidden: ""});
    // it lies over the picture and is no parent of it: what is within a slider is not read, and the picture's words are to be
    var slider = make("span", {
      class: "slider", tabindex: 0, role: "slider", "aria-readonly": "true",
      "aria-label": words.values + ": " + frame.dataset.title + ". " + words.keys,
      "aria-valuemin": 1, "aria-valuemax": points.texts.length, "aria-valuenow": 1, "aria-valuetext": points.texts[0],
    });
    var at = -1;
    frame.append(slider, ring, label);

    function places() { return points.narrow && image.currentSrc !== image.src ? points.narrow : points.wide; }

    function show(index) {
      var place = places()[index];
      at = index;
      ring.hidden = label.hidden = !place;
      if (!place) return;
      ring.style.left = 100 * place[0] + "%";
      ring.style.top = label.style.top = 100 * place[1] + "%";
      label.textContent = points.texts[index];
      var x = place[0] * frame.clientWidth, room = frame.clientWidth - label.offsetWidth; // never off the picture
      label.style.left = Math.max(0, Math.min(room, place[0] > 0.5 ? x - label.offsetWidth - 12 : x + 12)) + "px";
      label.classList.toggle("downward", place[1] < 0.25);
      slider.setAttribute("aria-valuenow", index + 1);
      slider.setAttribute("aria-valuetext", points.texts[index]); // which is read out when it changes
    }

    function nearest(event) {
      var box = frame.getBoundingClientRect(), best = -1, least = NEAR * NEAR;
      places().forEach(function (place, index) {
        var dx = box.left + place[0] * box.width - event.clientX, dy = box.top + place[1] * box.height - event.clientY;
        if (dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = index; }
      });
      return best;
    }

    frame.addEventListener("pointermove", function (event) { var found = nearest(event); if (found !== at) show(found); });
    frame.addEventListener("pointerleave", function () { if (document.activeElement !== slider) show(-1); });
    slider.addEventListener("focus", function () { show(Math.max(at, 0)); });
    slider.addEventListener("blur", function () { show(-1); });
    slider.addEventListener("keydown", function (event) {
      var last = points.texts.length - 1;
      var to = {ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10,
        Home: 0, End: last, Escape: -1}[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show(event.key === "Escape" ? -1 : Math.min(last, Math.max(0, to)));
    });
  }

  function saved(address, name) {
    var link = make("a", {href: address, download: name});
    document.body.append(link);
    link.click();
    link.remove();
  }

  // The wide picture as a file: its SVG as it stands in the page, or painted twice as large on white.
  function files(frame, list) {
    var image = frame.querySelector("img");
    list.append(make("a", {href: image.src, download: frame.dataset.name + ".svg"}, words.svg));
    var button = make("button", {type: "button"}, words.png);
    list.append(button);
    button.addEventListener("click", function () {
      var source = new Image();
      source.onload = function () {
        var canvas = make("canvas", {width: 2 * source.naturalWidth, height: 2 * source.naturalHeight});
        var brush = canvas.getContext("2d");
        brush.fillStyle = "#fff";
        brush.fillRect(0, 0, canvas.width, canvas.height);
        brush.drawImage(source, 0, 0, canvas.width, canvas.height);
        saved(canvas.toDataURL("image/png"), frame.dataset.name + ".png");
      };
      source.src = image.src;
    });
  }

  document.querySelectorAll(".picture").forEach(function (picture) {
    var frame = picture.querySelector(".values"), data = picture.querySelector(":scope > script");
    if (data) values(frame, JSON.parse(data.textContent));
    files(frame, picture.querySelector(".take"));
  });

  // Search by words, and filters by the data attributes of what is searched.
  function finder(place) {
    var inside = place.dataset.of.indexOf("tbody") === 0;
    var items = Array.from((inside ? place : document).querySelectorAll(place.dataset.of));
    var texts = items.map(function (one) { return (one.textContent + " " + (one.dataset.about || "")).toLowerCase(); });
    var bar = make("div", {class: "bar", role: "search", "aria-label": place.dataset.find});
    var input = make("input", {type: "search", placeholder: place.dataset.find, "aria-label": place.dataset.find});
    var count = make("span", {class: "count", role: "status"});
    var chosen = JSON.parse(place.dataset.facets || "[]").map(function (facet) {
      var select = make("select", {"aria-label": facet[1]}), found = new Set();
      items.forEach(function (one) { (one.dataset[facet[0]] || "").split("|").filter(Boolean).forEach(found.add, found); });
      select.append(make("option", {value: ""}, facet[1] + ": " + words.all));
      Array.from(found).sort().forEach(function (value) { select.append(make("option", {value: value}, value)); });
      select.addEventListener("change", look);
      return {name: facet[0], select: select};
    });

    function look() {
      var wanted = input.value.toLowerCase().split(/\s+/), shown = 0;
      items.forEach(function (one, index) {
        var fits = wanted.every(function (word) { return texts[index].indexOf(word) >= 0; }) && chosen.every(function (facet) {
          var value = facet.select.value;
          return !value || (one.dataset[facet.name] || "").split("|").indexOf(value) >= 0;
        });
        one.hidden = !fits;
        shown += fits;
      });
      var all = shown === items.length;
      count.textContent = all ? "" : words.found.replace("{shown}", shown).replace("{all}", items.length);
    }

    function clear() {
      input.value = "";
      chosen.forEach(function (facet) { facet.select.value = ""; });
      look();
    }

    if (items.length < 6) return;
    bar.append(input);
    chosen.forEach(function (facet) { bar.append(facet.select); });
    bar.append(count);
    place.before(bar);
    input.addEventListener("input", look);
    // a link to what is hidden must find it
    window.addEventListener("hashchange", function () {
      var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      var hidden = target && target.closest("[hidden]");
      if (hidden && items.indexOf(hidden) >= 0) { clear(); target.scrollIntoView(); }
    });
    window.addEventListener("beforeprint", clear);
  }
  document.querySelectorAll("[data-find]").forEach(finder);
})();
