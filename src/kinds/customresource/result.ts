import type { Cause } from '../../meta/field-errors.ts'

/** What checks found: errors without repetition, and how many checks went well (the best of several branches has most). */
export class Result {
  readonly causes: Cause[] = []
  matches = 0
  /** Where paths start, such as `status`; undefined for whole objects. */
  readonly #base: string | undefined

  constructor(base: string | undefined) {
    this.#base = base
  }

  /** A result of the same place, for a branch. */
  branch(): Result {
    return new Result(this.#base)
  }

  /** Where an error at `path` stands. */
  field(path: string): string {
    const name = path.startsWith('.') ? path.slice(1) : path
    if (name === '') return this.#base ?? '<nil>'
    return this.#base === undefined ? name : `${this.#base}.${name}`
  }

  add(cause: Cause): void {
    const known = this.causes.some(
      one => one.message === cause.message && one.field === cause.field,
    )
    if (!known) this.causes.push(cause)
  }

  merge(other: Result): void {
    for (const cause of other.causes) this.add(cause)
    this.matches += other.matches
  }
}
