import { longTypeText, parseType, type Type } from './types.ts'
import { Duration, MapValue, Opaque, Optional, Timestamp, TypeValue, Uint } from './values.ts'

/** The name of a value's type, as errors and `type()` give it. */
export function typeNameOf(value: unknown): string {
  if (value === null || value === undefined) return 'null_type'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof Optional) return 'optional_type'
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Opaque) return longTypeText(parseType(value.type))
  if (value instanceof Uint) return 'uint'
  return value instanceof MapValue ? (value.type ?? 'map') : 'dyn'
}

const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: value => typeof value === 'bigint',
  uint: value => value instanceof Uint,
  double: value => typeof value === 'number',
  string: value => typeof value === 'string',
  bool: value => typeof value === 'boolean',
  bytes: value => value instanceof Uint8Array,
  null: value => value === null,
  timestamp: value => value instanceof Timestamp,
  duration: value => value instanceof Duration,
  dyn: () => true,
}

/** Whether a value may be given to a function that wants a type. */
export function accepts(type: Type): (value: unknown) => boolean {
  switch (type.sort) {
    case 'list':
      return Array.isArray
    case 'map':
    case 'object':
      return value => value instanceof MapValue
    case 'optional':
      return value => value instanceof Optional
    case 'type':
      return value => value instanceof TypeValue
    case 'param':
      return () => true
    case 'plain':
      return PLAIN[type.name] ?? (value => value instanceof Opaque && value.type === type.name)
  }
}
