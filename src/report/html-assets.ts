// The style sheet and the script of the HTML report. Text contrast is at least 4.5:1 and edges 3:1 in both themes; every level has a
// letter and a shape beside its colour. Without the script everything is there, unfiltered and unsorted.

export const style = `
:root{color-scheme:light dark;--bg:#fff;--text:#16191d;--dim:#4e5865;--line:#c3cad2;--soft:#f4f6f8;--link:#0a4a8a;--E:#a40e26;--Eb:#ffebed;--W:#7a4a00;--Wb:#fff4dd;--N:#0a4a8a;--Nb:#e8f2ff;--ok:#0b5a2a;--okb:#e5f6ea;--oM:#0d5c6f;--edge:#7a2fb8;--oP:#8a1a63;--oC:#7a4a00;--oB:#3f5a1e;--oO:#0d5c6f;--oT:#4d5661;--ring:#0a4a8a}
@media (prefers-color-scheme:dark){:root{--bg:#0f1318;--text:#e8ebef;--dim:#a3adb8;--line:#3b4550;--soft:#181e25;--link:#8cc2ff;--E:#ff9aa6;--Eb:#43121b;--W:#ffc766;--Wb:#3a2808;--N:#93c5ff;--Nb:#10294a;--ok:#8be0a8;--okb:#0f3320;--oM:#1b6072;--edge:#b274e6;--oP:#8c2f6b;--oC:#825a16;--oB:#4d6b28;--oO:#1b6072;--oT:#56606c;--ring:#8cc2ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:20px 24px 64px;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0 0 4px;line-height:1.25}h1 small{color:var(--dim);font-weight:400;font-size:1.05rem}
h2{font-size:1.25rem;margin:40px 0 12px}h3{font-size:1rem;margin:24px 0 8px;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}h3 small{color:var(--dim);font-weight:400}
p{margin:6px 0}code,.mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.875em}
.dim{color:var(--dim)}a{color:var(--link)}
:focus-visible{outline:3px solid var(--ring);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999px}.skip:focus{position:static;display:inline-block;padding:8px}
.bar{margin:16px 0;padding:14px 18px;border:2px solid;border-radius:6px;font-weight:700;display:flex;gap:14px;align-items:center;flex-wrap:wrap}
.bar small{font-weight:400;color:var(--text)}
.blocked{color:var(--E);background:var(--Eb)}.incomplete{color:var(--W);background:var(--Wb)}.clear{color:var(--ok);background:var(--okb)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:8px;padding:0;margin:12px 0;list-style:none}
.tiles li{border:1px solid var(--line);background:var(--soft);border-radius:6px;padding:10px 12px}.tiles span{display:block;color:var(--dim);font-size:.85rem}
.controls{display:flex;flex-wrap:wrap;gap:8px 18px;align-items:center;margin:0 0 14px}
.controls label{display:inline-flex;gap:6px;align-items:center;min-height:36px;cursor:pointer}.controls input[type=checkbox]{width:18px;height:18px;accent-color:var(--link)}
input[type=search]{flex:1 1 240px;min-height:40px;padding:6px 12px;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:6px}
button{font:inherit;color:inherit;min-height:32px;background:none;border:1px solid var(--dim);border-radius:6px;padding:4px 12px;cursor:pointer}
.mark{display:inline-grid;place-items:center;flex:none;min-width:1.65em;height:1.65em;padding:0 3px;border:2px solid currentColor;font:700 .8rem/1 ui-monospace,monospace;background:var(--bg)}
.lE{color:var(--E);border-radius:0}.lW{color:var(--W);border-radius:50% 50% 0 0}.lN{color:var(--N);border-radius:50%}.lQ{color:var(--W);border-style:double;border-width:4px}.lX{color:var(--dim);border-style:dashed}
details.f{border:1px solid var(--line);border-left:5px solid var(--line);border-radius:5px;margin:6px 0;background:var(--soft);content-visibility:auto;contain-intrinsic-size:auto 60px}
details.f.eE{border-left-color:var(--E)}details.f.eW,details.f.eQ{border-left-color:var(--W)}details.f.eN{border-left-color:var(--N)}details.f.eX{border-left-style:dashed}
summary{cursor:pointer;min-height:36px}
.f>summary{display:grid;grid-template-columns:auto auto 1fr auto;gap:2px 10px;align-items:center;padding:8px 12px;list-style:none}
.f>summary::-webkit-details-marker{display:none}.f>summary::before{content:"\\25b8";color:var(--dim)}.f[open]>summary::before{content:"\\25be"}
.f>summary .t{font-weight:600}.f>summary .r{color:var(--dim);text-align:right}
.f dl{margin:0;padding:2px 16px 12px 46px;display:grid;grid-template-columns:9.5em 1fr;gap:6px 12px}.f dt{font-weight:600}.f dd{margin:0}.f dd ul{margin:4px 0 0;padding-left:18px}
.f.target,.f:target{outline:3px solid var(--ring)}
.legend{display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin:8px 0 12px;list-style:none}.legend li{display:flex;gap:7px;align-items:center}
.mM,.mP,.mC,.mB,.mO,.mT{color:#fff;border-color:#fff;border-radius:4px;border-width:1px}.mM{background:var(--edge)}.mP{background:var(--oP)}.mC{background:var(--oC)}.mB{background:var(--oB)}.mO{background:var(--oO)}.mT{background:var(--oT)}
.treemap{list-style:none;margin:0;padding:0;position:relative}
.treemap i{display:block;height:8px;border-radius:2px;margin-top:3px}
.treemap .oM i{background:var(--edge)}.treemap .oP i{background:var(--oP)}.treemap .oC i{background:var(--oC)}.treemap .oB i{background:var(--oB)}.treemap .oO i{background:var(--oO)}.treemap .oT i{background:var(--oT)}
@media (max-width:699px){.treemap li{margin:8px 0}}
@media (min-width:700px){.treemap{aspect-ratio:2.4;border:1px solid var(--line)}.treemap li{position:absolute;overflow:hidden;border:1px solid var(--bg);padding:5px 7px;color:#fff;font-size:.84rem;line-height:1.35}.treemap i{display:none}.treemap .small{padding:2px}.treemap .small span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.treemap .oM{background:linear-gradient(90deg,var(--edge) 8px,var(--oM) 8px);padding-left:15px}.treemap .oM.small{padding-left:10px}.treemap .oP{background:repeating-linear-gradient(45deg,var(--oP) 0 9px,color-mix(in srgb,var(--oP) 82%,#000) 9px 18px)}.treemap .oC{background:var(--oC)}.treemap .oB{background:var(--oB)}.treemap .oO{background:var(--oO)}.treemap .oT{background:var(--oT)}}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:8px 12px;color:var(--dim)}th,td{text-align:left;vertical-align:top;padding:7px 12px;border-top:1px solid var(--line)}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
th button{border:0;padding:0;font-weight:700;min-height:32px;text-align:inherit;overflow-wrap:normal}th[aria-sort=ascending] button::after{content:" \\25b4"}th[aria-sort=descending] button::after{content:" \\25be"}
td .mark{margin-right:6px}td:nth-child(2){white-space:nowrap}td:first-child{min-width:9em}
.graph{max-width:100%;height:auto}.graph text{font:14px system-ui,sans-serif;fill:var(--text)}.graph rect{fill:var(--soft);stroke:var(--text);stroke-width:1.5}.graph .gE rect{stroke:var(--E);stroke-width:4}.graph .gW rect,.graph .gQ rect{stroke:var(--W);stroke-width:3}.graph .gQ rect{stroke-dasharray:2 3}.graph .gN rect{stroke:var(--N);stroke-width:2}.graph .gX rect{stroke:var(--dim);stroke-dasharray:7 5}.graph .edge{stroke:var(--dim);stroke-width:1.5;fill:none}.graph .tip{fill:var(--dim)}
.chains{padding-left:20px}[hidden]{display:none!important}.none{padding:14px;border:1px dashed var(--dim);border-radius:6px}
@media (max-width:699px){body{padding:14px 14px 48px}.tiles{grid-template-columns:1fr 1fr}.graphbox{display:none}.f>summary{grid-template-columns:auto auto 1fr}.f>summary .r{grid-column:3;text-align:left}.f dl{grid-template-columns:1fr;padding:2px 14px 12px;gap:2px}.f dd{margin-bottom:8px}.wide{display:none}th,td{padding:7px 6px}td:first-child{min-width:7em}}
@media print{:root{--bg:#fff;--text:#000;--dim:#333;--soft:#fff;--line:#888}body{max-width:none}.controls,.skip,button{display:none}th button{display:inline}details::details-content{content-visibility:visible;block-size:auto}details.f{break-inside:avoid;content-visibility:visible}*{print-color-adjust:exact}}
@media (forced-colors:active){.treemap li,.mark,.bar{border-color:CanvasText}.treemap li{forced-color-adjust:none}}
@media (prefers-reduced-motion:no-preference){details.f{transition:outline .2s}}
`;

