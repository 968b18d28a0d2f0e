// Types that read themselves in Go: they fail at once, where others only note a misfit.
import { canonicalQuantity, canonicalResource, QuantityError } from '../../meta/quantity.ts'
import { normalMicroTime, normalTime } from '../go-time.ts'
import type { Codec } from './codec.ts'
import { DecodeError, type Reading, sortOf } from './reading.ts'
import { isInt32, numberText } from './scalars.ts'

/** Times, printed in UTC; the year 1 is Go's zero, printed as null. */
function timeOf(normal: (text: string) => string | { error: string }): Codec {
  return {
    empty: 'never',
    zero: () => null,
    read(json, reading) {
      if (typeof json !== 'string') return reading.fail(sortOf(json), 'string')
      const text = normal(json)
      if (typeof text !== 'string') throw new DecodeError(text.error)
      return text.startsWith('0001-01-01T00:00:00') ? null : text
    },
  }
}

export const timeCodec = { time: timeOf(normalTime), microTime: timeOf(normalMicroTime) }

/** Amounts, in a spelling that is canonical. */
function quantityOf(canonical: (text: string) => string): Codec {
  return {
    empty: 'never',
    zero: () => '0',
    read(json, reading) {
      const text = typeof json === 'number' ? (reading.literal ?? numberText(json)) : json
      try {
        return canonical(typeof text === 'string' ? text.trim() : '?')
      } catch (error) {
        throw error instanceof QuantityError ? new DecodeError(error.message) : error
      }
    },
  }
}

export const quantityCodec = quantityOf(canonicalQuantity)

/** Amounts of resources: Kubernetes' defaults round them up wherever a ResourceList stands. */
export const resourceCodec = quantityOf(canonicalResource)

export const intOrStringCodec: Codec = {
  empty: 'never',
  zero: () => 0,
  read(json: unknown, reading: Reading) {
    if (typeof json === 'string') return json
    if (typeof json !== 'number') return reading.fail(sortOf(json), 'int32')
    if (isInt32(json, reading.literal)) return json
    return reading.fail(`number ${reading.literal ?? numberText(json)}`, 'int32')
  },
}
