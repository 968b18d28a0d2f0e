// Label selectors in all their forms: compiled once, matched often, printed as kubectl shows them.
// Their string form is read in `label-parser.ts`.
import { type Cause, forbidden, invalid, required } from './field-errors.ts'
import { labelValueErrors, qualifiedNameErrors } from './names.ts'

export type Labels = Readonly<Record<string, string>>

export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'

/** One demand on a label. Values are sorted. */
export interface LabelRequirement {
  readonly key: string
  readonly operator: LabelOperator
  readonly values: readonly string[]
}

/** metav1.LabelSelector as it stands in objects. */
export interface LabelSelector {
  readonly matchLabels?: Labels | undefined
  readonly matchExpressions?: readonly LabelSelectorRequirement[] | undefined
}

export interface LabelSelectorRequirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[] | undefined
}

/** A compiled selector: what it demands, or nothing at all. */
export interface Selector {
  readonly requirements: readonly LabelRequirement[]
  /** Matches no object whatever its labels: what a missing selector means. */
  readonly nothing?: boolean
}

export const everything: Selector = { requirements: [] }
export const nothing: Selector = { requirements: [], nothing: true }

/** Whether labels meet all demands of a selector. */
export function matches(selector: Selector, labels: Labels | undefined): boolean {
  if (selector.nothing === true) return false
  for (const requirement of selector.requirements) if (!meets(requirement, labels)) return false
  return true
}

function meets(requirement: LabelRequirement, labels: Labels | undefined): boolean {
  const found: unknown = labels?.[requirement.key]
  const value = typeof found === 'string' ? found : undefined
  switch (requirement.operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && requirement.values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !requirement.values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt':
      return value !== undefined && compares(value, requirement)
    default:
      return requirement.operator satisfies never
  }
}

function compares(value: string, { operator, values }: LabelRequirement): boolean {
  const left = parseInt64(value)
  const right = parseInt64(values[0] ?? '')
  if (left === undefined || right === undefined) return false
  return operator === 'gt' ? left > right : left < right
}

const INTEGER = /^[+-]?[0-9]+$/

/** An integer as Go's ParseInt reads it into 64 bits. */
export function parseInt64(text: string): bigint | undefined {
  if (!INTEGER.test(text)) return undefined
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value < -(2n ** 63n) || value >= 2n ** 63n ? undefined : value
}

const byKey = (a: LabelRequirement, b: LabelRequirement): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0

/** A selector of these demands, in the order of their keys. */
export function selectorOf(requirements: readonly LabelRequirement[]): Selector {
  return { requirements: [...requirements].sort(byKey) }
}

/** A selector that demands exactly these labels; without any it matches everything. */
export function selectorFromLabels(labels: Labels | undefined): Selector {
  return selectorOf(equalities(labels))
}

function equalities(labels: Labels | undefined): LabelRequirement[] {
  return Object.entries(labels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }))
}

const OPERATORS: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

/**
 * Compiles the selector of an object: a missing one matches nothing, an empty one everything. Nothing comes of
 * one that is not valid.
 */
export function compileSelector(selector: LabelSelector | null | undefined): Selector | undefined {
  if (selector === undefined || selector === null) return nothing
  if (validateLabelSelector(selector, '').length > 0) return undefined
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => ({
    key,
    operator: OPERATORS[operator] ?? 'exists',
    values: [...(values ?? [])].sort(),
  }))
  return selectorOf([...equalities(selector.matchLabels), ...expressions])
}

const compiled = new WeakMap<LabelSelector, Selector>()

/** Like `compileSelector`, remembered for the (frozen) object; what is not valid matches nothing. */
export function selectorFromObject(selector: LabelSelector | null | undefined): Selector {
  if (selector === undefined || selector === null) return nothing
  const known = compiled.get(selector)
  if (known !== undefined) return known
  const made = compileSelector(selector) ?? nothing
  compiled.set(selector, made)
  return made
}

/** The string form: `a=b,c in (x,y),!d`; empty for what matches everything or nothing. */
export function selectorText(selector: Selector): string {
  return selector.requirements.map(requirementText).join(',')
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`
    case 'gt':
      return `${key}>${values.join(',')}`
    case 'lt':
      return `${key}<${values.join(',')}`
    default:
      return `${key}${operator}${values.join(',')}`
  }
}

/** The selector of an object as columns show it: `<none>` when empty or missing, `<error>` when not valid. */
export function formatSelector(selector: LabelSelector | undefined): string {
  const made = compileSelector(selector)
  return made === undefined ? '<error>' : selectorText(made) || '<none>'
}

/** What is wrong with a map of labels; each fault stands at the map. */
export function validateLabels(labels: Labels | undefined, path: string): Cause[] {
  const causes: Cause[] = []
  for (const key in labels) {
    const value = labels[key] ?? ''
    for (const text of qualifiedNameErrors(key)) causes.push(invalid(path, key, text))
    for (const text of labelValueErrors(value)) causes.push(invalid(path, value, text))
  }
  return causes
}

export interface SelectorOptions {
  /** Values of expressions are not looked at: what an old object may keep. */
  readonly allowInvalidValues?: boolean
}

/** What is wrong with the selector of an object. */
export function validateLabelSelector(
  selector: LabelSelector | null | undefined,
  path: string,
  options: SelectorOptions = {},
): Cause[] {
  if (selector === undefined || selector === null) return []
  const causes = validateLabels(selector.matchLabels, `${path}.matchLabels`)
  for (const [index, expression] of (selector.matchExpressions ?? []).entries())
    causes.push(...validateExpression(expression, `${path}.matchExpressions[${index}]`, options))
  return causes
}

function validateExpression(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: string,
  options: SelectorOptions,
): Cause[] {
  const causes: Cause[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      causes.push(
        required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"),
      )
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      causes.push(
        forbidden(
          `${path}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      )
  } else causes.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'))
  for (const text of qualifiedNameErrors(key)) causes.push(invalid(`${path}.key`, key, text))
  if (options.allowInvalidValues === true) return causes
  for (const [index, value] of values.entries())
    for (const text of labelValueErrors(value))
      causes.push(invalid(`${path}.values[${index}]`, value, text))
  return causes
}
