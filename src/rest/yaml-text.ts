// Objects as YAML, as the real server writes it: JSON first, then keys in their natural order, lists at
// the indentation of their key, texts plain where that is safe. How a text is written stands in `yaml-scalar.ts`.
import { Pen, writeText } from './yaml-scalar.ts'

/** A value of JSON as a YAML document. */
export function yamlText(value: unknown): string {
  const pen = new Pen()
  writeNode(pen, value, 0, 'top')
  return pen.text.endsWith('\n') ? pen.text : `${pen.text}\n`
}

type Place = 'top' | 'value' | 'item'

function writeNode(pen: Pen, value: unknown, indent: number, place: Place): void {
  if (Array.isArray(value)) writeList(pen, value, indent, place)
  else if (typeof value === 'object' && value !== null)
    writeMap(pen, value as Record<string, unknown>, indent, place)
  else {
    if (place === 'value') pen.put(' ')
    if (typeof value === 'string') writeText(pen, value, indent + 2, false)
    else pen.put(typeof value === 'number' ? numberText(value) : String(value ?? null))
  }
}

function writeMap(
  pen: Pen,
  map: Readonly<Record<string, unknown>>,
  indent: number,
  place: Place,
): void {
  const keys = Object.keys(map).sort(naturally)
  if (keys.length === 0) pen.put(place === 'value' ? ' {}' : '{}')
  const own = place === 'value' ? indent + 2 : indent
  keys.forEach((key, index) => {
    if (index > 0 || place === 'value') pen.newLine(own)
    writeText(pen, key, own, true)
    pen.put(':')
    writeNode(pen, map[key], own, 'value')
  })
}

/** Items of a list that is the value of a key stand as far in as the key. */
function writeList(pen: Pen, list: readonly unknown[], indent: number, place: Place): void {
  if (list.length === 0) pen.put(place === 'value' ? ' []' : '[]')
  list.forEach((item, index) => {
    if (index > 0 || place === 'value') pen.newLine(indent)
    pen.put('- ')
    writeNode(pen, item, Array.isArray(item) || isMap(item) ? indent + 2 : indent, 'item')
  })
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null

/** Large and small numbers as Go writes them: 1e+21. */
function numberText(value: number): string {
  const text = String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** Letters come after other signs, figures count as numbers: a2 before a10. */
function naturally(a: string, b: string): number {
  if (a === b) return 0
  return comesFirst([...a], [...b]) ? -1 : 1
}

function comesFirst(a: readonly string[], b: readonly string[]): boolean {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const x = a[at] ?? ''
    const y = b[at] ?? ''
    if (x === y) continue
    const letterX = isLetter(x)
    const letterY = isLetter(y)
    if (letterX && letterY) return x < y
    if (letterX || letterY) return letterY
    const [numberX, endX] = numberAt(a, at)
    const [numberY, endY] = numberAt(b, at)
    if (numberX !== numberY) return numberX < numberY
    return endX === endY ? x < y : endX < endY
  }
  return a.length < b.length
}

const isLetter = (letter: string): boolean => /\p{L}/u.test(letter)

function numberAt(letters: readonly string[], from: number): [number, number] {
  let at = from
  let value = 0
  while (at < letters.length && /\d/.test(letters[at] ?? ''))
    value = value * 10 + Number(letters[at++])
  return [value, at]
}
