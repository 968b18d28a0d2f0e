// The rules of RuntimeClasses: how containers are run, what that costs, and where it can be done.
import { type Cause, duplicate, invalid, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabels } from '../../meta/labels.ts'
import { dnsLabelErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type { RuntimeClass, Scheduling } from '../../schema/generated/node-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { checkRequirements } from '../pod-template/resources.ts'
import { checkTolerations } from '../pod-template/tolerations.ts'
import { betterFor } from '../pod-template/warnings-placement.ts'

export const runtimeClassRules: Rules<RuntimeClass> = {
  validate,
  validateUpdate: (next, old) => [
    ...metaAgain(next, false),
    ...validate(next),
    ...validateImmutable(next.handler, old.handler, 'handler'),
  ],
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
}

function validate({ handler = '', overhead, scheduling }: RuntimeClass): Cause[] {
  const causes =
    handler === ''
      ? [required('handler')]
      : dnsLabelErrors(handler).map(text => invalid('handler', handler, text))
  // The real server takes the overhead for the limits of a container, and tells of it as such.
  if (overhead !== undefined)
    checkRequirements(causes, { limits: overhead.podFixed ?? {} }, 'overhead', {}, new Set())
  return scheduling === undefined ? causes : [...causes, ...schedulingErrors(scheduling)]
}

function schedulingErrors({ nodeSelector, tolerations = [] }: Scheduling): Cause[] {
  const path = 'scheduling.tolerations'
  const causes = validateLabels(nodeSelector, 'scheduling.nodeSelector')
  checkTolerations(causes, tolerations, path)
  const keys = tolerations.map(({ key, operator, value, effect }) =>
    JSON.stringify([key, operator, value, effect]),
  )
  for (const [index, toleration] of tolerations.entries())
    if (keys.indexOf(keys[index] ?? '') < index)
      causes.push(duplicate(`${path}[${index}]`, goStruct('core/v1.Toleration', toleration)))
  return causes
}

function warnings({ scheduling }: RuntimeClass): string[] {
  return Object.keys(scheduling?.nodeSelector ?? {}).flatMap(key => {
    const better = betterFor(key)
    return better === undefined ? [] : [`scheduling.nodeSelector: ${better}`]
  })
}
