// Whether a configuration is what its shape says, in the words of server-side apply.
import { isObject, type JsonObject } from '../meta/object.ts'
import { elementFault, elementOf, renderElement } from './element.ts'
import { goPointer, goSyntax, goType } from './go-text.ts'
import { type ListShape, type MapShape, memberShape, type ScalarSort, type Shape } from './shape.ts'

/** A step on the way to a value: a member by its name, or an element of a list by what it is called or its place. */
interface Step {
  readonly up: Step | undefined
  readonly name: string | undefined
  readonly element: string | number
}

interface Fault {
  readonly at: Step | undefined
  readonly text: string
}

/** What is wrong with a value, as one text; undefined when nothing is. `duplicates` may stand in lists that are stored. */
export function typeFaults(shape: Shape, value: unknown, duplicates = false): string | undefined {
  const faults: Fault[] = []
  check(shape, value, undefined, { faults, duplicates })
  const texts = faults.map(({ at, text }) => (at === undefined ? text : `${render(at)}: ${text}`))
  if (texts.length < 2) return texts[0]
  return ['errors:', ...texts.map(text => `  ${text}`)].join('\n')
}

const render = (at: Step | undefined): string =>
  at === undefined ? '' : render(at.up) + renderStep(at)

function renderStep({ name, element }: Step): string {
  if (name !== undefined) return `.${name}`
  return typeof element === 'number' ? `[${element}]` : renderElement(element)
}

interface Checking {
  readonly faults: Fault[]
  readonly duplicates: boolean
}

function check(shape: Shape, value: unknown, at: Step | undefined, checking: Checking): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value) && shape.list !== undefined) {
    checkList(shape.list, value, at, checking)
  } else if (isObject(value) && shape.map !== undefined) {
    checkMap(shape.map, value, at, checking)
  } else if (typeof value === 'object' || shape.scalar === undefined) {
    checking.faults.push({ at, text: formFault(shape, value) })
  } else if (!fits(shape.scalar, value)) {
    checking.faults.push({ at, text: scalarFault(shape.scalar, value) })
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

function checkMap(
  map: MapShape,
  value: JsonObject,
  up: Step | undefined,
  checking: Checking,
): void {
  const before = checking.faults.length
  for (const name in value) {
    const shape = memberShape(map, name)
    if (shape === undefined) {
      checking.faults.length = before
      checkUndeclared(map, value, up, checking)
      return
    }
    check(shape, value[name], { up, name, element: '' }, checking)
  }
}

/** Members are looked at in the order of their names, up to the first that is not declared. */
function checkUndeclared(
  map: MapShape,
  value: JsonObject,
  up: Step | undefined,
  checking: Checking,
): void {
  for (const name of Object.keys(value).sort()) {
    const at = { up, name, element: '' }
    const shape = memberShape(map, name)
    if (shape === undefined) {
      checking.faults.push({ at, text: 'field not declared in schema' })
      return
    }
    check(shape, value[name], at, checking)
  }
}

function checkList(
  list: ListShape,
  items: readonly unknown[],
  up: Step | undefined,
  checking: Checking,
): void {
  if (list.kind === 'atomic') {
    for (const [index, item] of items.entries())
      check(list.items, item, { up, name: undefined, element: index }, checking)
    return
  }
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    const element = elementOf(list, item)
    if (element === undefined) {
      checking.faults.push({ at: up, text: `element ${index}: ${elementFault(list, item)}` })
      return
    }
    if (!checking.duplicates && seen.has(element))
      checking.faults.push({ at: up, text: `duplicate entries for key ${renderElement(element)}` })
    seen.add(element)
    check(list.items, item, { up, name: undefined, element }, checking)
  }
}
