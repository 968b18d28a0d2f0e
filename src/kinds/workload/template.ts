// The templates of workloads whose pods go on forever.
import { type Cause, forbidden, notSupported } from '../../meta/field-errors.ts'
import type { PodTemplateSpec } from '../../schema/generated/core-v1.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { validatePodTemplate } from '../pod-template/validate.ts'

/** A pod template whose pods are always started again and have no deadline; `kind` names who forbids one. */
export function checkLastingTemplate(
  out: Cause[],
  template: PodTemplateSpec | undefined,
  path: string,
  kind: string,
  options: PodValidationOptions = {},
): void {
  out.push(...validatePodTemplate(template ?? {}, path, options))
  checkLasting(out, template, path, kind)
}

export function checkLasting(
  out: Cause[],
  template: PodTemplateSpec | undefined,
  path: string,
  kind: string,
): void {
  const policy = template?.spec?.restartPolicy ?? ''
  if (policy !== 'Always') out.push(notSupported(`${path}.spec.restartPolicy`, policy, ['Always']))
  if (template?.spec?.activeDeadlineSeconds !== undefined)
    out.push(
      forbidden(
        `${path}.spec.activeDeadlineSeconds`,
        `activeDeadlineSeconds in ${kind} is not Supported`,
      ),
    )
}
