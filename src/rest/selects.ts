// What a list or watch selects: label and field selectors, compiled to one function.
import {
  checkFieldPaths,
  demandedValue,
  type FieldTerm,
  parseFieldSelector,
} from '../meta/fields.ts'
import { parseLabelSelector } from '../meta/label-parser.ts'
import { matches } from '../meta/labels.ts'
import type { KubeObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import type { Selects } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import type { Query } from './query.ts'
import { viewOf } from './views.ts'

/** The selectors of a request; undefined when all objects are wanted. @throws StatusError 400 */
export function selectsOf(query: Query, of: Target, name: string): Selects | undefined {
  const byLabels = labels(query.text('labelSelector'))
  const byFields = fields(query.text('fieldSelector'), of, name)
  if (byLabels === undefined) return byFields
  if (byFields === undefined) return byLabels
  return object => byLabels(object) && byFields(object)
}

/** The value that a field selector demands of a path. A demanded name counts as that of the request. */
export function fieldSelected(text: string | undefined, path: string): string | undefined {
  if (text === undefined || !text.includes(path)) return undefined
  try {
    return demandedValue(parseFieldSelector(text), path)
  } catch {
    return undefined
  }
}

function labels(text: string): Selects | undefined {
  if (text === '') return undefined
  const selector = parseLabelSelector(text)
  return object => matches(selector, object.metadata.labels)
}

function fields(text: string, of: Target, name: string): Selects | undefined {
  const terms = text === '' ? [] : parseFieldSelector(text)
  const { kind, version } = of
  checkFieldPaths(terms, {
    kind: kind.kind,
    namespaced: kind.namespaced,
    selectable: version.selectable,
    custom: kind.custom !== undefined,
  })
  if (name !== '') {
    const demanded = demandedValue(terms, 'metadata.name')
    if (terms.length > 0 && demanded !== name)
      throw badRequest("fieldSelector metadata.name doesn't match requested name")
    if (terms.length === 0) terms.push({ path: 'metadata.name', op: '=', value: name })
  }
  if (terms.length === 0) return undefined
  const tests = terms.map(term => testOf(term, of))
  return object => tests.every(test => test(object))
}

function testOf(term: FieldTerm, of: Target): Selects {
  const read = readerOf(term.path, of)
  return term.op === '='
    ? object => read(object) === term.value
    : object => read(object) !== term.value
}

function readerOf(path: string, of: Target): (object: KubeObject) => string {
  if (path === 'metadata.name') return object => object.metadata.name ?? ''
  if (path === 'metadata.namespace') return object => object.metadata.namespace ?? ''
  const read = of.version.selectable?.[path] ?? (() => '')
  // Fields are named as the version names them; what is stored may be another version.
  return of.version.fromStorage === undefined ? read : object => read(viewOf(of, object))
}
