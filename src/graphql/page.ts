// The page at /graphiql: an editor for queries that needs nothing from anywhere else. It is small on purpose;
// whoever wants more points an editor of their own at /graphql.
import type { ServerResponse } from 'node:http'
import { SCRIPT } from './page-script.ts'
import { STYLE } from './page-style.ts'

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mimikube GraphQL</title>
<style>${STYLE}</style>
</head>
<body>
<header>
  <strong>mimikube</strong>
  <button id="run" title="Ctrl+Enter">Run</button>
  <button id="stop" hidden>Stop</button>
  <select id="examples" aria-label="Examples"></select>
  <span id="time"></span>
</header>
<main>
  <section id="left">
    <textarea id="query" spellcheck="false" aria-label="Query"></textarea>
    <ul id="hints" hidden></ul>
    <label for="variables">Variables</label>
    <textarea id="variables" spellcheck="false" placeholder="{}"></textarea>
  </section>
  <pre id="result" aria-live="polite"></pre>
  <aside>
    <input id="search" type="search" placeholder="Search types and fields" aria-label="Search">
    <div id="docs"></div>
  </aside>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`

/** Nothing is loaded from elsewhere, and nobody may put the page into another one. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'"

export function sendPage(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY,
    'Content-Length': Buffer.byteLength(HTML),
  })
  response.end(HTML)
}
