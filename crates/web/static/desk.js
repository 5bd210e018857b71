// What makes pages quicker to work with. Every page works without it.
'use strict';

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest('input, textarea, select, [contenteditable]');

/** Takes a part of another page in the place of the same part here. */
let asking = null;
async function swap(address, selector) {
  asking?.abort();
  asking = new AbortController();
  const response = await fetch(address, { signal: asking.signal, headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const [here, there] = [one(selector), one(selector, page)];
  if (!here || !there) return null;
  here.replaceWith(document.importNode(there, true));
  return page;
}
const gaveUp = (error) => { if (error.name !== 'AbortError') throw error; };

// Results while one types.
const ask = one('#ask');
let pause;
ask?.addEventListener('input', () => {
  clearTimeout(pause);
  if (!one('#results')) return;
  pause = setTimeout(async () => {
    const address = new URL('/search', location.href);
    address.searchParams.set('q', ask.value);
    const scope = new URLSearchParams(location.search).get('in');
    if (scope) address.searchParams.set('in', scope);
    try {
      const page = await swap(address, '#results');
      if (!page) return;
      document.title = page.title;
      one('.scopes')?.replaceWith(document.importNode(one('.scopes', page), true));
      history.replaceState(null, '', address);
    } catch (error) { gaveUp(error); }
  }, 130);
});

// A value opens its passages beside it.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-swap]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const selector = link.dataset.swap;
  try {
    const page = await swap(link.href, selector);
    if (!page) { location.assign(link.href); return; }
    const chosen = new URL(link.href).searchParams.get('at');
    for (const value of all('a.value')) {
      if (chosen && new URL(value.href).searchParams.get('at') === chosen) value.setAttribute('aria-current', 'true');
      else value.removeAttribute('aria-current');
    }
    history.replaceState(null, '', link.href);
    const panel = one(selector);
    panel.scrollTop = 0;
    if (innerWidth < 1088) panel.scrollIntoView({ block: 'start' });
  } catch (error) { gaveUp(error); }
});

// A claim and its words light each other up.
const light = (names) => {
  const wanted = new Set(names);
  for (const piece of all('[data-of]')) piece.classList.toggle('lit', piece.dataset.of.split(' ').some((name) => wanted.has(name)));
  for (const claim of all('[data-claim]')) claim.classList.toggle('lit', wanted.has(claim.dataset.claim));
};
if (one('[data-text]')) {
  document.addEventListener('mouseover', (event) => {
    const claim = event.target.closest('[data-claim]');
    const piece = event.target.closest('[data-of]');
    if (claim) light([claim.dataset.claim]);
    else if (piece) light(piece.dataset.of.split(' '));
  });
  document.addEventListener('focusin', (event) => {
    const claim = event.target.closest('[data-claim]');
    if (claim) light([claim.dataset.claim]);
  });
  const named = location.hash.slice(1);
  if (named) light([named.replace(/^l/, '')]);
}

// Facets are folded on a narrow screen until asked for.
if (innerWidth < 832) for (const fold of all('[data-fold]')) fold.removeAttribute('open');

// Lines by keys.
const rows = () => all('[data-row]').filter((row) => row.offsetParent !== null || row.getClientRects().length);
function step(by) {
  const list = rows();
  if (!list.length) return;
  const at = list.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
  list[next].focus();
  list[next].scrollIntoView({ block: 'nearest' });
}
let went = 0;
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target)) {
    if (event.target === ask && event.key === 'ArrowDown' && one('#results [data-row]')) { event.preventDefault(); step(1); }
    return;
  }
  if (one('dialog[open]')) return;
  if (went && Date.now() - went < 1500) {
    went = 0;
    const link = one(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); location.assign(link.href); }
    return;
  }
  const key = one(`[data-key="${CSS.escape(event.key)}"]`);
  if (key) { event.preventDefault(); key.click(); return; }
  switch (event.key) {
    case '/': event.preventDefault(); ask?.focus(); ask?.select(); break;
    case 'j': event.preventDefault(); step(1); break;
    case 'k': event.preventDefault(); step(-1); break;
    case 'c': {
      const link = document.activeElement?.closest('li')?.querySelector('[data-correct]');
      if (link) { event.preventDefault(); link.click(); }
      break;
    }
    case '[': one('[data-before]')?.click(); break;
    case ']': one('[data-after]')?.click(); break;
    case 'g': went = Date.now(); break;
    case '?': one('#keys')?.showModal(); break;
  }
});
for (const button of all('[data-keys]')) button.addEventListener('click', () => { one('.menu')?.removeAttribute('open'); one('#keys')?.showModal(); });
document.addEventListener('click', (event) => {
  const menu = one('.menu[open]');
  if (menu && !menu.contains(event.target)) menu.removeAttribute('open');
});

// A claim is edited where it is judged.
one('[data-edit]')?.addEventListener('click', (event) => {
  const edit = one('#edit');
  edit.hidden = !edit.hidden;
  event.currentTarget.setAttribute('aria-expanded', String(!edit.hidden));
  if (!edit.hidden) one('input, select', edit)?.focus();
});
// One key is one decision, however long it is held.
one('[data-decide]')?.addEventListener('submit', (event) => {
  if (event.currentTarget.dataset.sent) { event.preventDefault(); return; }
  event.currentTarget.dataset.sent = 'yes';
});

// The map: nearer, farther, along. Dots and names keep their size on the screen.
const map = one('[data-map]');
if (map) {
  const home = map.getAttribute('viewBox').split(' ').map(Number);
  let view = [...home];
  const show = () => {
    map.setAttribute('viewBox', view.join(' '));
    const unit = view[2] / map.clientWidth;
    for (const dot of all('circle', map)) dot.setAttribute('r', dot.dataset.r * unit * 0.8);
    for (const name of all('text', map)) {
      name.setAttribute('font-size', 13 * unit);
      name.setAttribute('dx', (name.dataset.r * 0.8 + 3) * unit);
      name.setAttribute('dy', 4.5 * unit);
      name.setAttribute('stroke-width', 3 * unit);
    }
  };
  const zoom = (by, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) => {
    const width = Math.min(Math.max(view[2] * by, 60), 3600);
    const scale = width / view[2];
    view = [x - (x - view[0]) * scale, y - (y - view[1]) * scale, width, view[3] * scale];
    show();
  };
  for (const button of all('[data-zoom]')) {
    button.addEventListener('click', () => {
      const by = Number(button.dataset.zoom);
      if (by) zoom(by); else { view = [...home]; show(); }
    });
  }
  const at = (event) => {
    const box = map.getBoundingClientRect();
    const scale = Math.max(view[2] / box.width, view[3] / box.height);
    return [view[0] + view[2] / 2 + (event.clientX - box.left - box.width / 2) * scale,
      view[1] + view[3] / 2 + (event.clientY - box.top - box.height / 2) * scale, scale];
  };
  map.addEventListener('wheel', (event) => { event.preventDefault(); const [x, y] = at(event); zoom(event.deltaY < 0 ? 0.8 : 1.25, x, y); }, { passive: false });
  let drag = null;
  map.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, y: event.clientY, moved: false }; });
  addEventListener('pointermove', (event) => {
    if (!drag) return;
    const [, , scale] = at(event);
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.abs(x) + Math.abs(y) < 4) return;
    drag = { x: event.clientX, y: event.clientY, moved: true };
    view[0] -= x * scale; view[1] -= y * scale;
    show();
  });
  addEventListener('pointerup', () => { setTimeout(() => { drag = null; }); });
  map.addEventListener('click', (event) => { if (drag?.moved) event.preventDefault(); }, true);
  addEventListener('resize', show);
  show();
}
