// What has ended and is not to be restarted stays ended.
import { type Cause, forbidden } from '../../meta/field-errors.ts'
import type { Container, ContainerStatus, Pod, PodStatus } from '../../schema/generated/core-v1.ts'
import { specOf } from './parts.ts'
import { mayRestartAll, shouldRestart } from './restarts.ts'

export function checkTransitions(out: Cause[], next: PodStatus, old: Pod): void {
  const spec = specOf(old)
  const before = old.status ?? {}
  const may = (containers: readonly Container[] = []): MayRun => {
    if (mayRestartAll(spec)) return () => true
    return (name, exitCode) => {
      const container = containers.find(one => one.name === name)
      return container !== undefined && shouldRestart(container, spec, exitCode)
    }
  }
  for (const [list, mayRun] of [
    ['containerStatuses', may(spec.containers)],
    ['initContainerStatuses', may(spec.initContainers)],
    ['ephemeralContainerStatuses', () => false],
  ] as const)
    checkStates(out, next[list] ?? [], before[list] ?? [], mayRun, `status.${list}`)
}

/** Whether a container that ended with a code may run again. */
type MayRun = (name: string, exitCode: number) => boolean

function checkStates(
  out: Cause[],
  next: readonly ContainerStatus[],
  old: readonly ContainerStatus[],
  mayRun: MayRun,
  path: string,
): void {
  for (const [index, { name, state }] of old.entries()) {
    const ended = state?.terminated
    if (ended === undefined || mayRun(name, ended.exitCode)) continue
    if (next.some(status => status.name === name && status.state?.terminated === undefined))
      out.push(
        forbidden(`${path}[${index}].state`, 'may not be transitioned to non-terminated state'),
      )
  }
}
