import { BOOL, BYTES, DOUBLE, INT, NULL, STRING, type Type, UINT } from './types.ts'

/** The type of a literal's value. */
export function literalType(value: unknown): Type {
  if (value === null) return NULL
  if (typeof value === 'bigint') return INT
  if (typeof value === 'number') return DOUBLE
  if (typeof value === 'boolean') return BOOL
  if (typeof value === 'string') return STRING
  return value instanceof Uint8Array ? BYTES : UINT
}
