// Whether a configuration is what its shape says, in the words of server-side apply.
import { isObject, type JsonObject } from '../meta/object.ts'
import { elementFault, elementOf, renderElement } from './element.ts'
import { goPointer, goSyntax, goType } from './go-text.ts'
import { type ListShape, type MapShape, memberShape, type ScalarSort, type Shape } from './shape.ts'

interface Fault {
  readonly path: string
  readonly text: string
}

/** What is wrong with a value, as one text; undefined when nothing is. `duplicates` may stand in lists that are stored. */
export function typeFaults(shape: Shape, value: unknown, duplicates = false): string | undefined {
  const faults: Fault[] = []
  check(shape, value, '', { faults, duplicates })
  const texts = faults.map(({ path, text }) => (path === '' ? text : `${path}: ${text}`))
  if (texts.length < 2) return texts[0]
  return ['errors:', ...texts.map(text => `  ${text}`)].join('\n')
}

interface Checking {
  readonly faults: Fault[]
  readonly duplicates: boolean
}

function check(shape: Shape, value: unknown, path: string, checking: Checking): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value) && shape.list !== undefined) {
    checkList(shape.list, value, path, checking)
  } else if (isObject(value) && shape.map !== undefined) {
    checkMap(shape.map, value, path, checking)
  } else if (typeof value === 'object' || shape.scalar === undefined) {
    checking.faults.push({ path, text: formFault(shape, value) })
  } else if (!fits(shape.scalar, value)) {
    checking.faults.push({ path, text: scalarFault(shape.scalar, value) })
  }
}

function fits(sort: ScalarSort, value: unknown): boolean {
  if (sort === 'untyped') return true
  return typeof value === (sort === 'numeric' ? 'number' : sort)
}

/** Each sort is told in another of Go's formats. */
function scalarFault(sort: ScalarSort, value: unknown): string {
  switch (sort) {
    case 'numeric':
      return `expected numeric (int or float), got ${goType(value)}`
    case 'string':
      return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`
    case 'boolean':
      return `expected boolean, got ${goPointer(value)}`
    default:
      return `expected any scalar, got ${goPointer(value)}`
  }
}

function formFault(shape: Shape, value: unknown): string {
  if (shape.map !== undefined) return `expected map, got ${goPointer(value)}`
  if (shape.scalar !== undefined) return scalarFault(shape.scalar, value)
  return `expected list, got ${goPointer(value)}`
}

/** Members are looked at in the order of their names, up to the first that is not declared. */
function checkMap(map: MapShape, value: JsonObject, path: string, checking: Checking): void {
  let names: readonly string[] = Object.keys(value)
  if (names.some(name => memberShape(map, name) === undefined)) names = [...names].sort()
  for (const name of names) {
    const shape = memberShape(map, name)
    if (shape === undefined) {
      checking.faults.push({ path: `${path}.${name}`, text: 'field not declared in schema' })
      return
    }
    check(shape, value[name], `${path}.${name}`, checking)
  }
}

function checkList(
  list: ListShape,
  items: readonly unknown[],
  path: string,
  checking: Checking,
): void {
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    if (list.kind === 'atomic') {
      check(list.items, item, `${path}[${index}]`, checking)
      continue
    }
    const element = elementOf(list, item)
    if (element === undefined) {
      checking.faults.push({ path, text: `element ${index}: ${elementFault(list, item)}` })
      return
    }
    const name = checking.duplicates ? '' : renderElement(element)
    if (seen.has(element) && !checking.duplicates)
      checking.faults.push({ path, text: `duplicate entries for key ${name}` })
    seen.add(element)
    check(list.items, item, `${path}${name}`, checking)
  }
}
