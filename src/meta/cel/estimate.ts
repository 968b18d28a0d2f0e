// Ranges of sizes and of costs. What has no bound is infinite, and infinity times nothing is nothing.
export interface Range {
  readonly min: number
  readonly max: number
}

export const fixed = (value: number): Range => ({ min: value, max: value })
export const UNKNOWN: Range = { min: 0, max: Number.POSITIVE_INFINITY }
export const ZERO = fixed(0)
export const ONE = fixed(1)

export const add = (...ranges: readonly Range[]): Range =>
  ranges.reduce((a, b) => ({ min: a.min + b.min, max: a.max + b.max }), ZERO)

const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b)

export const times = (a: Range, b: Range): Range => ({
  min: product(a.min, b.min),
  max: product(a.max, b.max),
})

/** Rounded up, as a cost of so much for each of a size. */
export const scaled = ({ min, max }: Range, factor: number): Range => ({
  min: Math.ceil(min * factor),
  max: Math.ceil(max * factor),
})

export const union = (a: Range, b: Range): Range => ({
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
})

/** Looking at a letter costs a tenth of a step. */
export const PER_LETTER = 0.1
export const PER_PATTERN_LETTER = 0.25

/** What a call costs, and how large its result is. */
export interface CallEstimate {
  readonly cost: Range
  readonly size?: Range
}
