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

/** The selectors of a request as they are written. */
export interface Selectors {
  readonly labels: ReturnType<typeof parseLabelSelector> | undefined
  readonly fields: readonly FieldTerm[]
}

/** @throws StatusError 400 for what cannot be read */
export function parsedSelectors(query: Query): Selectors {
  const labels = query.text('labelSelector')
  const fields = query.text('fieldSelector')
  return {
    labels: labels === '' ? undefined : parseLabelSelector(labels),
    fields: fields === '' ? [] : parseFieldSelector(fields),
  }
}

/** What a request selects; undefined when all objects are wanted. @throws StatusError 400 for fields that cannot be selected by */
export function selectsOf(selectors: Selectors, of: Target, name: string): Selects | undefined {
  const { labels } = selectors
  const byLabels: Selects | undefined =
    labels === undefined ? undefined : object => matches(labels, object.metadata.labels)
  const byFields = selectsByFields(selectors.fields, of, name)
  if (byLabels === undefined) return byFields
  if (byFields === undefined) return byLabels
  return object => byLabels(object) && byFields(object)
}

/** The name that a field selector demands, which counts as that of the request where a path could name it. */
export function nameSelected(text: string | undefined): string {
  const name = fieldSelected(text, 'metadata.name') ?? ''
  return name === '.' || name === '..' || /[/%]/.test(name) ? '' : name
}

/** The value that a field selector demands of a path. */
export function fieldSelected(text: string | undefined, path: string): string | undefined {
  if (text === undefined || !text.includes(path)) return undefined
  try {
    return demandedValue(parseFieldSelector(text), path)
  } catch {
    return undefined
  }
}

function selectsByFields(
  asked: readonly FieldTerm[],
  of: Target,
  name: string,
): Selects | undefined {
  const terms = [...asked]
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