export const script = `
'use strict';
(() => {
  const $ = (q, of = document) => [...of.querySelectorAll(q)];
  const box = document.getElementById('q');
  const live = document.getElementById('live');
  const shown = document.getElementById('shown');
  const rows = $('details.f');
  const causes = $('section.cause');
  const checks = $('.controls input[type=checkbox]');
  const text = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  document.documentElement.classList.add('js');
  const apply = (keep) => {
    const words = box ? box.value.toLowerCase().split(/\\s+/).filter(Boolean) : [];
    const on = new Set(checks.filter((each) => each.checked).map((each) => each.value));
    let count = 0;
    for (const row of rows) {
      const has = text.get(row);
      row.hidden = !on.has(row.dataset.l) || !words.every((word) => has.includes(word));
      if (!row.hidden) count++;
    }
    for (const cause of causes) cause.hidden = !cause.querySelector('details.f:not([hidden])');
    const none = document.getElementById('nohit');
    if (none) none.hidden = count > 0 || rows.length === 0;
    if (shown) shown.textContent = count + ' shown';
    if (live) live.textContent = count === 1 ? '1 finding shown' : count + ' findings shown';
    if (keep) return;
    const state = new URLSearchParams();
    if (box && box.value) state.set('q', box.value);
    if (checks.length && on.size < checks.length) state.set('l', [...on].join(''));
    history.replaceState(null, '', state.size ? '#' + state : location.pathname + location.search);
  };
  const read = () => {
    const hash = location.hash.slice(1);
    if (/^f-[0-9a-f]+$/i.test(hash)) {
      const row = document.getElementById(hash);
      if (row) { row.open = true; row.scrollIntoView(); row.querySelector('summary').focus(); }
      return;
    }
    const state = new URLSearchParams(hash);
    if (box && state.has('q')) box.value = state.get('q');
    if (state.has('l')) for (const each of checks) each.checked = state.get('l').includes(each.value);
    apply(true);
  };
  if (box) box.addEventListener('input', () => apply());
  for (const each of checks) each.addEventListener('change', () => apply());
  const clear = document.getElementById('clear');
  if (clear) clear.addEventListener('click', () => { box.value = ''; for (const each of checks) each.checked = true; apply(); box.focus(); });
  addEventListener('hashchange', read);
  addEventListener('keydown', (event) => {
    if (event.key === '/' && box && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); box.focus(); box.select(); }
    if (event.key === 'Escape' && document.activeElement === box) { box.value = ''; apply(); }
  });
  addEventListener('beforeprint', () => { for (const each of $('details')) each.open = true; });
  for (const button of $('th button')) button.addEventListener('click', () => {
    const head = button.closest('th');
    const table = head.closest('table');
    const at = [...head.parentNode.children].indexOf(head);
    const down = head.getAttribute('aria-sort') !== 'descending';
    for (const each of $('th', table)) each.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const body = table.tBodies[0];
    const key = (row) => { const cell = row.cells[at]; return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v); };
    const order = (a, b) => { const x = key(a), y = key(b); return typeof x === 'number' ? x - y : x < y ? -1 : x > y ? 1 : 0; };
    body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * order(a, b)));
    if (live) live.textContent = 'sorted by ' + button.textContent + (down ? ', largest first' : ', smallest first');
  });
  for (const button of $('button[data-more]')) {
    const body = document.getElementById(button.dataset.more);
    const extra = [...body.rows].slice(200);
    for (const row of extra) row.hidden = true;
    button.hidden = false;
    button.addEventListener('click', () => { for (const row of extra) row.hidden = false; button.hidden = true; });
  }
  read();
})();
`;
