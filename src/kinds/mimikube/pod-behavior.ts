// PodBehaviors: how Pods live.
import type { Cause } from '../../meta/field-errors.ts'
import type { Printer, Rules } from '../../meta/kind.ts'
import { formatSelector } from '../../meta/labels.ts'
import type { PodBehavior } from '../../schema/generated/mimikube-v1alpha1.ts'
import { age, ageOf, name, nameOf, printer, text, wide } from '../printers/columns.ts'
import { checkDuration, checkExitCode, checkOptionalSelector } from './checks.ts'

export const podBehaviorRules: Rules<PodBehavior> = {
  validate: validateBehavior,
  validateUpdate: validateBehavior,
}

export const podBehaviorPrinter: Printer<PodBehavior> = printer<PodBehavior>(
  [
    name,
    text('Selector', 'Which Pods of the namespace; all when left out.'),
    age,
    wide(text('Start Delay', 'From the binding until containers run.')),
    wide(text('Ready Delay', 'From then until they are ready.')),
    wide(text('Stop Delay', 'From the deletion until they have ended.')),
  ],
  (behavior, context) => [
    nameOf(behavior),
    formatSelector(behavior.spec?.selector),
    ageOf(behavior, context),
    behavior.spec?.startDelay ?? '<unset>',
    behavior.spec?.readyDelay ?? '<unset>',
    behavior.spec?.stopDelay ?? '<unset>',
  ],
)

function validateBehavior({ spec = {} }: PodBehavior): Cause[] {
  const out: Cause[] = []
  checkOptionalSelector(out, spec.selector, 'spec.selector')
  for (const field of ['startDelay', 'readyDelay', 'stopDelay', 'runDuration'] as const)
    checkDuration(out, spec[field], `spec.${field}`)
  checkExitCode(out, spec.exitCode, 'spec.exitCode')
  return out
}
