/** How the editor looks, by day and by night. */
export const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent) }
* { box-sizing: border-box }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 14px system-ui, sans-serif }
header { display: flex; gap: .6rem; align-items: center; padding: .5rem .8rem; border-bottom: 1px solid var(--line) }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr 20rem }
main > * { min-width: 0; min-height: 0; border-right: 1px solid var(--line) }
#left { display: flex; flex-direction: column; position: relative }
#left label { padding: .2rem .8rem; border-top: 1px solid var(--line); opacity: .7 }
textarea, pre { font: 13px/1.5 ui-monospace, monospace; margin: 0; padding: .6rem .8rem; border: 0; outline: 0; resize: none }
#query { flex: 3 } #variables { flex: 1 }
pre { overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
aside { display: flex; flex-direction: column; overflow: hidden }
#search { margin: .5rem }
#docs { overflow: auto; padding: 0 .8rem .8rem }
#docs h4 { margin: .8rem 0 .2rem } #docs p { margin: 0 0 .3rem; opacity: .7; font-size: 12px }
#docs a { cursor: pointer; text-decoration: underline dotted }
#docs code { font: 12px ui-monospace, monospace }
#hints { position: absolute; right: .5rem; top: .5rem; max-height: 50%; overflow: auto; list-style: none; margin: 0;
  padding: .3rem; border: 1px solid var(--line); background: Canvas; font: 12px ui-monospace, monospace }
#hints li { padding: .1rem .4rem; cursor: pointer } #hints li:first-child { background: Highlight; color: HighlightText }
#time { opacity: .7 }
`
