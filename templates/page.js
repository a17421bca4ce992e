"use strict";
(function () {
  var root = document.documentElement;
  var tools = document.querySelector(".tools");
  if (!tools) { return; }
  var said = document.getElementById("said");
  var sizes = Array.prototype.slice.call(tools.querySelectorAll("button[data-size]"));
  var KEY = "progress-report-size";

  function remembered() {
    try { return localStorage.getItem(KEY); } catch (error) { return null; }
  }
  function remember(size) {
    // a browser may forbid storage: the size then lasts as long as the page
    try { localStorage.setItem(KEY, size); } catch (error) { /* nothing to do */ }
  }
  function resize(size) {
    root.dataset.size = size;
    sizes.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.size === size));
    });
  }
  function say(text) {
    said.textContent = text;
  }
  function copyByHand(text) {
    // pages served without https have no clipboard interface
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done;
  }
  function share() {
    var link = location.href;
    function fallback() {
      say(copyByHand(link) ? "链接已复制" : "请复制地址栏中的链接");
      document.getElementById("share").focus();
    }
    if (navigator.clipboard) {
      navigator.clipboard.writeText(link).then(function () { say("链接已复制"); }, fallback);
    } else {
      fallback();
    }
  }

  sizes.forEach(function (button) {
    button.addEventListener("click", function () {
      resize(button.dataset.size);
      remember(button.dataset.size);
    });
  });
  document.getElementById("share").addEventListener("click", share);
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  var size = remembered();
  if (sizes.some(function (button) { return button.dataset.size === size; })) { resize(size); }
  tools.hidden = false;
}());
