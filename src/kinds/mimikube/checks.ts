// Checks that the kinds of the simulated world share.

import { parseGoDuration } from '../../meta/duration.ts'
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { type LabelSelector, validateLabelSelector } from '../../meta/labels.ts'
import { NOT_NEGATIVE } from '../../meta/object-meta.ts'

/** A duration as Go reads it, not below zero. */
export function checkDuration(out: Cause[], text: string | undefined, path: string): void {
  if (text === undefined) return
  const ms = parseGoDuration(text)
  if (ms === undefined) out.push(invalid(path, text, 'must be a duration such as 500ms, 30s or 5m'))
  else if (ms < 0) out.push(invalid(path, text, NOT_NEGATIVE))
}

export function checkOptionalSelector(
  out: Cause[],
  selector: LabelSelector | undefined,
  path: string,
): void {
  if (selector !== undefined) out.push(...validateLabelSelector(selector, path))
}

/** Exit codes have eight bits. */
export function checkExitCode(out: Cause[], code: number | undefined, path: string): void {
  if (code !== undefined && (code < 0 || code > 255))
    out.push(invalid(path, code, 'must be between 0 and 255, inclusive'))
}

/** Milliseconds of a duration that was checked; `otherwise` when it was left out. */
export const msOf = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : (parseGoDuration(text) ?? otherwise)
