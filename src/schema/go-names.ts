import type { TypeRef } from './types.ts'

const NAMES: Readonly<Record<string, string>> = {
  bytes: '[]uint8',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  duration: 'v1.Duration',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  fieldsV1: 'v1.FieldsV1',
  raw: 'runtime.RawExtension',
  any: 'interface {}',
}

/** How Go's errors call a type: `[]v1.Taint`, `map[string]string`, `v1.PullPolicy`. */
export function goNameOf(type: TypeRef): string {
  if (type.go !== undefined) return type.go
  if (type.sort === 'struct') return type.name.slice(type.name.indexOf('/') + 1)
  if (type.sort === 'list') return `[]${goNameOf(type.of)}`
  if (type.sort === 'map') return `map[${type.goKey ?? 'string'}]${goNameOf(type.of)}`
  return NAMES[type.sort] ?? type.sort
}
