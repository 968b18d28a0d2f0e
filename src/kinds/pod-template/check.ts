// Small checks that many fields share. Each adds what is wrong to a list.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { TextCheck } from '../../meta/names.ts'
import { NOT_NEGATIVE } from '../../meta/object-meta.ts'

/** Adds a cause for each thing that a check of a text finds wrong. */
export function checkText(out: Cause[], check: TextCheck, text: string, path: string): void {
  const errors = check(text)
  if (errors.length === 0) return
  for (const error of errors) out.push(invalid(path, text, error))
}

export function checkRequired(
  out: Cause[],
  text: string | undefined,
  path: string,
  detail = '',
): void {
  if (!text) out.push(required(path, detail))
}

export function checkNotNegative(out: Cause[], value: number | undefined, path: string): void {
  if (value !== undefined && value < 0) out.push(invalid(path, value, NOT_NEGATIVE))
}

/** One of a few words; an empty one is missing. */
export function checkOneOf(
  out: Cause[],
  text: string | undefined,
  words: readonly string[],
  path: string,
): void {
  if (!text) out.push(required(path))
  else if (!words.includes(text)) out.push(notSupported(path, text, words))
}
