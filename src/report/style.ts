/** The page's style: light and dark, for screens of any width and for paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2530; --soft: #5b6878; --rule: #dfe4ea; --head: #eef1f5; --edge: #8d9aaa;
  --pod: #c2416b; --node: #b86b00; --zone: #2f6fdb; --cluster: #0c8a66; --unknown: #77818d; --workload: #4b5563;
  --kept: #0c7a5a; --lost: #b3264f; --depends: #9a5b00; --rebuilt: #4a6072;
  --kept-bg: #dcf3ea; --lost-bg: #fbe3ea; --depends-bg: #fdefd6; --rebuilt-bg: #e6ecf2; --unknown-bg: #e9ecf0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2029; --ink: #e6ebf1; --soft: #9aa7b6; --rule: #2c3541; --head: #222a35; --edge: #66748a;
    --pod: #f0809f; --node: #e9a94b; --zone: #7aa9ff; --cluster: #4fcfa5; --unknown: #9aa5b1; --workload: #b4bfcc;
    --kept: #63d8b1; --lost: #ff8fae; --depends: #f2bd6a; --rebuilt: #a9bccd;
    --kept-bg: #143329; --lost-bg: #3d1a26; --depends-bg: #3a2a10; --rebuilt-bg: #263240; --unknown-bg: #2a313b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main, footer, nav { max-width: 1360px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { margin: 0; font-size: 30px; letter-spacing: -0.02em; }
.lead { margin: 4px 0 20px; color: var(--soft); font-size: 16px; }
ul { list-style: none; margin: 0; padding: 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-bottom: 18px; }
.tile { flex: 1 1 150px; background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 12px 16px; }
.tile strong { display: block; font-size: 26px; line-height: 1.15; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); }
.tile.warn strong { color: var(--depends); }
.tile.bad strong { color: var(--lost); }
.tile.none strong { color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; color: var(--soft); font-size: 13px; margin-bottom: 6px; }
.mark { display: inline-block; min-width: 22px; padding: 0 5px; border-radius: 6px; text-align: center; font-weight: 700; line-height: 22px; }
.mark.kept { color: var(--kept); background: var(--kept-bg); }
.mark.lost { color: var(--lost); background: var(--lost-bg); }
.mark.depends { color: var(--depends); background: var(--depends-bg); }
.mark.rebuilt { color: var(--rebuilt); background: var(--rebuilt-bg); }
.mark.unknown { color: var(--unknown); background: var(--unknown-bg); }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; background: var(--unknown); }
.swatch.pod { background: var(--pod); }
.swatch.node { background: var(--node); }
.swatch.zone { background: var(--zone); }
.swatch.cluster { background: var(--cluster); }
.swatch.api { background: var(--rebuilt-bg); border: 1px solid var(--rebuilt); }
.line { display: inline-block; width: 26px; border-top: 2px solid var(--edge); vertical-align: middle; margin-right: 4px; }
.line.reads { border-top-style: dashed; }
nav { margin-top: 16px; }
nav ul { display: flex; flex-wrap: wrap; gap: 6px; }
nav a { color: var(--zone); text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav li { background: var(--card); border: 1px solid var(--rule); border-radius: 999px; padding: 2px 12px; }
nav small { color: var(--soft); }
section { margin: 28px 0; }
h2 { font-size: 20px; margin: 0 0 12px; overflow-wrap: anywhere; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; padding: 6px 0; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--soft); width: 12px; flex: none; }
details[open] > summary::before { content: "▾"; }
details:not([open]) { border-bottom: 1px solid var(--rule); }
summary h2 { margin: 0; }
details[open] > summary { margin-bottom: 8px; }
.sum { color: var(--soft); font-size: 13px; }
section:has(> details:not([open])) { margin: 8px 0; }
details.filtered .scroll { display: none; }
[hidden] { display: none !important; }
#filter { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; max-width: 1360px; margin: 16px auto 0; padding: 8px 24px; background: var(--page); border-bottom: 1px solid var(--rule); }
#filter label { display: flex; align-items: center; gap: 8px; color: var(--soft); }
#filter .words { flex: 1 1 220px; }
#filter input[type=search] { flex: 1; min-width: 0; font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 6px 10px; }
#filter output { color: var(--soft); min-width: 70px; }
.unused th:first-child { width: 28%; }
h2 small { color: var(--soft); font-weight: 400; font-size: 14px; }
.empty { color: var(--soft); }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 8px; margin-bottom: 16px; }
.diagram { display: block; margin: 0 auto; font-family: inherit; }
.diagram .head { fill: var(--soft); font-size: 11px; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; }
.diagram .name { fill: var(--ink); font-size: 13px; font-weight: 600; }
.diagram .sub { fill: var(--soft); font-size: 11px; }
.diagram rect { fill: var(--card); stroke: var(--rule); stroke-width: 1.25; }
.diagram .box { --tone: var(--workload); }
.diagram .box.pod { --tone: var(--pod); }
.diagram .box.zone { --tone: var(--zone); }
.diagram .box.cluster { --tone: var(--cluster); }
.diagram .box.unknown { --tone: var(--unknown); }
.diagram .box.node { --tone: var(--node); }
.diagram .box rect:first-of-type { stroke: color-mix(in srgb, var(--tone) 55%, var(--rule)); fill: color-mix(in srgb, var(--tone) 6%, var(--card)); }
.diagram .bar { fill: var(--tone); stroke: none; }
.diagram .box.workload rect:first-of-type { fill: var(--head); }
.diagram .box.elsewhere rect:first-of-type { stroke-dasharray: 5 4; }
.diagram .edge { fill: none; stroke: var(--edge); stroke-width: 1.5; }
.diagram .reads { stroke-dasharray: 5 4; }
.diagram .made { opacity: 0.7; }
.diagram .tip { fill: var(--edge); }
table { width: 100%; table-layout: fixed; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 12px; overflow: hidden; font-size: 13px; }
.caption { color: var(--soft); margin: 0; padding: 0 2px 8px; font-size: 13px; }
th, td { padding: 8px 10px; text-align: left; vertical-align: top; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
thead th { border-top: 0; background: var(--card); color: var(--soft); font-size: 12px; font-weight: 600; vertical-align: bottom; overflow-wrap: normal; }
.at { width: 16%; }
.what { width: 19%; }
.who, .backup { width: 10.5%; }
.class { width: 12.5%; }
.event { text-align: center; padding-left: 4px; padding-right: 4px; }
thead th.event { font-size: 11.5px; }
.workload th { background: var(--head); padding: 9px 10px; font-weight: 400; }
.workload .title { font-weight: 700; font-size: 14px; }
.workload .kind { color: var(--soft); margin-left: 6px; }
.workload .origin { color: var(--soft); font-size: 12px; float: right; }
code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.mount + .mount { margin-top: 4px; }
.by { display: block; color: var(--soft); font-size: 12px; }
.quiet { color: var(--soft); }
.warn { color: var(--lost); }
.note { display: block; margin-top: 2px; color: var(--soft); font-size: 11px; line-height: 1.25; }
.fate { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.bare td { color: var(--soft); }
footer { color: var(--soft); font-size: 12px; padding-top: 8px; padding-bottom: 40px; }
@media (max-width: 860px) {
  header, main, footer, nav { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 20px; }
  #filter { padding: 8px 14px; }
  .tile { flex-basis: 42%; }
  table, tbody, tr, td, th { display: block; width: auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table { background: none; border: 0; border-radius: 0; overflow: visible; }
  tbody { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; overflow: hidden; margin-bottom: 12px; }
  tr + tr { border-top: 1px solid var(--rule); padding: 6px 0; }
  td { display: grid; grid-template-columns: 128px 1fr; gap: 10px; padding: 4px 12px; border: 0; }
  td::before { content: attr(data-label); color: var(--soft); font-size: 12px; }
  td > * { grid-column: 2; }
  td[colspan] { display: block; }
  td[colspan]::before { content: none; }
  .workload th { border: 0; }
  .workload .origin { float: none; display: block; }
  .event { text-align: left; width: auto; padding-left: 12px; padding-right: 12px; }
  td.event { grid-template-columns: 128px auto 1fr; align-items: baseline; }
  td.event > .mark { grid-column: 2; }
  td.event > .fate { position: static; width: auto; height: auto; clip-path: none; grid-column: 3; }
  td.event > .fate.spoken { display: none; }
  td.event > .note { grid-column: 3; margin: 0; font-size: 13px; }
}
@media print {
  #filter { display: none; }
  summary::before { content: none !important; }
  :root { --page: #ffffff; }
  body { font-size: 11px; }
  section { break-before: auto; }
  tbody { break-inside: avoid; }
  .scroll { overflow: visible; border: 0; padding: 0; }
  .diagram { max-width: 100%; height: auto; }
  thead { display: table-header-group; }
}
`;
