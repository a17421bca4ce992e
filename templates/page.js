"use strict";
// In the head: the remembered size and the line of controls are there before anything is shown,
// so nothing moves afterwards. Clicks are heard by the document, so the controls work at once.
(function () {
  var root = document.documentElement;
  var KEY = "progress-report-size";

  function remembered() {
    try { return localStorage.getItem(KEY); } catch (error) { return null; }
  }
  function remember(size) {
    // a browser may forbid storage: the size then lasts as long as the page
    try { localStorage.setItem(KEY, size); } catch (error) { /* nothing to do */ }
  }
  function showPressed() {
    document.querySelectorAll(".tools button[data-size]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.size === root.dataset.size));
    });
  }
  function say(text) {
    var said = document.getElementById("said");
    said.textContent = "";
    // a pause, so that the same words are read out again
    setTimeout(function () { said.textContent = text; }, 50);
  }
  function copyByHand(text) {
    // pages served without https have no clipboard interface
    var area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done;
  }
  function share(button) {
    var link = location.href;
    function fallback() {
      say(copyByHand(link) ? "链接已复制" : "请复制地址栏中的链接");
      button.focus();
    }
    if (navigator.clipboard) {
      navigator.clipboard.writeText(link).then(function () { say("链接已复制"); }, fallback);
    } else {
      fallback();
    }
  }

  var size = remembered();
  root.dataset.size = ["large", "small"].indexOf(size) < 0 ? "medium" : size;
  document.addEventListener("DOMContentLoaded", showPressed);
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".tools button");
    if (!button) { return; }
    if (button.id === "share") { share(button); }
    if (button.id === "print") { window.print(); }
    if (button.dataset.size) {
      root.dataset.size = button.dataset.size;
      showPressed();
      remember(button.dataset.size);
    }
  });
}());
