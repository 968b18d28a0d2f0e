// Keys whose labels a selector takes from the Pod itself.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import type { LabelSelector } from '../../meta/labels.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import { checkText } from './check.ts'

interface Selecting {
  readonly labelSelector?: LabelSelector
  readonly matchLabelKeys?: readonly string[]
  readonly mismatchLabelKeys?: readonly string[]
}

export function checkLabelKeys(out: Cause[], selecting: Selecting, path: string): void {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = selecting
  checkKeys(out, matchLabelKeys, labelSelector, `${path}.matchLabelKeys`)
  checkKeys(out, mismatchLabelKeys, labelSelector, `${path}.mismatchLabelKeys`)
  if (labelSelector !== undefined) checkSelected(out, matchLabelKeys, labelSelector, path)
  for (const [index, key] of matchLabelKeys.entries())
    if (mismatchLabelKeys.includes(key))
      out.push(
        invalid(
          `${path}.matchLabelKeys[${index}]`,
          key,
          'exists in both matchLabelKeys and mismatchLabelKeys',
        ),
      )
}

function checkKeys(
  out: Cause[],
  keys: readonly string[],
  selector: LabelSelector | undefined,
  path: string,
): void {
  if (keys.length === 0) return
  if (selector === undefined)
    return void out.push(forbidden(path, 'must not be specified when labelSelector is not set'))
  for (const [index, key] of keys.entries())
    checkText(out, qualifiedNameErrors, key, `${path}[${index}]`)
}

/**
 * By now the selector holds an expression for each key; a second one was the user's own.
 * The path of the fault lacks the name of the list: so it does on the real server.
 */
function checkSelected(
  out: Cause[],
  keys: readonly string[],
  selector: LabelSelector,
  path: string,
): void {
  const seen = new Set(Object.keys(selector.matchLabels ?? {}))
  for (const { key } of selector.matchExpressions ?? []) {
    const index = keys.lastIndexOf(key)
    if (index >= 0 && seen.has(key))
      out.push(invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'))
    seen.add(key)
  }
}
