// Keys whose labels a selector takes from the Pod itself.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import type { LabelSelector } from '../../meta/labels.ts'

/** By now the selector holds an expression for each key; a second one was the user's own. */
export function checkSelected(
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
