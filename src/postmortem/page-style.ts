/** Calm on a phone, in the dark and on paper; no font, picture or script from anywhere. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1d2329; --quiet: #59636e; --line: #d3d9df; --paper: #fdfdfc; --soft: #f2f4f5; --link: #0a58a6; --mark: #8a5300; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ec; --quiet: #a0aab4; --line: #3a424b; --paper: #15191d; --soft: #1e242a; --link: #7fb8f0; --mark: #f0b45c; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
main, nav, form, header.page { max-width: 46rem; margin: 0 auto; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.25rem; margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin-top: 1.75rem; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, textarea:focus-visible, summary:focus-visible, input:focus-visible, .table:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
blockquote { margin: 1rem 0; padding: .25rem 1rem; border-left: 3px solid var(--line); background: var(--soft); }
pre, code { font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: .75rem; overflow-x: auto; background: var(--soft); }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal; }
th, td { padding: .35rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
td { max-width: 22rem; overflow-wrap: anywhere; }
th { background: var(--soft); }
li.task { list-style: none; margin-left: -1.4rem; }
li.task > input, li.task > p > input { margin-right: .5rem; }
nav ul { padding: 0; list-style: none; columns: 2 14rem; font-size: .9rem; }
details.new { margin: 1rem 0; padding: .5rem 1rem; border: 1px dashed var(--mark); }
details.new > summary { color: var(--mark); cursor: pointer; }
.quiet { color: var(--quiet); font-size: .875rem; }
.message { max-width: 46rem; margin: 0 auto 1rem; padding: .75rem 1rem; border-left: 4px solid var(--link); background: var(--soft); }
.message.bad { border-color: var(--mark); }
fieldset { margin: 1.5rem 0; padding: 0 1rem 1rem; border: 1px solid var(--line); }
legend { padding: 0 .4rem; font-weight: 600; }
fieldset.edited > legend::after { content: " · edited"; color: var(--mark); }
textarea { width: 100%; min-height: 6rem; padding: .6rem; border: 1px solid var(--line); background: var(--paper); color: var(--ink); font: .9rem/1.5 ui-monospace, monospace; resize: vertical; }
label.line { display: block; padding: .3rem 0; }
button { padding: .6rem 1.4rem; border: 0; border-radius: .3rem; background: var(--link); color: var(--paper); font: inherit; font-weight: 600; cursor: pointer; }
.save { position: sticky; bottom: 0; padding: .75rem 0; background: var(--paper); border-top: 1px solid var(--line); }
@media print {
  body { padding: 0; font-size: 10.5pt; background: none; color: #000; }
  nav, .no-print { display: none; }
  h2 { break-after: avoid; }
  tr, blockquote { break-inside: avoid; }
  .table { overflow: visible; }
  a { color: inherit; }
}
`;
