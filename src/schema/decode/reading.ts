import { goQuote } from '../../meta/field-errors.ts'
import type { Field } from '../types.ts'

/** What Go's decoder says of a value that does not fit its type. */
export class DecodeError extends Error {}

/** A field on the way to a value, with the struct that it belongs to. */
export interface Step {
  readonly field: Field
  /** The struct's own name: `PodSpec`. */
  readonly struct: string
}

/** A misfit of a value: what it is and what it should be; nested readers say where within them. */
export interface Misfit {
  readonly value: string
  readonly type: string
  readonly fields: readonly string[]
  readonly struct: string
}

const STRICT_MAX = 100

/** The state of one decoding: where it is, what it met. */
export class Reading {
  /** From the root to here: fields, keys of maps, indexes of lists. */
  readonly path: (Step | string | number)[] = []
  readonly unknown: string[] = []
  /** What strict decoding tells of unknown and doubled fields. */
  readonly strict: string[] = []
  /** The first misfit; decoding goes on after it, as a value that reads itself may fail harder. */
  misfit: Misfit | undefined
  /** A failure without a place: base64. */
  plain: string | undefined
  /** The text of a number whose value does not give it back. */
  literal: string | undefined

  /** The first failure in Go's words. */
  get failure(): string | undefined {
    return this.plain ?? (this.misfit === undefined ? undefined : misfitText(this.misfit))
  }

  /** Notes that a value does not fit a type. */
  save(value: string, type: string): undefined {
    if (this.plain === undefined)
      this.misfit ??= this.located({ value, type, fields: [], struct: '' })
    return undefined
  }

  /** Notes a failure that names no place. */
  savePlain(message: string): undefined {
    if (this.misfit === undefined) this.plain ??= message
    return undefined
  }

  /** Gives up at once, as values do that read themselves. */
  fail(value: string, type: string): never {
    throw new DecodeError(misfitText(this.located({ value, type, fields: [], struct: '' })))
  }

  /** A misfit with the fields that lead here put before its own. */
  located(inner: Misfit): Misfit {
    const fields: string[] = []
    let struct = inner.struct
    for (const step of this.path) {
      if (typeof step !== 'object') continue
      fields.push(...(step.field.embedded ?? []), step.field.name)
      struct = step.struct
    }
    return { ...inner, fields: [...fields, ...inner.fields], struct }
  }

  /** Notes a field that the struct here does not have. */
  noteUnknown(name: string): void {
    const path = this.#note('unknown', name)
    if (path !== undefined) this.unknown.push(path)
  }

  /** Notes a field that stood before. */
  noteDuplicate(name: string): void {
    this.#note('duplicate', name)
  }

  /** Notes a strict error once; so many are kept. */
  #note(sort: 'unknown' | 'duplicate', name: string): string | undefined {
    if (this.strict.length >= STRICT_MAX) return undefined
    const path = this.pathText()
    const full = path === '' ? name : `${path}.${name}`
    const text = `${sort} field ${goQuote(full)}`
    if (this.strict.includes(text)) return undefined
    this.strict.push(text)
    return full
  }

  /** The path as strict decoding names it: `spec.containers[0].ports[1]`. */
  pathText(): string {
    let text = ''
    for (const step of this.path) {
      if (typeof step === 'number') text += `[${step}]`
      else text += `${text === '' ? '' : '.'}${typeof step === 'string' ? step : step.field.name}`
    }
    return text
  }
}

export function misfitText({ value, type, fields, struct }: Misfit): string {
  return fields.length === 0
    ? `json: cannot unmarshal ${value} into Go value of type ${type}`
    : `json: cannot unmarshal ${value} into Go struct field ${struct}.${fields.join('.')} of type ${type}`
}

/** How Go calls a value of JSON in its errors. */
export function sortOf(json: unknown): string {
  return Array.isArray(json) ? 'array' : typeof json === 'boolean' ? 'bool' : typeof json
}
