// How a workload finds the pods that its template makes.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import {
  compileSelector,
  type LabelSelector,
  matches,
  validateLabelSelector,
} from '../../meta/labels.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { PodTemplateSpec } from '../../schema/generated/core-v1.ts'

/** The complaint about a template that its selector does not find, with the labels that were sent. */
export function mismatch(template: PodTemplateSpec = {}, path = 'spec.template'): Cause {
  const metadata = template.metadata ?? {}
  return invalid(
    `${path}.metadata.labels`,
    metadata.labels ?? sentEmpty(metadata, 'labels'),
    '`selector` does not match template `labels`',
  )
}

/** Whether a selector demands nothing, and so selects everything. */
export const isEmpty = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0

/** A selector must be there and say something; `what` ends the complaint about an empty one. */
export function checkSelector(
  out: Cause[],
  selector: LabelSelector | undefined,
  path: string,
  empty: string,
): void {
  if (!selector) return void out.push(required(path))
  out.push(...validateLabelSelector(selector, path))
  if (isEmpty(selector)) out.push(invalid(path, selector, empty))
}

/**
 * The template's labels must be what the selector looks for. Answers whether the template is worth looking at:
 * a selector that is not valid is told (with `bad` as the complaint) instead of it.
 */
export function checkSelected(
  out: Cause[],
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  paths: { readonly selector: string; readonly template: string },
  bad: string,
): boolean {
  const compiled = compileSelector(selector ?? undefined)
  if (compiled === undefined) {
    out.push(invalid(paths.selector, selector, bad))
    return false
  }
  if (!matches(compiled, template?.metadata?.labels)) out.push(mismatch(template, paths.template))
  return true
}
