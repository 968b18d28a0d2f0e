// What a list, a relation or a subscription selects: label and field selectors, compiled to one function.
import { checkFieldPaths, type FieldTerm, parseFieldSelector } from '../meta/fields.ts'
import { parseLabelSelector } from '../meta/label-parser.ts'
import { matches } from '../meta/labels.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Selects } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import { viewOf } from './views.ts'

type Of = Pick<Target, 'kind' | 'version'>

/** The selectors that a field may be given. */
export interface SelectorArgs {
  readonly labelSelector?: string | null
  readonly fieldSelector?: string | null
}

/** Undefined when all objects are wanted. @throws StatusError 400 */
export function selectsOf(of: Of, args: SelectorArgs): Selects | undefined {
  const byLabels = labels(args.labelSelector ?? '')
  const byFields = fields(args.fieldSelector ?? '', of)
  if (byLabels === undefined) return byFields
  if (byFields === undefined) return byLabels
  return object => byLabels(object) && byFields(object)
}

function labels(text: string): Selects | undefined {
  if (text === '') return undefined
  const selector = parseLabelSelector(text)
  return object => matches(selector, object.metadata.labels)
}

function fields(text: string, of: Of): Selects | undefined {
  if (text === '') return undefined
  const terms = parseFieldSelector(text)
  const { kind, version } = of
  checkFieldPaths(terms, {
    kind: kind.kind,
    namespaced: kind.namespaced,
    selectable: version.selectable,
    custom: kind.custom !== undefined,
  })
  if (terms.length === 0) return undefined
  const tests = terms.map(term => testOf(term, of))
  return object => tests.every(test => test(object))
}

function testOf({ path, op, value }: FieldTerm, of: Of): Selects {
  const read = readerOf(path, of)
  return op === '=' ? object => read(object) === value : object => read(object) !== value
}

function readerOf(path: string, of: Of): (object: KubeObject) => string {
  if (path === 'metadata.name') return object => object.metadata.name ?? ''
  if (path === 'metadata.namespace') return object => object.metadata.namespace ?? ''
  const read = of.version.selectable?.[path] ?? (() => '')
  // Fields are named as the version names them; what is stored may be another version.
  return of.version.fromStorage === undefined ? read : object => read(viewOf(of, object))
}
