// What Go takes for nothing: a new object of a type already has its plain structs and what JSON never
// leaves out, so a creator does not own those themselves.
import type { KubeObject } from '../../meta/object.ts'
import type { Field } from '../../schema/types.ts'
import type { Shape } from '../shape.ts'

const zeros = new WeakMap<Shape, object>()

/** A new object before anything is written to it; `{}` for custom resources. */
export function zeroOf(shape: Shape): KubeObject {
  const zero = zeros.get(shape) ?? zeroStruct(shape)
  zeros.set(shape, zero)
  return zero as KubeObject
}

function zeroStruct(shape: Shape): object {
  const zero: Record<string, unknown> = {}
  for (const { field, name, shape: inner } of shape.map?.fields.values() ?? []) {
    const value = field === undefined ? undefined : zeroField(field, inner)
    if (value !== undefined) zero[name] = value
  }
  return zero
}

const SCALARS: Readonly<Record<string, unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  uint32: 0,
  float64: 0,
  quantity: '0',
  intOrString: 0,
  duration: '0s',
}

function zeroField(field: Field, shape: Shape): unknown {
  if (field.pointer) return field.omit === 'never' ? null : undefined
  if (field.type.sort === 'struct') return field.omit === 'zero' ? undefined : zeroStruct(shape)
  if (field.omit !== 'never') return undefined
  return SCALARS[field.type.sort] ?? null
}
