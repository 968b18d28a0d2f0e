import type { Reading } from './reading.ts'

/**
 * Reads one type. Values are as Go prints them; `undefined` is Go's zero, or its nil for lists, maps
 * and values of any shape.
 */
export interface Codec {
  /** Reads what is not null; the result may be a zero that is printed. */
  read(json: unknown, reading: Reading): unknown
  /** What is there once Go has read some values into the same place, one by one; the last one when left out. */
  join?(values: readonly unknown[]): unknown
  /** A null that is read after a value leaves it as it is, unless the place is a pointer. */
  readonly keptByNull?: true
  /** The zero value as Go prints it. */
  zero(): unknown
  /** What a null is as an item of a list or map, where that is not the zero. */
  readonly nullItem?: unknown
  /** What `omitempty` leaves out: scalars that are zero, what has a length of 0, or nothing at all. */
  readonly empty: 'zero' | 'length' | 'never'
}
