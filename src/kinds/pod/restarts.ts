// Whether a container that has ended may be running again: its own rules say so first, then its policy, then the Pod's.
import type { Container, ContainerRestartRule, PodSpec } from '../../schema/generated/core-v1.ts'

export function shouldRestart(
  { restartPolicy: own, restartPolicyRules: rules = [] }: Container,
  { restartPolicy: ofPod }: PodSpec,
  exitCode: number,
): boolean {
  if (own !== undefined && rules.find(rule => matches(rule, exitCode))?.action === 'Restart')
    return true
  const policy = own ?? ofPod
  return policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never'
}

function matches({ exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  const isOne = (exitCodes?.values ?? []).includes(exitCode)
  if (exitCodes?.operator === 'NotIn') return !isOne
  return exitCodes?.operator === 'In' && isOne
}

/** Whether some container takes all others with it when it ends: then any may run again. */
export const mayRestartAll = ({ containers = [], initContainers = [] }: PodSpec): boolean =>
  [...initContainers, ...containers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
  )
