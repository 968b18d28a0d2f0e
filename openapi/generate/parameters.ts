// What is said of the parameters of requests, read off the declarations of a client that npm carries.
import { readFileSync } from 'node:fs'

const DECLARATIONS = new URL(
  '../../node_modules/@kubernetes/client-node/dist/gen/apis/CoreV1Api.d.ts',
  import.meta.url,
)

/** Descriptions by name of parameter; `fieldManager` of patches stands under `fieldManager.patch`. */
export function parameterTexts(): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [, name = '', text = ''] of readFileSync(DECLARATIONS, 'utf8').matchAll(
    /^ *\* @param (\w+) (.+)$/gm,
  )) {
    const key = name.replace(/^_/, '')
    const plain = restored(text)
    if (texts[key] === undefined) texts[key] = plain
    else if (key === 'fieldManager' && plain !== texts[key]) longer(texts, plain)
  }
  return texts
}

/** Patches say more of the manager than other writes. */
function longer(texts: Record<string, string>, text: string): void {
  const known = texts.fieldManager ?? ''
  texts['fieldManager.patch'] = text.length > known.length ? text : known
  texts.fieldManager = text.length > known.length ? known : text
}

const NAMED: Readonly<Record<string, string>> = { quot: '"', lt: '<', gt: '>', amp: '&' }

/** The text before it was made fit for HTML and put on one line. */
function restored(text: string): string {
  return (
    text
      .replaceAll('\\&', '&')
      .replace(/&#(x?)([0-9a-fA-F]+);/g, (_, hex, digits) =>
        String.fromCodePoint(Number.parseInt(digits, hex === '' ? 10 : 16)),
      )
      .replace(/&(quot|lt|gt|amp);/g, (_, name) => NAMED[name] ?? '')
      .replace(/(?<! ) {5}(?=\S)/g, '\n    ')
      .replace(/(?<![ \n]) {4}(?=\S)/g, '\n\n  ')
      // One text has two blanks of its own.
      .replace(/(?<![ \n]|event) {2}(?=\S)/g, '\n\n')
      .replace(/(?<![ \n]) {3}(?=\S)/g, '\n  ')
      .replace(/(?<!:) (?=- `)/g, '\n')
  )
}
