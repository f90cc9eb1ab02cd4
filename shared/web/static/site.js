// What pages do with script beyond htmx. Everything works without it.
(function () {
  'use strict';
  var TYPED_MS = 300;

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }

  // `typed`: 300 ms after the last input, never while an input method composes a character.
  var timers = new WeakMap();
  function later(field) {
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(function () {
      field.dispatchEvent(new CustomEvent('typed', {bubbles: true}));
    }, TYPED_MS));
  }
  document.addEventListener('input', function (event) {
    if (!event.isComposing) later(event.target);
  });
  document.addEventListener('compositionend', function (event) { later(event.target); });

  // Who types goes on being signed in: the session is renewed behind the page, at most every five minutes. What counts is
  // when it was renewed, kept from page to page of the tab, not when this page came: its token may be old by then.
  var RENEW_MS = 300000;
  document.addEventListener('typed', function () {
    if (Date.now() - (Number(sessionStorage.renewed) || 0) < RENEW_MS) return;
    if (!document.querySelector('form[action="/session/end"]')) return;
    sessionStorage.renewed = Date.now();
    fetch('/session/renew?to=' + document.querySelector('link[rel=stylesheet]').getAttribute('href'));
  });

  // Keys: F2 search, arrows from row to row, Enter on to the next field, Ctrl+Enter sends.
  function isComposing(event) { return event.isComposing || event.keyCode === 229; }

  function nextField(field) {
    var fields = all(field.form, 'input:not([type=hidden]), select, textarea, button');
    return fields[fields.indexOf(field) + 1];
  }

  function onward(event) {
    var field = event.target;
    if (!field.form || !field.form.classList.contains('entry')) return;
    if (event.ctrlKey) {
      event.preventDefault();
      var send = field.form.querySelector('button.primary, button.danger');
      if (send) send.click();
    } else if (field.tagName === 'INPUT' || field.tagName === 'SELECT') {
      var next = nextField(field);
      if (next) { event.preventDefault(); next.focus(); }
    }
  }

  function toRow(event, step) {
    var row = event.target.closest('table.list tbody tr');
    if (!row || event.target.closest('input, select, textarea')) return;
    var other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    var link = other && other.querySelector('a, button');
    if (link) { event.preventDefault(); link.focus(); }
  }

  document.addEventListener('keydown', function (event) {
    if (isComposing(event)) return;
    if (event.key === 'F2') {
      var box = document.querySelector('[data-search], .filters input');
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === 'Enter') onward(event);
    else if (event.key === 'ArrowDown') toRow(event, 1);
    else if (event.key === 'ArrowUp') toRow(event, -1);
  });

  // One effect, whatever is clicked twice. The server sees to it too: every form has a key.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    setTimeout(function () { delete form.dataset.sent; }, 3000);
  });

  // On paper everything is open that is there.
  window.addEventListener('beforeprint', function () {
    all(document, 'details:not([open]):not(.fragment)').forEach(function (each) { each.open = true; each.dataset.printed = 'yes'; });
  });
  window.addEventListener('afterprint', function () {
    all(document, 'details[data-printed]').forEach(function (each) { each.open = false; delete each.dataset.printed; });
  });

  // A part that could not be read says so, and leaves the rest alone.
  function unavailable(event) {
    var part = event.target.closest && event.target.closest('.fragment');
    if (!part) return;
    all(part, '.waits').forEach(function (each) { each.hidden = true; });
    all(part, '.fails').forEach(function (each) { each.hidden = false; });
  }
  ['htmx:responseError', 'htmx:sendError', 'htmx:timeout'].forEach(function (name) {
    document.addEventListener(name, unavailable);
  });

  // On a phone filters that nobody has set give their room to the list.
  function fold() {
    if (!window.matchMedia('(max-width: 640px)').matches) return;
    all(document, '.folded:not([data-kept])').forEach(function (each) { each.open = false; });
  }

  // What is shown for a while only: `data-seconds="60"`.
  function prepare(root) {
    all(root, '[data-seconds]').forEach(function (each) {
      setTimeout(function () { each.remove(); }, 1000 * Number(each.dataset.seconds));
    });
    var summary = root.querySelector('.summary');
    if (summary) summary.focus();
  }

  // Where there are keys, the box at the top says which one leads to it.
  function name() {
    if (!window.matchMedia('(hover: hover) and (pointer: fine)').matches) return;
    all(document, '[data-search]').forEach(function (each) { each.placeholder += ' F2'; });
  }
  document.addEventListener('DOMContentLoaded', function () { fold(); name(); prepare(document); });
  document.addEventListener('htmx:afterSwap', function (event) { prepare(event.target); });
})();
