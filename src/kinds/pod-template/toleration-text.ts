// Tolerations as text in an annotation, from when they were no field yet: nothing heeds them, but they are checked.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sortOf } from '../../schema/decode/reading.ts'
import type { Toleration } from '../../schema/generated/core-v1.ts'
import { JsonSyntaxError, parseJson } from '../../schema/json.ts'
import { checkTolerations } from './tolerations.ts'

export const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations'

/** What cannot be read is a fault of the annotations as a whole, with their key as the value. */
export function checkTolerationsText(out: Cause[], text: string, path: string): void {
  const list = tolerationsOf(text)
  if (typeof list === 'string') out.push(invalid(path, TOLERATIONS, list))
  else checkTolerations(out, list, `${path}.${TOLERATIONS}`)
}

/** The tolerations that a text tells, or what Go says is wrong with it. */
function tolerationsOf(text: string): readonly Toleration[] | string {
  try {
    const { value } = parseJson(text)
    const list: unknown = value ?? []
    if (!Array.isArray(list)) return misfit(list, '', '[]core.Toleration')
    const wrong = list.map(misfitOf).find(found => found !== undefined)
    return wrong ?? list.map(item => (item ?? {}) as Toleration)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message
    throw error
  }
}

const TYPES: Readonly<Record<string, string>> = {
  key: 'string',
  operator: 'core.TolerationOperator',
  value: 'string',
  effect: 'core.TaintEffect',
  tolerationSeconds: 'int64',
}

function misfitOf(item: unknown): string | undefined {
  if (item === null) return undefined
  if (typeof item !== 'object' || Array.isArray(item)) return misfit(item, '', 'core.Toleration')
  for (const [name, value] of Object.entries(item)) {
    const type = TYPES[name]
    if (type === undefined || value === null) continue
    const fits = type === 'int64' ? Number.isInteger(value) : typeof value === 'string'
    if (!fits) return misfit(value, name, type)
  }
  return undefined
}

/** The internal type has no names for JSON, so messages name its fields as Go does. */
function misfit(value: unknown, name: string, type: string): string {
  const into =
    name === ''
      ? 'value'
      : `struct field Toleration.${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  return `json: cannot unmarshal ${sortOf(value)} into Go ${into} of type ${type}`
}
