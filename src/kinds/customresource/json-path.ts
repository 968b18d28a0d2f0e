// The part of kubectl's JSONPath that columns and selectable fields are written in: members, indices,
// slices, wildcards, recursive descent, unions and filters.
import { sameJson } from '../../meta/freeze.ts'
import { isObject } from '../../meta/object.ts'

/** Every value that a path leads to in a value. */
export type JsonPath = (value: unknown) => readonly unknown[]

type Step = (values: readonly unknown[]) => readonly unknown[]

/** Reads a path such as `.spec.ports[0].name`; nothing for what is no path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: Step[] = []
  let rest = text.startsWith('$') || text.startsWith('@') ? text.slice(1) : text
  if (rest === '.') rest = ''
  while (rest !== '') {
    const found = nextStep(rest)
    if (found === undefined) return undefined
    steps.push(found.step)
    rest = found.rest
  }
  return value => steps.reduce<readonly unknown[]>((values, step) => step(values), [value])
}

function nextStep(text: string): { step: Step; rest: string } | undefined {
  if (text.startsWith('[')) return bracketStep(text)
  const match = /^(\.\.|\.)((?:\\.|[^.[\\])*)/.exec(text)
  if (match === null) return undefined
  const [whole, dots, written = ''] = match
  const rest = text.slice(whole.length)
  const name = written.replace(/\\(.)/g, '$1')
  if (name === '' && !rest.startsWith('[')) return undefined
  const step = name === '' ? same : name === '*' ? everyMember : member(name)
  if (dots === '.') return { step, rest }
  return { step: values => step(values.flatMap(everyBelow)), rest }
}

const same: Step = values => values

const member =
  (name: string): Step =>
  values =>
    values.flatMap(value => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []))

const everyMember: Step = values =>
  values.flatMap(value =>
    Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [],
  )

function everyBelow(value: unknown): readonly unknown[] {
  return [value, ...everyMember([value]).flatMap(everyBelow)]
}

function bracketStep(text: string): { step: Step; rest: string } | undefined {
  const end = bracketEnd(text)
  if (end < 0) return undefined
  const inner = text.slice(1, end).trim()
  const rest = text.slice(end + 1)
  const filter = /^\?\(([\s\S]*)\)$/.exec(inner)
  const step = filter === null ? unionStep(inner) : filterStep(filter[1] ?? '')
  return step === undefined ? undefined : { step, rest }
}

/** The bracket that closes the first one, quotes and inner brackets aside. */
function bracketEnd(text: string): number {
  let depth = 0
  let quote = ''
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] ?? ''
    if (quote !== '') {
      if (letter === '\\') index++
      else if (letter === quote) quote = ''
    } else if (letter === "'" || letter === '"') quote = letter
    else if (letter === '[') depth++
    else if (letter === ']' && --depth === 0) return index
  }
  return -1
}

function unionStep(inner: string): Step | undefined {
  const parts = inner.split(/,(?=(?:[^']*'[^']*')*[^']*$)/).map(part => part.trim())
  const steps = parts.map(selectStep)
  if (steps.some(step => step === undefined)) return undefined
  return values => steps.flatMap(step => step?.(values) ?? [])
}

function selectStep(text: string): Step | undefined {
  if (text === '*') return everyMember
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text)
  if (quoted !== null) return member((quoted[2] ?? '').replace(/\\(.)/g, '$1'))
  const slice = /^(-?\d*)(?::(-?\d*)(?::(\d*))?)?$/.exec(text)
  if (slice === null || text === '') return undefined
  const [, start = '', end, step] = slice
  return values =>
    values.flatMap(value => {
      if (!Array.isArray(value)) return []
      if (end === undefined) return value.slice(Number(start)).slice(0, 1)
      const part = value.slice(
        start === '' ? 0 : Number(start),
        end === '' ? undefined : Number(end),
      )
      return part.filter((_, index) => index % (Number(step) || 1) === 0)
    })
}

const COMPARISON = /^(.*?)(==|!=|<=|>=|<|>)(.*)$/s

function filterStep(text: string): Step | undefined {
  const match = COMPARISON.exec(text)
  const [, leftText = text, operator = '', rightText = ''] = match ?? []
  const left = operand(leftText.trim())
  const right = operator === '' ? undefined : operand(rightText.trim())
  if (left === undefined || (operator !== '' && right === undefined)) return undefined
  const holds = (item: unknown): boolean => {
    const [a] = left(item)
    if (right === undefined) return left(item).length > 0
    const [b] = right(item)
    return left(item).length > 0 && compares(a, operator, b)
  }
  return values => values.flatMap(value => (Array.isArray(value) ? value.filter(holds) : []))
}

function operand(text: string): JsonPath | undefined {
  if (text.startsWith('@') || text.startsWith('$')) return parseJsonPath(text)
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text)
  const value = quoted === null ? literal(text) : quoted[2]
  return value === undefined ? undefined : () => [value]
}

function literal(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function compares(a: unknown, operator: string, b: unknown): boolean {
  if (operator === '==') return sameJson(a, b)
  if (operator === '!=') return !sameJson(a, b)
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string')) return false
  const order = a === b ? 0 : a < (b as typeof a) ? -1 : 1
  return operator.startsWith('<')
    ? order < 0 || (operator === '<=' && order === 0)
    : order > 0 || (operator === '>=' && order === 0)
}

/** A value as a template prints it. */
export function printed(value: unknown): string {
  if (value === null || value === undefined) return '<no value>'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
