"use strict";
// In the head: the remembered size and the line of tools are there before anything is shown, so
// nothing moves afterwards. Events are heard by the document, so the tools work at once.
(() => {
  const root = document.documentElement;
  const KEY = "progress-report-size";
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ROWS_AT_ONCE = 150;
  const MOST_MARKS = 20000;
  let model, revealing;

  function remembered() {
    try { return localStorage.getItem(KEY); } catch { return null; }
  }
  function remember(size) {
    // a browser may forbid storage: the size then lasts as long as the page
    try { localStorage.setItem(KEY, size); } catch { /* nothing to do */ }
  }
  function showPressed() {
    all(".tools button[data-size]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.size === root.dataset.size));
    });
  }

  let fading;
  function say(text) {
    const said = byId("said");
    if (!said) { return; } // a project's own template has no tools
    said.textContent = "";
    clearTimeout(fading);
    // a pause, so that the same words are read out again
    setTimeout(() => { said.textContent = text; }, 50);
    fading = setTimeout(() => { said.textContent = ""; }, 6000);
  }
  function copyByHand(text) {
    // pages served without https have no clipboard interface
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.appendChild(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
  function copy(link, control) {
    const done = () => say("链接已复制");
    const fallback = () => {
      if (copyByHand(link)) { done(); } else { say("请复制地址栏中的链接"); }
      control.focus();
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(link).then(done, fallback);
    } else {
      fallback();
    }
  }

  // one character for one character, so that a place in the folded text is a place in the text
  const fold = (text) => text.replace(/[A-Z\uff01-\uff5e\u3000]/g, (char) => (
    char === "\u3000" ? " " : char < "\uff01" ? char.toLowerCase()
      : String.fromCharCode(char.charCodeAt(0) - 0xfee0).toLowerCase()));
  const columnOf = (cell) => Number((/\bc(\d+)\b/.exec(cell.className) || [])[1]);
  const textNodes = (cell) => {
    const nodes = [], walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) { nodes.push(walker.currentNode); }
    return nodes;
  };

  // The rows with every cell that stands in them, also one that began further up.
  function readTable() {
    const rows = [], totals = [], spans = [], runs = [], open = new Map();
    let run = [];
    all(".report tbody tr").forEach((tr) => {
      if (tr.classList.contains("group")) { run.push(tr); return; }
      if (run.length) { runs.push({run, start: rows.length}); run = []; }
      if (tr.classList.contains("total")) { totals.push(tr); return; }
      const row = {tr, cells: new Map(), absent: [], isShown: true};
      for (const cell of tr.cells) {
        const column = columnOf(cell);
        row.cells.set(column, cell);
        if (cell.rowSpan > 1) {
          const span = {cell, column, rows: [], left: cell.rowSpan};
          spans.push(span);
          open.set(column, span);
        }
      }
      for (const [column, span] of open) {
        if (!span.left) { continue; }
        span.left -= 1;
        span.rows.push(row);
        if (!row.cells.has(column)) { row.cells.set(column, span.cell); row.absent.push(column); }
      }
      row.absent = row.absent.sort((a, b) => a - b).map((column) => row.cells.get(column));
      row.carried = (tr.dataset.carried || "").split("\n");
      row.nodes = [...row.cells.values()].flatMap(textNodes);
      row.texts = row.nodes.map(({data}) => fold(data));
      row.text = row.texts.join("\n");
      rows.push(row);
    });
    // a heading reaches to the next one of its level or of one further out
    const headings = runs.flatMap(({run: trs, start}, index) => trs.map((tr, place) => {
      const next = runs.slice(index + 1).find((later) => later.run.length >= trs.length - place);
      return {tr, rows: rows.slice(start, next ? next.start : rows.length)};
    }));
    return {rows, totals, spans, headings};
  }

  function marks() {
    if (!window.Highlight) { return null; }
    if (!document.adoptedStyleSheets.length) {
      const style = new CSSStyleSheet();
      style.replaceSync("@media screen { ::highlight(found) { background-color: Mark; color: MarkText; } }");
      document.adoptedStyleSheets = [style];
    }
    CSS.highlights.set("found", new Highlight());
    return CSS.highlights.get("found");
  }
  function mark(row, words, marked) {
    row.texts.forEach((text, index) => words.forEach((word) => {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        if (marked.size >= MOST_MARKS) { return; }
        const range = new Range();
        range.setStart(row.nodes[index], at);
        range.setEnd(row.nodes[index], at + word.length);
        marked.add(range);
      }
    }));
  }
  // The first rows at once, the others when the browser has drawn these: typing never waits.
  function reveal(rows, words, marked) {
    clearTimeout(revealing);
    rows.slice(0, ROWS_AT_ONCE).forEach((row) => {
      row.tr.hidden = false;
      if (marked) { mark(row, words, marked); }
    });
    const rest = rows.slice(ROWS_AT_ONCE);
    if (rest.length) { revealing = setTimeout(reveal, 0, rest, words, marked); }
  }

  const insert = (cell, column, {tr}) => {
    tr.insertBefore(cell, [...tr.cells].find((other) => columnOf(other) > column) || null);
  };
  // A merged cell stands in the first of its rows that is shown, as high as those that are.
  function moveMergedCells() {
    for (const {cell, column, rows} of model.spans) {
      const shown = rows.filter(({isShown}) => isShown);
      if (!shown.length) { continue; }
      cell.rowSpan = shown.length;
      if (cell.parentNode !== shown[0].tr) { insert(cell, column, shown[0]); }
    }
    for (const row of model.rows.filter(({absent}) => absent.length)) {
      const carried = row.carried.filter((_, place) => row.absent[place].parentNode !== row.tr);
      row.tr.dataset.carried = carried.join("\n");
      if (!carried.length) { delete row.tr.dataset.carried; }
    }
  }

  // On paper no cell is merged: one that goes on over a sheet's end would stay open there, and
  // keep its rows from the first sheet.
  let copies = [];
  function splitMergedCells() {
    model = model || readTable();
    model.rows.forEach((row) => { row.tr.hidden = !row.isShown; });
    for (const {cell, column, rows} of model.spans) {
      cell.rowSpan = 1;
      for (const row of rows.filter(({tr, isShown}) => isShown && tr !== cell.parentNode)) {
        const copied = cell.cloneNode(true);
        insert(copied, column, row);
        copies.push(copied);
      }
    }
  }
  function joinMergedCells() {
    copies.forEach((copied) => copied.remove());
    copies = [];
    if (model) { moveMergedCells(); }
  }

  function writeAddress(fields) {
    const address = new URL(location.href);
    fields.forEach(({name, value}) => {
      address.searchParams.delete(name);
      if (value) { address.searchParams.set(name, value); }
    });
    // a browser may forbid it for a page from a disk
    try { history.replaceState(null, "", address); } catch { /* the page works without */ }
  }
  // Printed above the rows; on the screen the tools say it.
  function describe(selects, count) {
    const old = document.querySelector(".filtered");
    if (old) { old.remove(); }
    const text = byId("find").value.trim();
    const conditions = [
      ...(text ? [`含“${text}”`] : []),
      ...selects.filter(({value}) => value).map(({name, value}) => `${name}为“${value}”`),
    ];
    const total = model.rows.length;
    byId("clear").hidden = !conditions.length;
    byId("shown").textContent = conditions.length ? `显示${count}项，共${total}项` : `共${total}项`;
    if (conditions.length) {
      const line = document.createElement("p");
      line.className = "filtered";
      line.textContent = `本页只列出${conditions.join("，")}的任务，${count}项，共${total}项。`;
      document.querySelector(".report table").before(line);
    }
    return conditions.length > 0;
  }

  const fields = () => all(".tools [name]");
  function filter() {
    model = model || readTable();
    const [find, ...selects] = fields();
    const words = fold(find.value).split(/\s+/).filter(Boolean);
    const matches = (row, select) => {
      const cell = row.cells.get(Number(select.dataset.column));
      const lines = cell ? textNodes(cell).map(({data}) => data) : [];
      return "lists" in select.dataset
        ? lines.some((line) => line.split(/[、，,；;](?![^（(]*[）)])/).some((name) => name.trim() === select.value))
        : lines.join("\n") === select.value;
    };
    const chosen = selects.filter(({value}) => value);
    const shown = model.rows.filter((row) => {
      row.isShown = words.every((word) => row.text.includes(word))
        && chosen.every((select) => matches(row, select));
      if (!row.isShown) { row.tr.hidden = true; }
      return row.isShown;
    });
    model.headings.forEach(({tr, rows}) => { tr.hidden = !rows.some(({isShown}) => isShown); });
    const isFiltered = describe(selects, shown.length);
    model.totals.forEach((tr) => { tr.hidden = isFiltered; });
    moveMergedCells();
    reveal(shown, words, marks());
    writeAddress([find, ...selects]);
  }
  function clear() {
    fields().forEach((field) => { field.value = ""; });
    filter();
  }
  function jump(field) {
    model = model || readTable();
    const docket = fold(field.value).trim();
    const row = model.rows.find(({tr}) => {
      const heading = tr.querySelector("th");
      return fold(tr.id) === `docket-${docket}` || (heading && fold(heading.textContent) === docket);
    });
    if (!docket) { return; }
    if (!row) { say(`没有“${field.value.trim()}”`); return; }
    if (row.isShown === false) { clear(); }
    location.hash = row.tr.id;
    row.tr.querySelector(".link")?.focus();
  }

  function open() {
    showPressed();
    // merged text stays in view while its rows scroll; print knows nothing of it
    all("tbody [rowspan]").forEach((cell) => {
      const box = document.createElement("div");
      box.className = "merged";
      box.append(...cell.childNodes);
      cell.append(box);
    });
    const head = document.querySelector(".report thead");
    if (head) {
      new ResizeObserver(() => {
        root.style.setProperty("--head", `${Math.ceil(head.getBoundingClientRect().height)}px`);
      }).observe(head);
    }
    const wanted = new URLSearchParams(location.search);
    fields().forEach((field) => { field.value = wanted.get(field.name) || ""; });
    if (fields().some(({value}) => value)) { filter(); }
    // while the reader reads, so that the first key does not wait
    (window.requestIdleCallback || setTimeout)(() => { model = model || readTable(); });
  }

  const size = remembered();
  root.dataset.size = ["large", "small"].includes(size) ? size : "medium";
  document.addEventListener("DOMContentLoaded", open);
  window.addEventListener("beforeprint", splitMergedCells);
  window.addEventListener("afterprint", joinMergedCells);
  document.addEventListener("input", (event) => {
    if (event.target.closest(".tools [name]")) { filter(); }
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest(".tools input, .tools select");
    if (field && event.key === "Escape") { event.preventDefault(); field.value = ""; clear(); }
    if (field && event.key === "Enter" && field.id === "jump") { jump(field); }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.link");
    if (link && !event.defaultPrevented) { copy(link.href.replace(/\?[^#]*/, ""), link); }
    const button = event.target.closest(".tools button");
    if (!button) { return; }
    if (button.id === "share") { copy(location.href, button); }
    if (button.id === "print") { window.print(); }
    if (button.id === "clear") { clear(); byId("find").focus(); }
    if (button.id === "more") {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    }
    if (button.dataset.size) {
      root.dataset.size = button.dataset.size;
      showPressed();
      remember(button.dataset.size);
    }
  });
})();
