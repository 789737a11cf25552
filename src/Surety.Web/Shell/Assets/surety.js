// What pages can do beside being read. Without it everything is there all the same.
const $ = (selector, root = document) => root.querySelector(selector);
const isTyping = e => e.target.closest('input, textarea, select, [contenteditable]') || e.ctrlKey || e.metaKey || e.altKey;

// A link to a reason opens it.
function openTarget() {
  let target = null;
  try { target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* It names nothing. */ }
  for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  if (target) target.scrollIntoView();
}
addEventListener('hashchange', openTarget);
openTarget();

// Paper has what is open.
for (const button of document.querySelectorAll('[data-print]')) { button.hidden = false; button.addEventListener('click', () => print()); }

// The time of the reader, behind the one of the agreement.
for (const time of document.querySelectorAll('time[data-local]')) time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang);

// Keys: each stands in the list that ? shows; single letters can be turned off there.
const keysOff = () => localStorage.getItem('surety-keys') === 'off';
const help = $('#keys'), palette = $('#palette');
let row = -1, before = '';
function step(by) {
  const rows = [...document.querySelectorAll('main tbody tr')].filter(r => $('a', r));
  if (!rows.length) return;
  rows[row]?.classList.remove('here');
  row = Math.max(0, Math.min(rows.length - 1, row + by));
  rows[row].classList.add('here');
  $('a', rows[row]).focus();
  rows[row].scrollIntoView({ block: 'nearest' });
}
addEventListener('keydown', e => {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k' && palette) { e.preventDefault(); open(palette); return; }
  if (isTyping(e) || keysOff() && e.key !== '?') return;
  const pair = before + e.key;
  before = e.key === 'g' ? 'g' : '';
  const to = { gt: '/', ga: '/agreements', gp: '/people', gr: '/record' }[pair] ?? $(`.tabs a[data-key="${CSS.escape(pair)}"]`)?.href;
  if (to) { location.href = to; return; }
  if (e.key === 'j') step(1);
  else if (e.key === 'k') step(-1);
  else if (e.key === 'w') { const why = $('details.why, .reasons details'); if (why) { why.open = !why.open; $('summary', why).focus(); } }
  else if (e.key === '?' && help) open(help);
});
function open(dialog) { if (!dialog.open) dialog.showModal(); $('input', dialog)?.focus(); }
const toggle = $('#keys-off');
if (toggle) { toggle.checked = keysOff(); toggle.addEventListener('change', () => localStorage.setItem('surety-keys', toggle.checked ? 'off' : 'on')); }

// The palette: every place of the page, and agreements by their names.
if (palette) {
  const input = $('input', palette), list = $('ul', palette);
  const places = [...document.querySelectorAll('.bar nav a, .tabs a')].map(a => ({ name: a.textContent.trim(), href: a.href }));
  let known;
  const show = () => {
    const sought = input.value.trim().toLowerCase();
    list.replaceChildren(...[...places, ...(known ?? [])].filter(p => p.name.toLowerCase().includes(sought)).slice(0, 12).map(p => {
      const item = document.createElement('li'), link = document.createElement('a');
      link.href = p.href; link.textContent = p.name; item.append(link); return item;
    }));
  };
  input.addEventListener('input', show);
  palette.addEventListener('close', () => { input.value = ''; });
  palette.addEventListener('keydown', e => {
    const links = [...list.querySelectorAll('a')], at = links.indexOf(document.activeElement);
    if (e.key === 'ArrowDown') { e.preventDefault(); links[Math.min(at + 1, links.length - 1)]?.focus(); }
    if (e.key === 'ArrowUp') { e.preventDefault(); at <= 0 ? input.focus() : links[at - 1].focus(); }
    if (e.key === 'Enter' && document.activeElement === input && links[0]) { e.preventDefault(); location.href = links[0].href; }
  });
  new MutationObserver(async () => {
    if (!palette.open) return;
    show();
    if (known) return;
    known = [];
    const answer = await fetch('/v1/portfolio?limit=200');
    if (answer.ok) known = (await answer.json()).items.map(a => ({ name: a.title ?? a.agreement, href: `/agreements/${encodeURIComponent(a.agreement)}` }));
    show();
  }).observe(palette, { attributes: true, attributeFilter: ['open'] });
}

// Where a figure moves: the server says that something was written, and what is marked as live is read again.
const live = document.querySelectorAll('[data-live]');
if (live.length) {
  let source, timer;
  const said = $('#said');
  async function renew() {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'Surety-Renewal': 'true' } });
    // Whoever was signed out, or has been away for too long, sees the door, and no old figures.
    if (answer.redirected) { location.reload(); return; }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    let moved = false;
    for (const old of document.querySelectorAll('[data-live]')) {
      const now = fresh.getElementById(old.id);
      if (!now || now.innerHTML === old.innerHTML || old.contains(document.activeElement)) continue;
      old.replaceWith(document.adoptNode(now));
      now.classList.add('moved');
      moved = true;
    }
    if (moved && said) said.textContent = said.dataset.renewed;
  }
  const begin = () => { source = new EventSource(live[0].dataset.live); source.addEventListener('changed', () => { clearTimeout(timer); timer = setTimeout(renew, 500); }); source.addEventListener('error', () => { if (source.readyState === EventSource.CLOSED) renew(); }); };
  document.addEventListener('visibilitychange', () => { if (document.hidden) source?.close(); else begin(); });
  if (!document.hidden) begin();
}
