import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { Subresource } from '../../meta/kind.ts'
import { isObject, type JsonObject, type KubeObject } from '../../meta/object.ts'
import type { CustomResourceSubresourceScale } from '../../schema/generated/apiextensions-v1.ts'

type ScaleView = NonNullable<Subresource['scale']>

const INT32_MAX = 2 ** 31 - 1

const stepsOf = (path: string): readonly string[] => path.replace(/^\./, '').split('.')

function valueAt(object: unknown, path: string): unknown {
  let value = object
  for (const step of stepsOf(path)) value = isObject(value) ? value[step] : undefined
  return value
}

const numberAt = (object: unknown, path: string): number => {
  const value = valueAt(object, path)
  return typeof value === 'number' ? value : 0
}

/** A custom resource seen as autoscaling/v1 Scale, by the paths of its definition. */
export function customScale(paths: CustomResourceSubresourceScale): ScaleView {
  return {
    replicas: parent => numberAt(parent, paths.specReplicasPath),
    statusReplicas: parent => numberAt(parent, paths.statusReplicasPath),
    selector: parent => {
      const value = valueAt(parent, paths.labelSelectorPath ?? '')
      return typeof value === 'string' ? value : ''
    },
    withReplicas: (parent, replicas) =>
      withValue(parent as unknown as JsonObject, stepsOf(paths.specReplicasPath), replicas),
    replicasPath: stepsOf(paths.specReplicasPath),
    missing: parent =>
      valueAt(parent, paths.specReplicasPath) === undefined ? paths.specReplicasPath : undefined,
  }
}

function withValue(object: JsonObject, steps: readonly string[], value: unknown): KubeObject {
  const [step = '', ...rest] = steps
  const inner = object[step]
  const next = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value)
  return { ...object, [step]: next } as unknown as KubeObject
}

/** What is wrong with the counts that the paths lead to. */
export function scaleSpecCauses(
  object: KubeObject,
  scale: CustomResourceSubresourceScale,
): Cause[] {
  return countCauses(object, scale.specReplicasPath)
}

export function scaleStatusCauses(
  object: KubeObject,
  { statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale,
): Cause[] {
  const causes = countCauses(object, statusReplicasPath)
  if (labelSelectorPath === undefined) return causes
  const selector = valueAt(object, labelSelectorPath)
  if (selector === undefined || typeof selector === 'string') return causes
  return [
    ...causes,
    invalid(labelSelectorPath, '', accessor(labelSelectorPath, selector, 'string')),
  ]
}

function countCauses(object: KubeObject, path: string): Cause[] {
  const value = valueAt(object, path)
  if (value === undefined) return []
  if (!Number.isInteger(value)) return [invalid(path, 0, accessor(path, value, 'int64'))]
  const count = value as number
  if (count < 0) return [invalid(path, count, 'should be a non-negative integer')]
  if (count > INT32_MAX)
    return [invalid(path, count, `should be less than or equal to ${INT32_MAX}`)]
  return []
}

const GO_TYPES: Readonly<Record<string, string>> = { number: 'float64', boolean: 'bool' }

/** Go's words for a member of another type. */
function accessor(path: string, value: unknown, wanted: string): string {
  const type =
    GO_TYPES[typeof value] ?? (typeof value === 'object' ? compound(value) : typeof value)
  const told = value === null ? '<nil>' : String(value)
  return `.${stepsOf(path).join('.')} accessor error: ${told} is of the type ${type}, expected ${wanted}`
}

const compound = (value: unknown): string =>
  value === null ? '<nil>' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
